import { useParams } from "react-router";

import { ModelEditor } from "./ModelEditor";
import { ModelsList } from "./ModelsList";

/** The list of thing models, or the editor of one. */
export function ThingModelsPage() {
  const { id } = useParams();
  return id === undefined ? <ModelsList /> : <ModelEditor key={id} id={id} />;
}

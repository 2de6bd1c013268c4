// Geographic locations.

import type { Input, Schemas } from "./schema";

export type Location = Schemas["Location"];
export type LocationInput = Input<"LocationInput">;

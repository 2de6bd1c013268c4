import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useParams } from "react-router";

import { useModel, type ModelDetails, type ModelKind } from "../../../api/models";
import { ErrorPanel } from "../../states/ErrorPanel";
import { Page } from "../../page/Page";
import { navOf } from "../kinds";

type Props<Kind extends ModelKind> = {
  kind: Kind;
  list: ReactNode;
  editor: (model: ModelDetails[Kind]) => ReactNode;
};

/** The list of a kind of models, or the editor of the one that the address names. */
export function ModelPage<Kind extends ModelKind>({ kind, list, editor }: Props<Kind>) {
  const { id } = useParams();
  return id === undefined ? list : <One key={id} kind={kind} id={id} editor={editor} />;
}

type OneProps<Kind extends ModelKind> = Omit<Props<Kind>, "list"> & { id: string };

function One<Kind extends ModelKind>({ kind, id, editor }: OneProps<Kind>) {
  const { t } = useTranslation();
  const model = useModel(kind, id);
  if (model.data) return editor(model.data);
  return (
    <Page title={model.error ? t(`models.kind.${kind}.notFound`) : " "} group={t(navOf[kind])}>
      {model.error && <ErrorPanel error={model.error} onRetry={() => void model.refetch()} />}
    </Page>
  );
}

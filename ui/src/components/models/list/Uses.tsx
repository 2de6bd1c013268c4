import { Fragment, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import type { ModelKind } from "../../../api/models";
import type { UsedModel } from "../../../api/types";
import { at } from "../../../state/routes-at";
import { devicesWith } from "../kinds";

/** Names that are shown before it is said how many more there are. */
const NAMED = 10;

type Props = { of: UsedModel; kind: ModelKind };

/** Why a model has to stay, or what will miss it, with the way to each. */
export function Uses({ of: { id, scope, devices, executions, templates }, kind }: Props) {
  const { t } = useTranslation();
  const users = t(
    kind === "device-templates" ? "models.deletion.made" : "models.deletion.devices",
    { count: devices },
  );
  const uses: ReactNode[] = [
    scope === "PUBLIC" && t("models.deletion.public"),
    devices > 0 && <Link to={devicesWith(kind, id)}>{users}</Link>,
    executions.length > 0 && (
      <Named
        label={t("models.deletion.executions", { count: executions.length })}
        names={executions}
        page={at.deviceExecutions}
      />
    ),
    templates.length > 0 && (
      <Named
        label={t("models.deletion.templates", { count: templates.length })}
        names={templates}
        page={at.deviceTemplates}
      />
    ),
  ].filter((use) => use !== false);
  return uses.map((use, place) => (
    <span key={place} className="hint">
      {place === 0 ? " · " : t("common.listSemicolon")}
      {use}
    </span>
  ));
}

type NamedProps = { label: string; names: readonly string[]; page: string };

/** Records by name, each found in its list. */
function Named({ label, names, page }: NamedProps) {
  const { t } = useTranslation();
  return (
    <>
      {label}{" "}
      {names.slice(0, NAMED).map((name, place) => (
        <Fragment key={place}>
          {place > 0 && t("common.listComma")}
          <Link to={`${page}?q=${encodeURIComponent(name)}`}>{name}</Link>
        </Fragment>
      ))}
      {names.length > NAMED && ` ${t("common.andMore", { count: names.length - NAMED })}`}
    </>
  );
}

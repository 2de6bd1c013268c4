import { Segmented } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { getModel } from "../../api/models";
import type { ParserType, ThingModel, ThingModelInput } from "../../api/types";
import { Field } from "../../components/fields/Field";
import type { NewModelProps } from "../../components/models/list/ModelsList";
import { NewModelDialog } from "../../components/models/list/NewModelDialog";
import { templates } from "./wrapper";

const PARSERS: readonly ParserType[] = ["CUSTOMER", "CHIRPSTACK"];

/** Name and style of a new thing model, or of the copy of one. */
export function NewThingModel({ source, ...rest }: NewModelProps<ThingModel>) {
  const { t } = useTranslation();
  const [parser, setParser] = useState<ParserType>("CUSTOMER");
  return (
    <NewModelDialog
      kind="thing-models"
      source={source}
      content={async () =>
        source
          ? copyOf(source.id)
          : { payload_parser_type: parser, payload_parser: templates[parser] }
      }
      {...rest}
    >
      {!source && (
        <Field
          label={t("models.style")}
          api="payload_parser_type"
          group
          help={t(`models.styleHelp${parser}`)}
        >
          <Segmented<ParserType>
            value={parser}
            onChange={setParser}
            options={PARSERS.map((value) => ({ value, label: t(`models.parsers.${value}`) }))}
          />
        </Field>
      )}
    </NewModelDialog>
  );
}

async function copyOf(id: string): Promise<ThingModelInput> {
  const model = await getModel("thing-models", id);
  return {
    payload_parser: model.payload_parser,
    payload_parser_type: model.payload_parser_type,
    apply_to: model.apply_to,
    tags: model.tags,
    remark: model.remark,
    telemetry_config: { ...model.telemetry_config, fields: model.telemetry_config.fields ?? {} },
  };
}

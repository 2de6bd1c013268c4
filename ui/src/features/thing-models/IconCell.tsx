import { PictureOutlined } from "@ant-design/icons";
import { Button, Input, Modal } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { FirstField } from "../../components/fields/FirstField";
import { useAskToClose } from "../../components/page/use-ask-to-close";
import { FieldIcon } from "../../components/values/FieldIcon";
import css from "../../components/models/Models.module.css";

/** Longest icon, in characters of SVG. */
const LONGEST = 16 * 1024;

const isSvg = (text: string) => /^\s*(<\?xml[^>]*>\s*)?<svg[\s>]/i.test(text);

type Props = {
  /** The field's name. */
  name: string;
  svg: string | null | undefined;
  onChange: (svg: string | null) => void;
};

/** Shows the icon of a display field and lets its SVG be pasted. */
export function IconCell({ name, svg, onChange }: Props) {
  const { t } = useTranslation();
  const [draft, setDraft] = useState<string | null>(null);
  const text = draft ?? "";
  const close = useAskToClose(text !== (svg ?? ""), () => setDraft(null));
  const bad = text.trim() !== "" && (!isSvg(text) || text.length > LONGEST);
  return (
    <>
      <Button
        aria-label={t("models.field.iconOf", { name })}
        icon={svg ? <FieldIcon svg={svg} /> : <PictureOutlined />}
        onClick={() => setDraft(svg ?? "")}
      />
      {draft !== null && (
        <Modal
          open
          width={520}
          title={t("models.field.iconOf", { name })}
          okText={t("common.done")}
          cancelText={t("common.cancel")}
          okButtonProps={{ disabled: bad }}
          mask={{ closable: false }}
          onCancel={close}
          onOk={() => {
            onChange(text.trim() === "" ? null : text.trim());
            setDraft(null);
          }}
        >
          <div className={css["dialog"]}>
            <p className="hint">{t("models.field.iconHelp")}</p>
            <FirstField>
              <Input.TextArea
                rows={6}
                className="mono"
                value={text}
                aria-label={t("models.field.icon")}
                aria-invalid={bad}
                onChange={(event) => setDraft(event.target.value)}
              />
            </FirstField>
            {bad ? (
              <p className={css["problem"]} role="alert">
                {t("models.field.iconBad")}
              </p>
            ) : (
              <FieldIcon svg={text} />
            )}
          </div>
        </Modal>
      )}
    </>
  );
}

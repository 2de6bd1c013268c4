import { DownloadOutlined, UploadOutlined } from "@ant-design/icons";
import { Button, Spin } from "antd";
import { useState, type ClipboardEvent, type DragEvent } from "react";
import { useTranslation } from "react-i18next";

import type { ImportKind } from "../../api/types";
import { FirstButton } from "../actions/FirstButton";
import { toastFailed } from "../messages/toast";
import { platform } from "../../platform";
import { isJson } from "./kinds";
import css from "./Imports.module.css";
import { useDownload } from "./use-download";

type Props = { kind: ImportKind; busy: boolean; onFile: (file: File) => void };

/** Chosen, dropped, or pasted as cells. */
export function FileStep({ kind, busy, onFile }: Props) {
  const { t } = useTranslation();
  const { template } = useDownload();
  const [over, setOver] = useState(false);
  const json = isJson(kind);
  // Other network servers export devices as JSON.
  const foreign = kind === "devices" || kind === "lorawan-profiles";
  const drops = t(json ? "imports.dropJson" : "imports.drop");

  function drop(event: DragEvent): void {
    event.preventDefault();
    setOver(false);
    const file = event.dataTransfer.files[0];
    if (file) onFile(file);
  }

  function paste(event: ClipboardEvent): void {
    const file = event.clipboardData.files[0];
    const text = event.clipboardData.getData("text/plain");
    if (file) onFile(file);
    else if (text.trim() !== "")
      onFile(new File([text], json ? "clipboard.json" : "clipboard.csv"));
  }

  return (
    <div className={css["file"]}>
      <div
        className={css["drop"]}
        data-over={over}
        // Pasting needs something that can have the focus.
        tabIndex={0}
        role="group"
        aria-label={drops}
        onDrop={drop}
        onPaste={paste}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
      >
        {busy ? (
          <span role="status">
            <Spin /> {t("imports.reading")}
          </span>
        ) : (
          <>
            <p>{drops}</p>
            <FirstButton
              type="primary"
              icon={<UploadOutlined />}
              onClick={() =>
                void platform
                  .openFile(json ? ["json"] : foreign ? ["xlsx", "csv", "json"] : ["xlsx", "csv"])
                  .then(
                    (file) => file && onFile(file),
                    (error: unknown) => toastFailed(t("imports.failedRead"), error),
                  )
              }
            >
              {t("imports.choose")}
            </FirstButton>
          </>
        )}
      </div>
      <div className={css["aside"]}>
        {json ? (
          <p className="hint">{t("imports.jsonHint")}</p>
        ) : (
          <>
            <Button icon={<DownloadOutlined />} onClick={() => template(kind)}>
              {t("imports.template")}
            </Button>
            <p className="hint">{t("imports.templateHint")}</p>
            {foreign && <p className="hint">{t("imports.foreignHint")}</p>}
          </>
        )}
      </div>
    </div>
  );
}

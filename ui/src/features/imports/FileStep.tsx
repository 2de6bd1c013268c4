import { DownloadOutlined, UploadOutlined } from "@ant-design/icons";
import { Button, Spin } from "antd";
import { useState, type ClipboardEvent, type DragEvent } from "react";
import { useTranslation } from "react-i18next";

import type { ImportKind } from "../../api/types";
import { platform } from "../../platform";
import css from "./Imports.module.css";
import { useDownload } from "./use-download";

type Props = { kind: ImportKind; busy: boolean; onFile: (file: File) => void };

/** Chosen, dropped, or pasted as cells. */
export function FileStep({ kind, busy, onFile }: Props) {
  const { t } = useTranslation();
  const { template } = useDownload();
  const [over, setOver] = useState(false);

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
    else if (text.trim() !== "") onFile(new File([text], "clipboard.csv"));
  }

  return (
    <div className={css["file"]}>
      <div
        className={css["drop"]}
        data-over={over}
        // Pasting needs something that can have the focus.
        tabIndex={0}
        role="group"
        aria-label={t("imports.drop")}
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
            <p>{t("imports.drop")}</p>
            <Button
              type="primary"
              autoFocus
              icon={<UploadOutlined />}
              onClick={() =>
                void platform.openFile(["xlsx", "csv"]).then((file) => file && onFile(file))
              }
            >
              {t("imports.choose")}
            </Button>
          </>
        )}
      </div>
      <div className={css["aside"]}>
        <Button icon={<DownloadOutlined />} onClick={() => template(kind)}>
          {t("imports.template")}
        </Button>
        <p className="hint">{t("imports.templateHint")}</p>
      </div>
    </div>
  );
}

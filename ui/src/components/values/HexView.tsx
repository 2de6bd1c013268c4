import { Segmented } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { asciiOf, byteArray, hexRows, hexToBase64, spacedHex } from "../../lib/payload";
import { withUnit } from "../../lib/units";
import { CopyButton } from "../actions/CopyButton";
import css from "./HexView.module.css";

type Form = "hex" | "bytes" | "base64" | "ascii";

const FORMS: readonly Form[] = ["hex", "bytes", "base64", "ascii"];
/** More is shown on request. */
const SHOWN_BYTES = 16_384;

type Props = { hex: string; label: string };

function textOf(form: Form, hex: string): string {
  if (form === "hex") return spacedHex(hex);
  if (form === "bytes") return byteArray(hex);
  return form === "base64" ? hexToBase64(hex) : asciiOf(hex);
}

/** The same bytes as hex with offsets, as a byte array, as Base64 or as text. */
export function HexView({ hex, label }: Props) {
  const { t } = useTranslation();
  const [form, setForm] = useState<Form>("hex");
  const [all, setAll] = useState(false);
  const size = hex.length / 2;
  const shown = all ? hex : hex.slice(0, SHOWN_BYTES * 2);
  return (
    <section className={css["view"]} aria-label={label}>
      <header className={css["head"]}>
        <h4>{label}</h4>
        <span className="hint tabular">{withUnit(String(size), "B")}</span>
        <span className={css["grow"]} />
        <Segmented<Form>
          size="small"
          value={form}
          onChange={setForm}
          options={FORMS.map((value) => ({ value, label: t(`payload.${value}`) }))}
        />
        <CopyButton text={textOf(form, hex)} />
      </header>
      {size === 0 ? (
        <p className={css["nothing"]}>{t("payload.empty")}</p>
      ) : form === "hex" ? (
        <div className={css["rows"]}>
          {hexRows(shown).map((row) => (
            <div key={row.offset} className={css["row"]}>
              <span className={css["offset"]}>{row.offset}</span>
              <span className={css["bytes"]}>
                {row.bytes.map((byte, at) => (
                  <span
                    key={at}
                    title={t("payload.byte", { at: Number.parseInt(row.offset, 16) + at })}
                  >
                    {byte}
                  </span>
                ))}
              </span>
              <span className={css["ascii"]}>{row.ascii}</span>
            </div>
          ))}
        </div>
      ) : (
        <pre className={css["text"]}>{textOf(form, shown)}</pre>
      )}
      {shown.length < hex.length && (
        <button type="button" className="linklike" onClick={() => setAll(true)}>
          {t("payload.showAll", { size })}
        </button>
      )}
    </section>
  );
}

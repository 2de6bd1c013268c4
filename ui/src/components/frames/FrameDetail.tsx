import { CloseOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useTranslation } from "react-i18next";

import type { Frame, Json } from "../../api/types";
import { CopyButton } from "../actions/CopyButton";
import { StateSign } from "../values/StateChip";
import css from "./FrameDetail.module.css";
import { explain, verdictSign, verdictWord } from "./words";

type Props = { frame: Frame; onClose: () => void };

/** One frame: why it was refused, what it says, and its bytes. */
export function FrameDetail({ frame, onClose }: Props) {
  const { t } = useTranslation();
  const json = JSON.stringify(frame.content, null, 2);
  const explained = explain(t, frame);
  return (
    <section className={css["detail"]} aria-label={t("frames.decoded")}>
      <header className={css["head"]}>
        <StateSign sign={verdictSign(frame)} />
        <b>{verdictWord(frame.verdict, t)}</b>
        {explained && (
          <span className={css["reason"]}>
            {explained.why} {explained.fix}
          </span>
        )}
        <span className={css["grow"]} />
        <Button
          type="text"
          size="small"
          aria-label={t("frames.close")}
          icon={<CloseOutlined />}
          onClick={onClose}
        />
      </header>
      <div className={css["columns"]}>
        <div>
          <h4>{t("frames.decoded")}</h4>
          <Decoded value={frame.decoded} />
        </div>
        <div>
          <h4>
            {t("frames.phy")} <CopyButton text={frame.phy} />
          </h4>
          <Bytes hex={frame.phy} />
          <h4>
            {t("frames.json")} <CopyButton text={json} />
          </h4>
          <pre className={css["json"]}>{json}</pre>
        </div>
      </div>
    </section>
  );
}

type DecodedProps = { value: Json };

/** Nested names and values as an indented list. */
export function Decoded({ value }: DecodedProps) {
  if (Array.isArray(value)) {
    return (
      <ol className={css["list"]}>
        {value.map((item, at) => (
          <li key={at}>
            <Decoded value={item} />
          </li>
        ))}
      </ol>
    );
  }
  if (value !== null && typeof value === "object") {
    return (
      <dl className={css["tree"]}>
        {Object.entries(value).map(([name, inner]) => (
          <div
            key={name}
            className={inner !== null && typeof inner === "object" ? css["nested"] : undefined}
          >
            <dt>{name}</dt>
            <dd>
              <Decoded value={inner} />
            </dd>
          </div>
        ))}
      </dl>
    );
  }
  return <span className="mono">{value === null ? "—" : String(value)}</span>;
}

type BytesProps = { hex: string };

/** Upper-case byte pairs with a gap every eight bytes; the gaps are not in the copy. */
function Bytes({ hex }: BytesProps) {
  const pairs = hex.toUpperCase().match(/.{1,2}/g) ?? [];
  return (
    <p className={css["bytes"]}>
      {pairs.map((pair, at) => (
        <span key={at} title={String(at)}>
          {pair}
        </span>
      ))}
    </p>
  );
}

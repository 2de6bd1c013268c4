import { EllipsisOutlined } from "@ant-design/icons";
import { Button, Popover } from "antd";
import { Children, useEffect, useRef, useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { classes } from "../../lib/text";
import css from "./BulkBar.module.css";
import { knownSize, type SelectionModel } from "./selection";

type Props = {
  model: SelectionModel;
  /** How many rows match; undefined while nobody knows. */
  total: number | undefined;
  children: ReactNode;
};

/** What can be done with the selected rows; takes the place of the filters. */
export function BulkBar({ model, total, children }: Props) {
  const { t } = useTranslation();
  const size = knownSize(model.selection, total);
  const offersAll = model.selection.kind === "keys" && size !== undefined && size < (total ?? 0);
  const words =
    size === undefined ? t("grid.selectedMatching") : t("grid.selected", { count: size });
  return (
    <div className={css["bar"]} role="toolbar" aria-label={words}>
      <b aria-live="polite">{words}</b>
      {offersAll && (
        <Button type="link" size="small" onClick={model.selectMatching}>
          {t("grid.selectMatching", { count: total })}
        </Button>
      )}
      <Button type="link" size="small" onClick={model.clear}>
        {t("grid.clearSelection")}
      </Button>
      <span className={css["line"]} aria-hidden />
      <Actions>{children}</Actions>
    </div>
  );
}

/** The buttons that fit into the row, and the others behind one that opens them. */
function Actions({ children }: { children: ReactNode }) {
  const { t } = useTranslation();
  const items = Children.toArray(children);
  const row = useRef<HTMLSpanElement>(null);
  const [fit, setFit] = useState(items.length);
  const [open, setOpen] = useState(false);
  useEffect(() => {
    const box = row.current;
    if (!box) return;
    // What does not fit wraps below the row, where it is not seen; the first stays and sticks out.
    const observer = new ResizeObserver(() => {
      const { top, right } = box.getBoundingClientRect();
      const fits = [...box.children].filter((item) => {
        const place = item.getBoundingClientRect();
        return place.top < top + place.height && place.right <= right + 1;
      });
      setFit(fits.length);
    });
    for (const part of [box, ...box.children]) observer.observe(part);
    return () => observer.disconnect();
  }, [items.length]);
  return (
    <>
      <span ref={row} className={css["actions"]}>
        {items.map((item, at) => (
          <span key={at} className={classes(at >= fit && css["beyond"])}>
            {item}
          </span>
        ))}
      </span>
      {fit < items.length && (
        <Popover
          trigger="click"
          placement="bottomRight"
          open={open}
          onOpenChange={setOpen}
          content={
            <div className={css["more"]} onClick={() => setOpen(false)}>
              {items.slice(fit)}
            </div>
          }
        >
          <Button
            type="text"
            size="small"
            aria-label={t("grid.moreActions")}
            aria-expanded={open}
            icon={<EllipsisOutlined />}
          />
        </Popover>
      )}
    </>
  );
}

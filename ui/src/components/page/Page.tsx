import { useEffect, type ReactNode } from "react";

import { platform } from "../../platform";
import css from "./Page.module.css";

type Props = {
  title: string;
  /** The group above it in the navigation. */
  group?: string;
  actions?: ReactNode;
  tabs?: ReactNode;
  /** A page that scrolls as a whole; lists scroll inside. */
  scrolls?: boolean;
  children: ReactNode;
};

/** Title row and content of a page. */
export function Page({ title, group, actions, tabs, scrolls = false, children }: Props) {
  useEffect(() => {
    void platform.setWindowTitle(`${title} · ThinkLink`);
  }, [title]);
  return (
    <div className={scrolls ? css["scroller"] : css["page"]}>
      <header className={css["header"]}>
        <h1>
          {group && <span className={css["group"]}>{group} / </span>}
          {title}
        </h1>
        {tabs}
        {actions && <div className={css["actions"]}>{actions}</div>}
      </header>
      {children}
    </div>
  );
}

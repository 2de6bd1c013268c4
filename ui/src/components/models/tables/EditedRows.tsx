import { PlusOutlined } from "@ant-design/icons";
import { Button } from "antd";
import type { ReactNode } from "react";

import { EmptyState } from "../../states/EmptyState";
import css from "../Models.module.css";

type Props = {
  isEmpty: boolean;
  /** What is said when there are none. */
  title: string;
  text: string;
  verb: string;
  onAdd: () => void;
  readOnly: boolean;
  /** The rows. */
  children: ReactNode;
};

/** A tab with a table that is edited in place, and the button that adds a row to it. */
export function EditedRows({ isEmpty, title, text, verb, onAdd, readOnly, children }: Props) {
  const add = !readOnly && (
    <div className={css["buttons"]}>
      <Button icon={<PlusOutlined />} onClick={onAdd}>
        {verb}
      </Button>
    </div>
  );
  if (isEmpty) {
    return (
      <div className={css["center"]}>
        <EmptyState title={title} text={text}>
          {add}
        </EmptyState>
      </div>
    );
  }
  return (
    <div className={css["table"]}>
      {children}
      {add}
    </div>
  );
}

import { Button, type ButtonProps } from "antd";
import { useTranslation } from "react-i18next";

import { useWriteBlock } from "../../state/live/connection";

/**
 * A button that changes something: off, with the reason, while nothing can be changed. A double click
 * is one press: what is sent to a device is not sent twice.
 */
export function WriteButton({ disabled, title, onClick, ...props }: ButtonProps) {
  const { t } = useTranslation();
  const block = useWriteBlock();
  return (
    <Button
      {...props}
      disabled={disabled || block !== null}
      title={block ? t(block) : title}
      onClick={(event) => {
        if (event.detail < 2) onClick?.(event);
      }}
    />
  );
}

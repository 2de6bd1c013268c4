import { Button, type ButtonProps } from "antd";

import { useFirstFocus } from "../fields/use-first-focus";

type Props = ButtonProps & {
  /** False where something else is to be done first. */
  first?: boolean;
};

/** The button of a dialog that has the focus as soon as it is shown. */
export function FirstButton({ first = true, ...props }: Props) {
  const button = useFirstFocus<HTMLButtonElement>(first);
  return <Button {...props} ref={button} />;
}

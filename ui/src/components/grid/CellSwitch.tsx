import css from "./CellSwitch.module.css";

type Props = { on: boolean; action: string; label: string };

/** A switch light enough for a cell; the grid handles the click by its action. */
export function CellSwitch({ on, action, label }: Props) {
  return (
    <button
      type="button"
      className={css["switch"]}
      role="switch"
      aria-checked={on}
      aria-label={label}
      tabIndex={-1}
      data-action={action}
    >
      <span />
    </button>
  );
}

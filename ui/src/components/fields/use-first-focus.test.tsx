import { render, screen } from "@testing-library/react";
import { expect, it } from "vitest";

import { FirstButton } from "../actions/FirstButton";

/** As the library does it: a dialog holds the focus as soon as it is told to, and not before. */
function holdFocus(dialog: HTMLElement): () => void {
  const pull = () => {
    if (!dialog.contains(document.activeElement)) dialog.querySelector("button")?.focus();
  };
  window.addEventListener("focusin", pull);
  pull();
  return () => window.removeEventListener("focusin", pull);
}

it("focuses in a dialog that opens over one that still holds the focus", () => {
  const dialogs = (isOver: boolean) => (
    <>
      <div role="dialog" aria-label="below">
        <button>Below</button>
      </div>
      {isOver && (
        <div role="dialog" aria-label="above">
          <button>Close</button>
          <FirstButton>Cancel</FirstButton>
        </div>
      )}
    </>
  );
  const { rerender } = render(dialogs(false));
  const release = holdFocus(screen.getByRole("dialog", { name: "below" }));
  rerender(dialogs(true));
  expect(document.activeElement?.textContent).toBe("Below");
  release();
  const done = holdFocus(screen.getByRole("dialog", { name: "above" }));
  expect(document.activeElement?.textContent).toBe("Cancel");

  // Only once: it does not hold the focus itself.
  screen.getByRole("button", { name: "Close" }).focus();
  expect(document.activeElement?.textContent).toBe("Close");
  done();
});

import { render, screen } from "@testing-library/react";
import { useState } from "react";
import { expect, it } from "vitest";

import { useFocusReturn } from "./use-focus-return";

/** A panel with a dialog over it, both gone at once when they close. */
function Page() {
  useFocusReturn();
  const [open, setOpen] = useState(0);
  return (
    <>
      <button onClick={() => setOpen(1)}>Open</button>
      {open > 0 && (
        <aside role="region">
          <button onClick={() => setOpen(2)}>Ask</button>
          <button onClick={() => setOpen(0)}>Close</button>
        </aside>
      )}
      {open > 1 && (
        <div role="dialog">
          <button onClick={() => setOpen(1)}>Cancel</button>
          <button onClick={() => setOpen(0)}>Close all</button>
        </div>
      )}
    </>
  );
}

it("brings the focus back to what opened a layer that closed", async () => {
  render(<Page />);
  function press(name: string): void {
    const button = screen.getByText(name);
    button.focus();
    button.click();
  }
  const focused = () => expect.poll(() => document.activeElement?.textContent);
  press("Open");
  await screen.findByText("Ask");
  press("Ask");
  await screen.findByText("Cancel");
  press("Cancel");
  await focused().toBe("Ask");
  press("Ask");
  await screen.findByText("Close all");
  press("Close all");
  await focused().toBe("Open");
});

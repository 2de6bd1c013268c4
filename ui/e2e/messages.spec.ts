import { expect, test } from "./support/fixtures";

/** Far longer than a message is shown. */
const LONG = "02:00";

test("a message stays while the pointer or the focus is at it, whatever else goes", async ({
  open,
  page,
  call,
}) => {
  const { id } = (await call("POST", "/api/v1/notification-groups", {
    name: "Talkative",
    channel: "DESKTOP",
  })) as { id: string };
  await page.clock.install();
  await open("#/alarms/groups");
  const messages = page.getByText("Notification group saved");
  const close = page.getByRole("status").getByRole("button", { name: "Close" });
  const turn = page.getByTestId(`row-${id}`).getByRole("switch", { name: "Enabled" });
  /** Switches without moving the pointer or the focus. */
  const another = async (there: number) => {
    await turn.dispatchEvent("click");
    await expect(messages).toHaveCount(there);
  };
  const passes = async () => {
    await page.clock.fastForward(LONG);
    // What is over by then is gone with the next frame.
    await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(drawn)));
  };

  // Of themselves they go.
  await another(1);
  await passes();
  await expect(messages).toHaveCount(0);

  // The lowest stays under the pointer while the one above it is closed.
  await another(1);
  await messages.hover();
  await another(2);
  await messages.last().hover();
  await close.first().dispatchEvent("click");
  await expect(messages).toHaveCount(1);
  await passes();
  await expect(messages).toHaveCount(1);

  // What comes meanwhile stays beside it, and both when the pointer leaves what has the focus.
  await close.first().focus();
  await another(2);
  await page.mouse.move(5, 5);
  await passes();
  await expect(messages).toHaveCount(2);

  // The one that has the focus goes: the other is held by nobody.
  await page.keyboard.press("Enter");
  await expect(messages).toHaveCount(1);
  await passes();
  await expect(messages).toHaveCount(0);
});

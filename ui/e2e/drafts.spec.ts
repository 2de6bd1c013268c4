import type { Page } from "@playwright/test";

import { expect, test } from "./support/fixtures";

test.use({ onSite: true });

const EUI = "70b3d57ed000d4af";

const kept = (page: Page) =>
  page.evaluate(() => Object.keys(localStorage).filter((name) => name.includes("draft")));

test.beforeEach(({ call }) => call("POST", "/api/v1/devices", { eui: EUI, name: "Before" }));

test.afterEach(({ call }) => call("DELETE", `/api/v1/devices/${EUI}`));

test("input outlives a page and a program that end unasked, and can be thrown away", async ({
  open,
  context,
  instance,
}) => {
  const first = await open(`#/maintenance/devices/${EUI}/basic`);
  await first
    .getByTestId("panel-device")
    .getByLabel("Name", { exact: true })
    .fill("Typed and lost");
  await expect.poll(() => kept(first)).toHaveLength(1);
  const address = first.url();
  await first.close({ runBeforeUnload: false });
  await instance.halt("SIGKILL");
  await instance.resume();

  const page = await context.newPage();
  await page.addInitScript((token) => {
    sessionStorage.setItem("thinklink.token", token);
  }, instance.token);
  await page.goto(address);
  const panel = page.getByTestId("panel-device");
  await expect(panel.getByTestId("draft-notice")).toContainText("1 change of");
  await expect(panel.getByLabel("Name", { exact: true })).toHaveValue("Before");
  await panel.getByRole("button", { name: "Restore" }).click();
  await expect(panel.getByLabel("Name", { exact: true })).toHaveValue("Typed and lost");
  await panel.getByRole("button", { name: "Discard" }).click();
  await expect(panel.getByLabel("Name", { exact: true })).toHaveValue("Before");
  await expect.poll(() => kept(page)).toEqual([]);
});

test("a draft is for who typed it: nobody else sees it, and signing out ends it", async ({
  open,
  call,
  context,
  instance,
}) => {
  const other = (await call("POST", "/api/v1/tokens", { name: "Other", role: "ADMIN" })) as {
    token: string;
  };
  const form = `${instance.url}/#/maintenance/devices/${EUI}/basic`;
  const page = await open(`#/maintenance/devices/${EUI}/basic`);
  const name = page.getByTestId("panel-device").getByLabel("Name", { exact: true });
  await name.fill("Mine alone");
  await expect.poll(() => kept(page)).toHaveLength(1);

  const theirs = await context.newPage();
  await theirs.addInitScript((token) => {
    sessionStorage.setItem("thinklink.token", token);
  }, other.token);
  await theirs.goto(form);
  const panel = theirs.getByTestId("panel-device");
  await expect(panel.getByLabel("Name", { exact: true })).toHaveValue("Before");
  await panel.getByLabel("Name", { exact: true }).fill("Typed by another");
  await expect.poll(() => kept(theirs)).toHaveLength(2);
  await expect(panel.getByTestId("draft-notice")).toHaveCount(0);
  await theirs.close({ runBeforeUnload: false });

  await page.getByRole("banner").getByRole("button").last().click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  const question = page.getByRole("dialog", { name: "Sign out without saving?" });
  await expect(question).toContainText("1 form ");
  await question.getByRole("button", { name: "Cancel" }).click();
  await expect(name).toHaveValue("Mine alone");
  await page.getByRole("banner").getByRole("button").last().click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await question.getByRole("button", { name: "Sign out" }).click();
  await expect(page.getByRole("button", { name: "Sign in" })).toBeVisible();
  await expect.poll(() => kept(page)).toEqual([expect.stringContaining("Other")]);

  await page.getByLabel("Access token", { exact: true }).last().fill(instance.token);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(name).toHaveValue("Before");
  await expect(page.getByTestId("draft-notice")).toHaveCount(0);
});

test("a draft stays with its instance when another one answers at the address", async ({
  open,
  context,
  instance,
}) => {
  const name = (page: Page) => page.getByTestId("panel-device").getByLabel("Name", { exact: true });
  const first = await open(`#/maintenance/devices/${EUI}/basic`);
  await name(first).fill("Typed for this one");
  await expect.poll(() => kept(first)).toHaveLength(1);
  const address = first.url();
  await first.close({ runBeforeUnload: false });

  const visit = async (id?: string) => {
    const page = await context.newPage();
    await page.addInitScript((token) => {
      sessionStorage.setItem("thinklink.token", token);
    }, instance.token);
    if (id !== undefined) {
      await page.route("**/api/v1/me", async (route) => {
        const response = await route.fetch();
        const me = (await response.json()) as object;
        await route.fulfill({ response, json: { ...me, instance: id } });
      });
    }
    await page.goto(address);
    await expect(name(page)).toHaveValue("Before");
    return page;
  };
  const other = await visit("0".repeat(32));
  await name(other).fill("Typed for another");
  await expect.poll(() => kept(other)).toHaveLength(2);
  await expect(other.getByTestId("draft-notice")).toHaveCount(0);
  await other.close({ runBeforeUnload: false });
  await expect((await visit()).getByTestId("draft-notice")).toContainText("1 change of");
});

test("a key is never kept with a draft", async ({ open }) => {
  const page = await open("#/maintenance/lorawan-profiles/new");
  const panel = page.getByTestId("panel-profile");
  await panel.getByLabel("DevEUI").fill("70b3d57ed000d4b0");
  await panel.getByRole("radio", { name: "OTAA" }).click();
  await panel.getByLabel("AppKey").fill("000102030405060708090a0b0c0d3f2a");
  await expect.poll(() => kept(page)).toHaveLength(1);
  const all = await page.evaluate(() => JSON.stringify(localStorage));
  expect(all).toContain("70b3d57ed000d4b0");
  expect(all).not.toContain("0c0d3f2a");
});

test("two people change one field: both values are shown, nothing is lost", async ({
  open,
  call,
}) => {
  const page = await open(`#/maintenance/devices/${EUI}/basic`);
  const panel = page.getByTestId("panel-device");
  await panel.getByLabel("Name", { exact: true }).fill("Mine");
  await call("PATCH", `/api/v1/devices/${EUI}`, { name: "Theirs", remark: "also theirs" });
  await panel.getByRole("button", { name: /Save/ }).click();
  await expect(panel.getByTestId("conflict")).toContainText("1 field");
  await expect(panel.getByText("theirs: Theirs")).toBeVisible();
  await expect(panel.getByLabel("Name", { exact: true })).toHaveValue("Mine");
  await expect(panel.getByLabel("Remark")).toHaveValue("also theirs");

  await panel.getByRole("button", { name: "Overwrite" }).click();
  await expect(panel.getByTestId("conflict")).toHaveCount(0);
  await expect
    .poll(() => call("GET", `/api/v1/devices/${EUI}`))
    .toMatchObject({ name: "Mine", remark: "also theirs" });
});

test("what is typed while a save is on its way stays, and is saved with the next", async ({
  open,
  call,
}) => {
  const page = await open(`#/maintenance/devices/${EUI}/basic?q=${EUI}`);
  let release = () => undefined as void;
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  await page.route(`**/api/v1/devices/${EUI}`, async (route) => {
    if (route.request().method() !== "PATCH") return route.fallback();
    const response = await route.fetch();
    await held;
    await route.fulfill({ response });
  });
  const panel = page.getByTestId("panel-device");
  const name = panel.getByLabel("Name", { exact: true });
  await name.fill("First");
  await panel.getByRole("button", { name: /Save/ }).click();
  await expect.poll(() => call("GET", `/api/v1/devices/${EUI}`)).toMatchObject({ name: "First" });

  await name.fill("First and more");
  await panel.getByLabel("Remark").fill("typed meanwhile");
  // Its own change comes back before the answer does, and is nobody else's.
  await expect(page.getByTestId(`row-${EUI}`)).toContainText("First");
  await expect(panel.getByTestId("conflict")).toHaveCount(0);
  release();
  await expect(page.getByText("Device saved")).toBeVisible();
  await expect(panel.getByRole("group", { name: "Unsaved changes" })).toContainText(
    "2 unsaved changes",
  );
  await expect(name).toHaveValue("First and more");
  await expect(panel.getByLabel("Remark")).toHaveValue("typed meanwhile");

  await panel.getByRole("button", { name: /Save/ }).click();
  await expect(panel.getByRole("group", { name: "Unsaved changes" })).toHaveCount(0);
  await expect
    .poll(() => call("GET", `/api/v1/devices/${EUI}`))
    .toMatchObject({ name: "First and more", remark: "typed meanwhile" });
});

import { readFile } from "node:fs/promises";

import { expect, test } from "./support/fixtures";

type Made = { id: string };

test("selected models are written to a file, and deleted but for those that are needed", async ({
  open,
  call,
}) => {
  for (const name of ["Free", "Mounted", "Other"]) {
    await call("POST", "/api/v1/trigger-models", { name, trigger_script: "return null" });
  }
  await call("POST", "/api/v1/devices", {
    eui: "boiler-1",
    name: "Boiler",
    data_from: "OTHER",
    trigger: ["Mounted"],
  });
  await call("POST", "/api/v1/device-templates", { name: "Boilers", trigger: ["Free"] });
  const page = await open("#/models/trigger-models");
  const grid = page.getByTestId("grid-trigger-models");
  for (const name of ["Free", "Mounted"]) {
    await grid
      .getByRole("row", { name: new RegExp(name) })
      .getByRole("checkbox")
      .click();
  }
  const bar = page.getByRole("toolbar", { name: "2 selected" });
  const download = page.waitForEvent("download");
  await bar.getByRole("button", { name: "Export JSON" }).click();
  const file = JSON.parse(await readFile(await (await download).path(), "utf8")) as {
    models: { name: string }[];
  };
  expect(file.models.map((model) => model.name)).toEqual(["Free", "Mounted"]);

  await bar.getByRole("button", { name: "Delete" }).click();
  const dialog = page.getByRole("dialog", { name: "Delete trigger model?" });
  await expect(dialog.getByText("named by the device template Boilers")).toBeVisible();
  await expect(dialog.getByText("1 cannot be deleted and stays:")).toBeVisible();
  await expect(dialog.getByText("mounted on 1 device")).toBeVisible();
  await dialog.getByRole("button", { name: "Delete trigger model" }).click();
  await expect(page.getByText("1 trigger model deleted.")).toBeVisible();
  await expect(grid.getByRole("row", { name: /Free/ })).toBeHidden();
  await expect(grid.getByRole("row", { name: /Mounted/ })).toBeVisible();
  await expect(bar).toBeHidden();

  await page.getByRole("button", { name: "Undo", exact: true }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Undo for 1 record" }).click();
  await expect(grid.getByRole("row", { name: /Free/ })).toBeVisible();
});

test("a model that nothing can do without is not deleted", async ({ open, call }) => {
  const made = (await call("POST", "/api/v1/rpc-models", {
    id_name: "needed",
    name: "Needed",
    rpc_script: "return null",
  })) as Made;
  await call("POST", "/api/v1/devices", {
    eui: "boiler-2",
    name: "Boiler 2",
    data_from: "OTHER",
    rpc: ["needed"],
  });
  await call("POST", "/api/v1/device-executions", {
    name: "Nightly",
    rpc_id: made.id,
    euis: ["boiler-2"],
  });
  const page = await open("#/models/rpc-models?q=needed");
  await page
    .getByTestId("grid-rpc-models")
    .getByRole("row", { name: /Needed/ })
    .click({
      button: "right",
    });
  await page.getByRole("menuitem", { name: "Delete" }).click();
  const dialog = page.getByRole("dialog", { name: "Needed cannot be deleted" });
  await expect(dialog.getByText("called by the device execution Nightly")).toBeVisible();
  await expect(dialog.getByRole("button", { name: /Delete/ })).toBeHidden();
  await expect(dialog.getByRole("button", { name: "Close", exact: true }).last()).toBeFocused();
  await dialog.getByRole("link", { name: "Nightly" }).click();
  await expect(page.getByTestId("grid-device-executions")).toContainText("Nightly");
  await page.goBack();
  await page
    .getByTestId("grid-rpc-models")
    .getByRole("row", { name: /Needed/ })
    .click({
      button: "right",
    });
  await page.getByRole("menuitem", { name: "Delete" }).click();
  await dialog.getByRole("link", { name: "mounted on 1 device" }).click();
  const devices = page.getByTestId("grid-devices");
  await expect(devices.getByRole("row", { name: /Boiler 2/ })).toBeVisible();
  await expect(devices).toHaveAttribute("aria-rowcount", "2");
});

test("of selected models that all stay, none is offered for deletion", async ({ open, call }) => {
  const page = await open("#/models/thing-models?scope=PUBLIC");
  const boxes = page.getByTestId("grid-thing-models").getByRole("checkbox");
  await boxes.nth(1).click();
  await boxes.nth(2).click();
  await page
    .getByRole("toolbar", { name: "2 selected" })
    .getByRole("button", { name: "Delete" })
    .click();
  const dialog = page.getByRole("dialog", { name: "None of the 2 models can be deleted" });
  await expect(dialog.getByText("PUBLIC")).toHaveCount(2);
  await expect(dialog.getByRole("button", { name: /Delete/ })).toHaveCount(0);
  expect(await call("GET", "/api/v1/thing-models?scope=PUBLIC")).not.toMatchObject({ total: 0 });
});

test("a model is promoted to PUBLIC and taken back", async ({ open, call }) => {
  const made = (await call("POST", "/api/v1/thing-models", {
    id_name: "probe",
    name: "Probe",
    payload_parser: "return null",
  })) as Made;
  const page = await open(`#/models/thing-models/${made.id}`);
  await page.getByRole("button", { name: "Promote to PUBLIC…" }).click();
  const dialog = page.getByRole("dialog", { name: "Promote Probe to PUBLIC?" });
  await expect(dialog.getByText("only the owner of the instance can change it")).toBeVisible();
  await dialog.getByRole("button", { name: "Promote" }).click();
  await expect(page.getByText("Probe is PUBLIC now.")).toBeVisible();
  await expect(page.getByText("what you save holds for every tenant at once")).toBeVisible();
  await page.getByRole("tab", { name: "Details" }).click();
  await page.getByRole("textbox", { name: "Remark" }).fill("for all");
  await page.getByRole("button", { name: /^Save/ }).click();
  await expect(page.getByText("Probe saved.")).toBeVisible();

  await page.goto(page.url().replace(/#.*/, "#/models/thing-models?q=probe"));
  await page.getByTestId("grid-thing-models").getByRole("row", { name: /Probe/ }).click({
    button: "right",
  });
  await page.getByRole("menuitem", { name: "Take back from PUBLIC…" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Take back" }).click();
  await expect(page.getByText("Probe belongs to default alone now.")).toBeVisible();
  expect(await call("GET", `/api/v1/thing-models/${made.id}`)).toMatchObject({ scope: "default" });
});

test("selected gateways are deleted, and come back by Undo", async ({ open, call }) => {
  for (const at of [1, 2, 3]) {
    await call("POST", "/api/v1/gateways", { eui: `100000000000000${at}`, name: `Roof ${at}` });
  }
  const page = await open("#/maintenance/gateways");
  const grid = page.getByTestId("grid-gateways");
  for (const at of [1, 2]) {
    await grid
      .getByRole("row", { name: new RegExp(`Roof ${at}`) })
      .getByRole("checkbox")
      .click();
  }
  const bar = page.getByRole("toolbar", { name: "2 selected" });
  await bar.getByRole("button", { name: "Delete" }).click();
  const dialog = page.getByRole("dialog", { name: "Delete 2 gateways?" });
  await expect(dialog.getByText("Roof 1 (1000000000000001)")).toBeVisible();
  await dialog.getByRole("button", { name: "Delete 2 gateways" }).click();
  await expect(page.getByText("2 gateways deleted.")).toBeVisible();
  await expect(grid.getByRole("row", { name: /Roof 1/ })).toBeHidden();
  await page.getByRole("button", { name: "Undo", exact: true }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Undo for 2 records" }).click();
  await expect(grid.getByRole("row", { name: /Roof 1/ })).toBeVisible();
});

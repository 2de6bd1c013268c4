import { readFile } from "node:fs/promises";

import { expect, test } from "./support/fixtures";

const SCRIPT = `return { telemetry_data: { level: Number(msg.userdata.data.level), state: "ok" } };`;
const HALL = "meter-hall";
const ROOF = "meter-roof";

test("values are filtered, marked and exported by column", async ({ open, page, call }) => {
  const model = (await call("POST", "/api/v1/thing-models", {
    name: "Level meter",
    id_name: "level_meter",
    payload_parser: SCRIPT,
    telemetry_config: {
      fields: {
        level: { field_name: "level", name: "Level", type: "number", unit: "m", order: 1 },
        state: { field_name: "state", name: "State", type: "string", order: 2 },
      },
    },
  })) as { id: string };
  for (const eui of [HALL, ROOF]) {
    await call("POST", "/api/v1/devices", {
      eui,
      name: eui,
      data_from: "OTHER",
      thing_model: ["level_meter"],
    });
  }
  await open(`#/data/application/${model.id}`);
  await expect(page.getByTestId(`row-${HALL}`)).toBeVisible();
  await expect(page.getByTestId(`row-${ROOF}`)).toBeVisible();

  // A device without values fits no condition.
  await page.getByRole("button", { name: "Value" }).click();
  const condition = page.getByRole("group", { name: "Value" });
  await condition.getByRole("textbox", { name: "Value" }).fill("high");
  await expect(condition).toContainText("Expected a number");
  await condition.getByRole("textbox", { name: "Value" }).fill("3.5");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/where=level%3Age%3A3.5/);
  await expect(page.getByText("Nothing matches")).toBeVisible();
  await page.getByRole("button", { name: "Remove filter Level" }).click();
  await expect(page.getByTestId(`row-${HALL}`)).toBeVisible();

  await page.getByRole("button", { name: /Export/ }).click();
  const download = page.waitForEvent("download");
  await page.getByRole("menuitem", { name: "Visible columns" }).click();
  const text = await readFile(await (await download).path(), "utf8");
  expect(text.split("\r\n")[0]).toContain("Level");
  expect(text).toContain(HALL);
});

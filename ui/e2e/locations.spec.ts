import { expect, test } from "./support/fixtures";
import { sequence } from "./support/keys";

type Location = { id: string; code: string; path: string };
type Page<Item> = { items: Item[]; total: number };

test("places are added in each other, moved, and only go when nothing is there", async ({
  open,
  call,
}) => {
  const page = await open("#/maintenance/gateways");
  await sequence(page, "g", "y");
  await expect(page.getByText("No locations yet")).toBeVisible();
  await page.getByRole("main").getByRole("button", { name: "Add location" }).last().click();
  const panel = page.getByTestId("panel-location");
  await panel.getByRole("button", { name: "Add location" }).click();
  await expect(panel.getByRole("alert")).toHaveCount(2);
  await panel.getByRole("textbox", { name: "Name", exact: true }).fill("North site");
  await panel.getByRole("textbox", { name: "Code", exact: true }).fill("S 1");
  await panel.getByRole("button", { name: "Add location" }).click();
  await expect(panel.getByRole("alert")).toHaveText(
    "Only letters, digits, _, - and points are possible",
  );
  await panel.getByRole("textbox", { name: "Code", exact: true }).fill("S1");
  await panel.getByRole("button", { name: "Add location" }).click();
  await expect(page.getByText("North site was added")).toBeVisible();

  await panel.getByRole("link", { name: "Add a location in it" }).click();
  await expect(panel.getByTitle("North site")).toBeVisible();
  await panel.getByRole("textbox", { name: "Name", exact: true }).fill("Building A");
  await panel.getByRole("textbox", { name: "Code", exact: true }).fill("S1-A");
  await panel.getByRole("spinbutton", { name: "Latitude" }).fill("48.5");
  await panel.getByRole("spinbutton", { name: "Longitude" }).fill("9.25");
  await panel.getByRole("button", { name: "Add location" }).click();
  await expect(panel.getByText("North site / Building A", { exact: true })).toBeVisible();

  await call("POST", "/api/v1/locations", { code: "S2", name: "South site" });
  await panel.getByRole("combobox", { name: "Is in" }).fill("south");
  await page
    .getByRole("option", { name: /South site/ })
    .or(page.getByTitle("South site"))
    .last()
    .click();
  await panel.getByRole("button", { name: /^Save/ }).click();
  await expect(page.getByText("Location saved")).toBeVisible();
  const { items } = (await call("GET", "/api/v1/locations")) as Page<Location>;
  expect(items.map(({ path }) => path)).toEqual([
    "North site",
    "South site",
    "South site / Building A",
  ]);
  await expect(page.getByText("3 locations", { exact: true })).toBeVisible();

  const [, south] = items;
  await page.getByTestId(`row-${south?.id}`).getByText("South site").first().click();
  await panel.getByRole("button", { name: "Actions", exact: true }).click();
  await page.getByRole("menuitem", { name: "Delete location" }).click();
  await expect(page.getByText("South site still has 1 location. Move them first.")).toBeVisible();
  const [north] = items;
  await page.getByTestId(`row-${north?.id}`).getByText("North site").first().click();
  await expect(panel.getByRole("heading", { name: "North site" })).toBeVisible();
  await panel.getByRole("button", { name: "Actions", exact: true }).click();
  await page.getByRole("menuitem", { name: "Delete location" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Delete location" }).click();
  await expect(page.getByText("North site was deleted")).toBeVisible();
  await expect(page.getByTestId(`row-${north?.id}`)).toHaveCount(0);
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(page.getByText("North site is back")).toBeVisible();
  await expect(page.getByTestId(`row-${north?.id}`)).toBeVisible();

  // What somebody else deletes comes into the open Task Centre by itself, and is there long after.
  await page.keyboard.press("Control+j");
  const deleted = page.getByTestId("deletion").filter({ hasText: "North site" });
  await page.getByTestId("task-centre").waitFor();
  await expect(deleted).toHaveCount(0);
  await call("DELETE", `/api/v1/locations/${north?.id}`);
  await expect(deleted).toBeVisible();
  await page.reload();
  await page.getByTestId("grid-locations").waitFor();
  await expect(page.getByTestId(`row-${north?.id}`)).toHaveCount(0);
  await page.keyboard.press("Control+j");
  await deleted.getByRole("button", { name: "Undo…" }).click();
  await page.getByRole("button", { name: "Undo for 1 record" }).click();
  await expect(page.getByTestId(`row-${north?.id}`)).toBeVisible();
  await expect(deleted).toHaveCount(0);
});

test("a device is put somewhere, and found by the place and those in it", async ({
  open,
  call,
}) => {
  const place = (code: string, name: string, parent_code?: string) =>
    call("POST", "/api/v1/locations", { code, name, parent_code }) as Promise<Location>;
  const yard = await place("Y", "Yard");
  await place("Y-1", "Shed", "Y");
  for (const eui of ["loc-1", "loc-2", "loc-3"]) {
    await call("POST", "/api/v1/devices", { eui, name: eui, data_from: "OTHER" });
  }
  await call("PATCH", "/api/v1/devices/loc-2", { location_id: "Y" });
  const page = await open("#/maintenance/devices/loc-1/basic");
  const panel = page.getByTestId("panel-device");
  const location = panel.getByRole("combobox", { name: "Location" });
  await location.fill("shed");
  await page.getByTitle("Yard / Shed", { exact: true }).last().click();
  await panel.getByRole("button", { name: /^Save/ }).click();
  await expect
    .poll(
      async () =>
        ((await call("GET", "/api/v1/devices/loc-1")) as { location: Location | null }).location
          ?.path,
    )
    .toBe("Yard / Shed");

  await page.goto(page.url().replace(/#.*/, `#/maintenance/devices?location=${yard.id}`));
  await expect(page.getByTestId("row-loc-1")).toBeVisible();
  await expect(page.getByTestId("row-loc-2")).toBeVisible();
  await expect(page.getByTestId("row-loc-3")).toHaveCount(0);
  await page.getByRole("button", { name: "Columns" }).click();
  await page.getByRole("checkbox", { name: "Location" }).check();
  await page.keyboard.press("Escape");
  await expect(page.getByTestId("row-loc-1")).toContainText("Yard / Shed");
  // Whoever renames a place renames it everywhere.
  await call("PATCH", `/api/v1/locations/${yard.id}`, { name: "Court" });
  await expect(page.getByTestId("row-loc-1")).toContainText("Court / Shed");
});

test("what is chosen shows no id while its name is on the way", async ({ open, call, page }) => {
  const place = (await call("POST", "/api/v1/locations", {
    code: "DOCK",
    name: "Dock",
  })) as Location;
  let release = () => undefined as void;
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  // The list of all places that can be chosen.
  const isChoice = (url: URL) =>
    url.pathname === "/api/v1/locations" && url.searchParams.get("limit") === "1000";
  await page.route(isChoice, async (route) => {
    await held;
    await route.continue();
  });
  await open(`#/maintenance/locations/new?parent=${place.id}`);
  const panel = page.getByTestId("panel-location");
  await expect(panel.getByText("…", { exact: true })).toBeVisible();
  await expect(panel).not.toContainText(place.id);
  await page.goto(page.url().replace(/#.*/, `#/maintenance/gateways?location=${place.id}`));
  await expect(page.getByText("Location: …")).toBeVisible();
  release();
  await expect(page.getByText("Location: Dock")).toBeVisible();
});

test("a template and a gateway have a place, and a gateway without a position takes it over", async ({
  open,
  call,
}) => {
  const roof = (await call("POST", "/api/v1/locations", {
    code: "ROOF",
    name: "Roof",
    latitude: 48.5,
    longitude: 9.25,
  })) as Location;
  const template = (await call("POST", "/api/v1/device-templates", { name: "Roofed" })) as {
    id: string;
  };
  const page = await open(`#/models/device-templates/${template.id}`);
  await page.getByRole("combobox", { name: "Location" }).fill("roof");
  await page.getByTitle("Roof", { exact: true }).last().click();
  await page.getByRole("button", { name: /^Save/ }).click();
  await expect(page.getByText("Roofed saved")).toBeVisible();
  const device = { eui: "roofed-1", data_from: "OTHER", template: template.id };
  const made = (await call("POST", "/api/v1/devices", device)) as { location_id: string };
  expect(made.location_id).toBe(roof.id);

  const eui = "02517efffe00a001";
  await call("POST", "/api/v1/gateways", { eui, name: "Mast" });
  await page.goto(page.url().replace(/#.*/, `#/maintenance/gateways/${eui}/basic`));
  const panel = page.getByTestId("panel-gateway");
  await panel.getByRole("combobox", { name: "Location" }).fill("roof");
  await page.getByTitle("Roof", { exact: true }).last().click();
  await panel.getByRole("button", { name: /^Save/ }).click();
  await expect(panel.getByText("the position of the location counts: 48.5°, 9.25°")).toBeVisible();

  await call("POST", "/api/v1/gateways", { eui: "02517efffe00a002", name: "Cellar" });
  await page.goto(page.url().replace(/#.*/, `#/maintenance/locations/${roof.id}`));
  const place = page.getByTestId("panel-location");
  await place.getByRole("link", { name: "1", exact: true }).last().click();
  await expect(page).toHaveURL(/gateways\?location=/);
  await expect(page.getByTestId(`row-${eui}`)).toBeVisible();
  await expect(page.getByTestId("row-02517efffe00a002")).toHaveCount(0);
});

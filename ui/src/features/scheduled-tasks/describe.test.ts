import { expect, it } from "vitest";

import { describe } from "./describe";

it.each([
  ["0 */5 * * * ?", "每隔 5 分钟"],
  ["0 0 9,12,18 ? * 1-5", "在 09:00、12:00 和 18:00，星期一至星期五"],
  ["0 0 9 ? * 1,3,5", "在 09:00，仅星期一、星期三和星期五"],
  ["0 30 8 1,10,20 3,6 ?", "在 08:30，限每月 1 号、10 号和 20 号，仅于三月和六月份"],
  ["0 0/15 9-17 ? * 1-5", "每隔 15 分钟，在 09:00 和 17:59 之间，星期一至星期五"],
])("says %s in Chinese with Chinese marks", async (cron, sentence) => {
  expect(await describe(cron, "zh-CN")).toBe(sentence);
});

it("leaves English as it is, and says nothing of what is no cron expression", async () => {
  expect(await describe("0 0 9 ? * 1,3,5", "en")).toBe(
    "At 09:00, only on Monday, Wednesday, and Friday",
  );
  expect(await describe("often", "zh-CN")).toBeNull();
});

import { afterAll, describe, expect, it } from "vitest";

import { i18next } from "../../../state/language/i18n";
import { brokerReason } from "./broker-reason";

const OWN = "the broker does not allow to subscribe to /v32/acme/as/up/data/+";
const reason = (code: string | null) => brokerReason(i18next.t, code, OWN);

afterAll(() => i18next.changeLanguage("en"));

describe("why an outside broker is not connected", () => {
  it("is the instance's own sentence where it is understood", async () => {
    await i18next.changeLanguage("en");
    expect(reason("subscription")).toBe(OWN);
    expect(brokerReason(i18next.t, "refused", null)).toBe("nobody listens on that port");
  });

  it("is said in Chinese by its code", async () => {
    await i18next.changeLanguage("zh-CN");
    expect(reason("subscription")).toBe("服务器不允许订阅所需主题");
  });

  it("is never lost when the instance is newer than the window", async () => {
    await i18next.changeLanguage("zh-CN");
    expect(reason("something_new")).toBe(OWN);
    expect(brokerReason(i18next.t, "something_new", null)).toBe("something_new");
  });
});

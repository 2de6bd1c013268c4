import { cleanup } from "@testing-library/react";
import { afterEach, beforeAll } from "vitest";

import { loadLanguage } from "./state/language/i18n";

beforeAll(() => Promise.all([loadLanguage("en"), loadLanguage("zh-CN")]));

afterEach(cleanup);

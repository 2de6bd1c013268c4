import { expect, it } from "vitest";

import { typedNumber } from "./typed-number";

it("reads a comma as the decimal point", () => {
  expect(typedNumber("1,5", false)).toBe("1.5");
  expect(typedNumber("869,525", false)).toBe("869.525");
  expect(typedNumber("15,5", true)).toBe("15.5");
  expect(typedNumber("\u22122。5", false)).toBe("-2.5");
  expect(typedNumber("１２，５", false)).toBe("12.5");
});

it("takes thousands of a whole number together", () => {
  expect(typedNumber("1,500", true)).toBe("1500");
  expect(typedNumber("1 500 000", true)).toBe("1500000");
  expect(typedNumber("1,500", false)).toBe("1.500");
});

it("makes no number of two points, nor of words", () => {
  expect(Number(typedNumber("1,500.5", false))).toBeNaN();
  expect(Number(typedNumber("abc", true))).toBeNaN();
});

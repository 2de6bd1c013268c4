/**
 * What somebody typed as a number, with a point before its decimals: half of the world types a comma
 * there. Where only whole numbers are wanted, commas that group thousands mean nothing.
 */
export function typedNumber(text: string, whole: boolean): string {
  const plain = text
    .normalize("NFKC")
    .replace(/\u2212/g, "-")
    .replace(/\s/g, "");
  const groupless = whole && /^-?\d{1,3}(,\d{3})+$/.test(plain) ? plain.replaceAll(",", "") : plain;
  return groupless.replace(/[,。]/g, ".").replace(/[^\w.-]+/g, "");
}

/** Whether that is a number, as the library's field reads one. */
export const isNumber = (text: string): boolean =>
  /^-?(\d+\.?\d*|\.\d+)(e-?\d+)?$/.test(text) && Number.isFinite(Number(text));

/** Search is width- and case-insensitive: full-width digits match. */
export const fold = (text: string) => text.normalize("NFKC").toLowerCase();

/** True when the field takes typed letters, so that single-letter shortcuts must stay quiet. */
export function isTypingTarget(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable) return true;
  if (target instanceof HTMLInputElement)
    return !["checkbox", "radio", "button"].includes(target.type);
  return target instanceof HTMLTextAreaElement || target.getAttribute("role") === "combobox";
}

export const classes = (...names: (string | false | null | undefined)[]) =>
  names.filter(Boolean).join(" ");

/** The parts of a text with commas between them. */
export const listed = (text: string) =>
  text
    .split(",")
    .map((part) => part.trim())
    .filter(Boolean);

import { isMissingCode } from "./missing-code";

/** How long after it did not come a part is asked for again. */
const AGAIN_MS = 500;

/** Where the part is that did not come, as most browsers say; null where they do not. */
const placeOf = (error: Error) => /https?:\/\/\S+$/.exec(error.message)?.[0] ?? null;

const isStyle = (place: string) => place.endsWith(".css");

/**
 * Gets a part of the page's own code. One that does not come is asked for once more: a busy machine
 * or network loses one now and then.
 */
export async function loadPart<Part extends object>(load: () => Promise<Part>): Promise<Part> {
  try {
    return await load();
  } catch (error) {
    if (!isMissingCode(error)) throw error;
    await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
    const place = placeOf(error);
    // Whoever preloads styles does it once.
    if (place !== null && isStyle(place)) await loadStyle(place);
    return await load().catch((still: unknown) => {
      if (place === null || isStyle(place)) throw still;
      // Browsers keep for good that an address gave nothing; the same file has another one, too.
      return import(/* @vite-ignore */ `${place}?again`) as Promise<Part>;
    });
  }
}

function loadStyle(href: string): Promise<void> {
  const link = document.createElement("link");
  link.rel = "stylesheet";
  link.href = href;
  return new Promise((resolve, reject) => {
    link.addEventListener("load", () => resolve());
    link.addEventListener("error", () => reject(new Error(`Unable to preload CSS for ${href}`)));
    document.head.append(link);
  });
}

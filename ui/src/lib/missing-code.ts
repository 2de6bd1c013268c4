/** Whether a part of the page's own code did not come, in the words of the browsers. */
export const isMissingCode = (error: unknown): error is Error =>
  error instanceof Error &&
  /dynamically imported module|importing a module script|unable to preload css/i.test(
    error.message,
  );

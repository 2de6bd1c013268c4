/** WebKitGTK, which is the desktop window and small browsers on Linux, draws in software. */
export const isSoftware = (agent: string): boolean =>
  /linux|x11/i.test(agent) &&
  /applewebkit/i.test(agent) &&
  !/chrome|chromium|firefox|android/i.test(agent);

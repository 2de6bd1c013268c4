import { QueryClient, QueryObserver } from "@tanstack/react-query";
import { expect, it, vi } from "vitest";

import { refetchKept } from "./use-live";

it("fetches again what was asked for before a stream was open, also what is still on its way", async () => {
  const client = new QueryClient();
  const answers: ((value: string) => void)[] = [];
  const queryFn = () => new Promise<string>((done) => answers.push(done));
  const observer = new QueryObserver(client, { queryKey: ["devices", "list"], queryFn });
  const leave = observer.subscribe(() => undefined);
  // The app's own stream and that of the page: once is enough for both.
  refetchKept(client, []);
  refetchKept(client, ["devices"]);
  expect(answers).toHaveLength(1);
  answers[0]?.("old");
  await vi.waitFor(() => expect(answers).toHaveLength(2));
  answers[1]?.("new");
  await vi.waitFor(() => expect(observer.getCurrentResult().data).toBe("new"));
  expect(answers).toHaveLength(2);
  leave();
});

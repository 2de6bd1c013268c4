import { useQuery } from "@tanstack/react-query";

import { collect } from "../../api/list";
import { paths } from "../../api/queries";
import type { Frame } from "../../api/types";
import { findMessage } from "../../components/frames/find-message";
import { isTaken } from "../../components/frames/words";
import { around } from "../../lib/time";

/** What the application layer got from a frame: decrypted, with the results of the thing models. */
export function useFrameMessage(frame: Frame) {
  const eui = frame.dev_eui;
  const carriesData = frame.direction === "up" && isTaken(frame) && frame.f_port !== null;
  return useQuery({
    queryKey: ["messages", "of-frame", frame.id] as const,
    queryFn: ({ signal }) => findMessage(eui ?? "", frame.at, frame.f_cnt, signal),
    enabled: carriesData && eui !== null,
  });
}

/** Every copy of a frame and what was sent in answer. */
export function useRelatedFrames(frame: Frame) {
  return useQuery({
    queryKey: ["frames", "related", frame.id] as const,
    queryFn: async ({ signal }) => {
      const query = {
        ...(frame.dev_eui ? { dev_eui: frame.dev_eui } : { dev_addr: frame.dev_addr ?? undefined }),
        ...around(frame.at, 8_000),
      };
      const near = await collect<Frame>(paths.frames, query, 100, signal);
      return near.filter((other) => isRelated(frame, other)).reverse();
    },
    enabled: frame.dev_eui !== null || frame.dev_addr !== null,
  });
}

const COPY_MS = 2_000;
const ANSWER_MS = 7_000;

/** Copies carry the same bytes at nearly the same time; answers follow in the receive windows. */
function isRelated(frame: Frame, other: Frame): boolean {
  const later = new Date(other.at).getTime() - new Date(frame.at).getTime();
  if (other.direction === frame.direction) {
    return other.phy === frame.phy && Math.abs(later) <= COPY_MS;
  }
  const answer = frame.direction === "up" ? later : -later;
  return answer >= 0 && answer <= ANSWER_MS;
}

/** The gateway's microsecond counter in a record, or null. */
function counter(frame: Frame): number | null {
  const payload = frame.content["payload"];
  if (payload === null || typeof payload !== "object" || Array.isArray(payload)) return null;
  const packet = payload["rxpk"] ?? payload["txpk"];
  if (packet == null || typeof packet !== "object" || Array.isArray(packet)) return null;
  return typeof packet["tmst"] === "number" ? packet["tmst"] : null;
}

/** Whole seconds between a frame and its answer by the clock of their gateway. */
export function answerDelay(frame: Frame, answer: Frame): number | null {
  const [from, to] = [counter(frame), counter(answer)];
  if (frame.gateway !== answer.gateway || from === null || to === null) return null;
  // The counter wraps at 32 bits.
  return Math.round(((to - from) >>> 0) / 1e6);
}

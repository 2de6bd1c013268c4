import type { ListQuery } from "../../api/list";
import { paths } from "../../api/queries";
import type { Frame, LiveEvent } from "../../api/types";
import { useLiveRows } from "../live/use-live-rows";

const pick = (event: LiveEvent) => (event.type === "frame" ? event.frame : null);
export const frameKey = (frame: Frame) => frame.id;
const timeOf = (frame: Frame) => frame.at;

/** Frames that match, those of the log and those that come; `eui` asks for one device's alone. */
export const useFrames = (query: ListQuery, match: (frame: Frame) => boolean, eui?: string) =>
  useLiveRows<Frame>({
    resource: "frames",
    path: paths.frames,
    query,
    topic: "frame",
    eui,
    pick,
    match,
    rowKey: frameKey,
    rowTime: timeOf,
  });

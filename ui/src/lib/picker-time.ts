// Date pickers know local time only: in UTC they are given the same clock reading.

import dayjs from "dayjs";

import type { Zone } from "./time";

const offsetMs = (time: number) => new Date(time).getTimezoneOffset() * 60_000;

/** What a picker shows for epoch milliseconds. */
export const shownAs = (time: number, zone: Zone): dayjs.Dayjs =>
  dayjs(zone === "utc" ? time + offsetMs(time) : time);

/** Epoch milliseconds of what was picked. */
export const meantBy = (date: dayjs.Dayjs, zone: Zone): number =>
  zone === "utc" ? date.valueOf() - offsetMs(date.valueOf()) : date.valueOf();

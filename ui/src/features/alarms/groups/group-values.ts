// What a person says of a notification group. Pure.

import type { NotificationChannel, NotificationGroup } from "../../../api/types";

export type GroupValues = Pick<
  NotificationGroup,
  "name" | "enable" | "channel" | "recipients" | "all_gateways" | "remark"
>;

export const newGroup: GroupValues = {
  name: "",
  enable: true,
  channel: "EMAIL",
  recipients: [],
  all_gateways: false,
  remark: "",
};

export const channels: readonly NotificationChannel[] = ["EMAIL", "DESKTOP"];

export const valuesOf = ({
  name,
  enable,
  channel,
  recipients,
  all_gateways,
  remark,
}: NotificationGroup): GroupValues => ({
  name,
  enable,
  channel,
  recipients,
  all_gateways,
  remark,
});

export const RECIPIENTS_MAX = 64;

/** `user@host`, with what mail programs put around it. The instance looks closer. */
const ADDRESS = /^[^\s@<>,;]+@[^\s@<>,;]+$/;

/** The addresses of a pasted list: `Night <night@example.org>; day@example.org`. */
export function addressesOf(texts: readonly string[]): string[] {
  const found = texts.flatMap((text) =>
    text.split(/[,;\n\t]+/).map((part) => (/<([^>]*)>/.exec(part)?.[1] ?? part).trim()),
  );
  return [...new Set(found.filter(Boolean))];
}

export const badAddress = (recipients: readonly string[]): string | undefined =>
  recipients.find((recipient) => !ADDRESS.test(recipient));

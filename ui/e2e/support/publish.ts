// Publishes to the instance's broker over MQTT 3.1.1, with nothing but a socket.

import { connect } from "node:net";

type Account = { username: string; password: string };

const text = (value: string): Buffer => {
  const bytes = Buffer.from(value);
  return Buffer.concat([Buffer.from([bytes.length >> 8, bytes.length & 0xff]), bytes]);
};

/** A packet with its remaining length, which is shorter than 16 KiB here. */
function packet(kind: number, ...parts: Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  const length =
    body.length < 128 ? [body.length] : [(body.length & 0x7f) | 0x80, body.length >> 7];
  return Buffer.concat([Buffer.from([kind, ...length]), body]);
}

/** Publishes one message, acknowledged by the broker, and leaves. `address` is `host:port`. */
export function publish(
  address: string,
  { username, password }: Account,
  topic: string,
  message: unknown,
): Promise<void> {
  const [host, port] = address.split(":");
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), host);
    socket.on("error", reject);
    socket.on("connect", () => {
      // Clean session, with name and password; kept alive for a minute.
      const variable = Buffer.from([4, 0xc2, 0, 60]);
      const login = [text("e2e"), text(username), text(password)];
      socket.write(packet(0x10, text("MQTT"), variable, ...login));
    });
    socket.on("data", (answer: Buffer) => {
      if (answer[0] === 0x20 && answer[3] === 0) {
        const payload = Buffer.from(JSON.stringify(message));
        socket.write(packet(0x32, text(topic), Buffer.from([0, 1]), payload));
      } else if (answer[0] === 0x40) {
        socket.end(Buffer.from([0xe0, 0]));
        resolve();
      } else reject(new Error(`unexpected ${answer.toString("hex")}`));
    });
  });
}

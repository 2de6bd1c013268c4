// The codec of a device that is not ours, `lora-packet`, for tests in Rust: a question a line on
// standard input, an answer a line on standard output, both JSON, bytes as hex digits.

import { createRequire } from "node:module";
import { createInterface } from "node:readline";

// It is a development dependency of the page, whose packages the tests have anyway.
const require = createRequire(new URL("../../ui/package.json", import.meta.url));
const codec = require("lora-packet");

const bytes = (digits) => Buffer.from(digits, "hex");
const digits = (buffer) => (buffer ? buffer.toString("hex") : null);
const half = (counter) => Buffer.from([(counter >> 8) & 0xff, counter & 0xff]);

/** Upper half of a 32-bit counter, as the codec wants it. */
const upper = (counter) => Buffer.from([(counter >> 16) & 0xff, (counter >> 24) & 0xff]);

const answers = {
  joinRequest({ join_eui, dev_eui, dev_nonce, app_key }) {
    const fields = {
      MType: "Join Request",
      AppEUI: bytes(join_eui),
      DevEUI: bytes(dev_eui),
      DevNonce: half(dev_nonce),
    };
    return { phy: digits(codec.fromFields(fields, null, null, bytes(app_key)).getPHYPayload()) };
  },

  joinAccept({ phy, app_key, dev_nonce }) {
    const key = bytes(app_key);
    const packet = codec.fromWire(codec.decryptJoinAccept(codec.fromWire(bytes(phy)), key));
    const { NetID, AppNonce, DevAddr } = packet.getBuffers();
    const { AppSKey, NwkSKey } = codec.generateSessionKeys(key, NetID, AppNonce, half(dev_nonce));
    return {
      genuine: codec.verifyMIC(packet, null, key),
      dev_addr: digits(DevAddr),
      nwks_key: digits(NwkSKey),
      apps_key: digits(AppSKey),
      channels: digits(packet.getBuffers().CFList),
    };
  },

  uplink({ session, f_cnt, f_port, payload, confirmed, ack }) {
    const fields = {
      MType: confirmed ? "Confirmed Data Up" : "Unconfirmed Data Up",
      DevAddr: bytes(session.dev_addr),
      FCtrl: { ADR: false, ACK: ack, ADRACKReq: false, FPending: false },
      FCnt: f_cnt & 0xffff,
      FPort: f_port,
      payload: bytes(payload),
    };
    const keys = [bytes(session.apps_key), bytes(session.nwks_key)];
    const packet = codec.fromFields(fields, ...keys, null, upper(f_cnt));
    codec.recalculateMIC(packet, bytes(session.nwks_key), null, upper(f_cnt));
    return { phy: digits(packet.getPHYPayload()) };
  },

  downlink({ session, phy, f_cnt }) {
    const packet = codec.fromWire(bytes(phy));
    const [app, nwk] = [bytes(session.apps_key), bytes(session.nwks_key)];
    const hasPayload = packet.getFPort() !== null && packet.getBuffers().FRMPayload?.length > 0;
    return {
      genuine: codec.verifyMIC(packet, nwk, null, upper(f_cnt)),
      direction: packet.getDir(),
      confirmed: packet.isConfirmed(),
      ack: packet.getFCtrlACK(),
      f_pending: packet.getFCtrlFPending(),
      f_cnt: packet.getFCnt(),
      f_port: packet.getFPort(),
      f_opts: digits(packet.getBuffers().FOpts),
      payload: hasPayload ? digits(codec.decrypt(packet, app, nwk, upper(f_cnt))) : "",
    };
  },
};

for await (const line of createInterface({ input: process.stdin })) {
  const { what, ...question } = JSON.parse(line);
  process.stdout.write(`${JSON.stringify(answers[what](question))}\n`);
}

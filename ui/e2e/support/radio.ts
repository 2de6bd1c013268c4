// A gateway and a personalised device of the tests' own, over real UDP. The codec is not ours.

import { createSocket, type Socket } from "node:dgram";
import { EventEmitter, once } from "node:events";

import codec from "lora-packet";

const PUSH_DATA = 0;
const PULL_DATA = 2;
const PULL_RESP = 3;
const PULL_ACK = 4;
const TX_ACK = 5;
const TICK_WRAP = 2 ** 32;
const AGAIN_MS = 1_000;

/** The concentrator's counter of microseconds: it goes on when a forwarder connects anew. */
const ticks = () => Math.round(performance.now() * 1000) % TICK_WRAP;

/** A packet forwarder that sends whatever it is asked to. */
export class Forwarder {
  private readonly asked: Buffer[] = [];
  private readonly news = new EventEmitter();

  private constructor(
    private readonly socket: Socket,
    private readonly eui: Buffer,
    private readonly address: { host: string; port: number },
  ) {
    socket.on("message", (datagram) => this.take(datagram));
  }

  /** Connects to `host:port` and waits until downlinks find the way back. */
  static async connect(gwmp: string, eui: string): Promise<Forwarder> {
    const forwarder = await Forwarder.speakFrom("0.0.0.0", gwmp, eui);
    // A busy machine may lose a datagram.
    const again = setInterval(() => forwarder.send(PULL_DATA, 1), AGAIN_MS);
    await once(forwarder.news, "connected");
    clearInterval(again);
    return forwarder;
  }

  /** Speaks from an address of this computer, whether it is answered or not. */
  static async speakFrom(own: string, gwmp: string, eui: string): Promise<Forwarder> {
    const [host = "", port = ""] = gwmp.split(":");
    const socket = createSocket("udp4");
    socket.bind(0, own);
    await once(socket, "listening");
    const address = { host, port: Number(port) };
    const forwarder = new Forwarder(socket, Buffer.from(eui, "hex"), address);
    forwarder.send(PULL_DATA, 1);
    return forwarder;
  }

  private send(kind: number, token: number, body: unknown = undefined): void {
    const head = Buffer.from([2, token >> 8, token & 0xff, kind]);
    const json = body === undefined ? "" : JSON.stringify(body);
    const datagram = Buffer.concat([head, this.eui, Buffer.from(json)]);
    this.socket.send(datagram, this.address.port, this.address.host);
  }

  private take(datagram: Buffer): void {
    if (datagram[3] === PULL_ACK) this.news.emit("connected");
    if (datagram[3] !== PULL_RESP) return;
    const { txpk } = JSON.parse(datagram.subarray(4).toString()) as { txpk: { data: string } };
    this.send(TX_ACK, datagram.readUInt16BE(1), { txpk_ack: { error: "NONE" } });
    this.asked.push(Buffer.from(txpk.data, "base64"));
    this.news.emit("downlink");
  }

  /** Reports a frame as heard, on the first channel of EU868 if nothing else is said. */
  hear(phy: Buffer, mhz = 868.1): void {
    const rxpk = {
      tmst: ticks(),
      freq: mhz,
      stat: 1,
      modu: "LORA",
      datr: "SF7BW125",
      codr: "4/5",
      rssi: -70,
      lsnr: 8,
      size: phy.length,
      data: phy.toString("base64"),
    };
    this.send(PUSH_DATA, 2, { rxpk: [rxpk] });
  }

  /** Takes the next frame out of those it was asked to send. */
  async downlink(): Promise<Buffer> {
    for (;;) {
      const phy = this.asked.shift();
      if (phy) return phy;
      await once(this.news, "downlink");
    }
  }

  close(): void {
    this.socket.close();
  }
}

type Session = { dev_addr: string; nwks_key: string; apps_key: string };

/** A KS52 in range of one gateway. */
export class Sensor {
  private counter = 0;

  constructor(
    private gateway: Forwarder,
    private readonly session: Session,
  ) {}

  /** Brings it into the range of another gateway. */
  moveTo(gateway: Forwarder): void {
    this.gateway = gateway;
  }

  private get keys(): [Buffer, Buffer] {
    return [Buffer.from(this.session.apps_key, "hex"), Buffer.from(this.session.nwks_key, "hex")];
  }

  /** Reports a temperature in °C; the sensor counts its reports. */
  report(temperature: number): void {
    const payload = Buffer.from([0x21, 7, 3, 0, 0, 60, 0, 0, 0, 0, 0xf4, 0x01, 200, 0, 0]);
    payload.writeUInt16LE(Math.round(temperature * 10) + 1000, 8);
    const fields = {
      MType: "Unconfirmed Data Up",
      DevAddr: Buffer.from(this.session.dev_addr, "hex"),
      FCtrl: { ADR: false, ACK: false, ADRACKReq: false, FPending: false },
      FCnt: this.counter,
      FPort: 11,
      payload,
    };
    this.counter += 1;
    const packet = codec.fromFields(fields, ...this.keys);
    codec.recalculateMIC(packet, this.keys[1]);
    this.gateway.hear(packet.getPHYPayload() ?? Buffer.alloc(0));
  }

  /** The next frame for it that its keys fit, with its payload in hex. */
  async downlink(): Promise<{ port: number | null; payload: string }> {
    const packet = codec.fromWire(await this.gateway.downlink());
    if (!codec.verifyMIC(packet, this.keys[1])) throw new Error("the frame is not for this device");
    const payload = codec.decrypt(packet, ...this.keys);
    return { port: packet.getFPort(), payload: payload?.toString("hex") ?? "" };
  }
}

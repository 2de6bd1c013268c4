// MT-KS31: four analogue inputs, 4-20 mA or 0-10 V.
// Telemetry: port 11, at least 21 bytes, 82 25; byte 2 kind, 3 fault, 4-19 four channels, 20 battery.
// Configuration replies: port 214.
function payload_parser({ device, msg, thingModelId, noticeAttrs }) {
  if (!msg.userdata || typeof msg.userdata.payload !== 'string') return null;
  const bytes = Buffer.from(msg.userdata.payload, 'base64');
  if (msg.userdata.port === 214) return configuration(bytes);
  if (msg.userdata.port !== 11 || bytes.length < 21) return null;
  if (bytes[0] !== 0x82 || bytes[1] !== 0x25) return null;

  // The vendor's own script looks for the kind in the wrong byte and so takes every device for
  // 0-10 V. Its documentation does not say whether 17 and 18 are hex; no value is in both readings,
  // so both are taken.
  const kinds = { 0x17: '4-20mA', 17: '4-20mA', 0x18: '0-10V', 18: '0-10V' };
  const type = kinds[bytes[2]];
  if (type === undefined) return null;
  if (bytes[3] !== 0) return { telemetry_data: { status: 'fault' } };
  const gateway = (msg.gwrx && msg.gwrx[0]) || {};
  const factor = type === '4-20mA' ? 11 : 10;
  const channel = (at) => round((bytes.readInt32LE(at) * factor) / 64000, 3);
  return {
    telemetry_data: {
      status: 'normal',
      type,
      chan1: channel(4),
      chan2: channel(8),
      chan3: channel(12),
      chan4: channel(16),
      vbat: round((bytes[20] * 1.6) / 254 + 2.0, 2),
      rssi: gateway.rssi,
      snr: gateway.lsnr,
    },
    server_attrs: { type },
  };

  // 2F, length, first register, count, values: what the device holds at its app registers.
  function configuration(reply) {
    if (reply.length < 5 || reply[0] !== 0x2f) return null;
    const first = reply[2];
    const end = first + Math.min(reply[3], reply.length - 4);
    const shared_attrs = { content: reply.toString('hex') };
    const set = (key, register, size, read) => {
      if (register >= first && register + size <= end) shared_attrs[key] = read(4 + register - first);
    };
    const u16 = (at) => reply.readUInt16LE(at);
    const u32 = (at) => reply.readUInt32LE(at);
    const hex = (size) => (at) => reply.toString('hex', at, at + size);
    set('period_data', 58, 2, u16);
    set('cov_enable', 150, 1, hex(1));
    set('period_measure', 152, 2, u16);
    set('chan1', 154, 4, u32);
    set('chan2', 158, 4, u32);
    set('chan3', 162, 4, u32);
    set('chan4', 166, 4, u32);
    return { shared_attrs };
  }

  function round(value, digits) {
    return Number(value.toFixed(digits));
  }
}

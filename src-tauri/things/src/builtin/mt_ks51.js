// MT-KS51: water leak.
// Telemetry: port 11, at least 7 bytes, 82 21 12; byte 3 fault, 4 battery, 5 water detected.
// The vendor's own script never reports a leak; here `detected` is 1 while byte 5 is not 0.
// Configuration replies: port 214.
function payload_parser({ device, msg, thingModelId, noticeAttrs }) {
  if (!msg.userdata || typeof msg.userdata.payload !== 'string') return null;
  const bytes = Buffer.from(msg.userdata.payload, 'base64');
  if (msg.userdata.port === 214) return configuration(bytes);
  if (msg.userdata.port !== 11 || bytes.length < 7) return null;
  if (bytes[0] !== 0x82 || bytes[1] !== 0x21 || bytes[2] !== 0x12) return null;

  if (bytes[3] !== 0) return { telemetry_data: { status: 'fault' } };
  const gateway = (msg.gwrx && msg.gwrx[0]) || {};
  return {
    telemetry_data: {
      status: 'normal',
      detected: bytes[5] !== 0 ? 1 : 0,
      vbat: round((bytes[4] * 1.6) / 254 + 2.0, 2),
      rssi: gateway.rssi,
      snr: gateway.lsnr,
    },
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
    set('period_data', 58, 2, u16);
    return { shared_attrs };
  }

  function round(value, digits) {
    return Number(value.toFixed(digits));
  }
}

// MT-KS52: temperature and humidity.
// Telemetry: port 11, 15 bytes, 21 07 03. Configuration replies: port 214.
function payload_parser({ device, msg, thingModelId, noticeAttrs }) {
  if (!msg.userdata || typeof msg.userdata.payload !== 'string') return null;
  const bytes = Buffer.from(msg.userdata.payload, 'base64');
  if (msg.userdata.port === 214) return configuration(bytes);
  if (msg.userdata.port !== 11 || bytes.length !== 15) return null;
  if (bytes[0] !== 0x21 || bytes[1] !== 0x07 || bytes[2] !== 0x03) return null;

  const period_data = bytes.readUInt16LE(5);
  const gateway = (msg.gwrx && msg.gwrx[0]) || {};
  return {
    telemetry_data: {
      period_data,
      status: (bytes[7] & 0x01) !== 0 ? 'fault' : 'normal',
      temperatrue: round((bytes.readUInt16LE(8) - 1000) / 10, 1),
      humidity: round(bytes.readUInt16LE(10) / 10, 1),
      vbat: round((bytes[12] * 1.6) / 254 + 2.0, 2),
      rssi: gateway.rssi,
      snr: gateway.lsnr,
    },
    shared_attrs: { period_data },
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
    const tenth = (at) => round(reply[at] * 0.1, 1);
    set('period_data', 58, 2, u16);
    set('period_measure', 142, 2, u16);
    set('cov_temperatrue', 144, 1, tenth);
    set('cov_humidity', 145, 1, tenth);
    return { shared_attrs };
  }

  function round(value, digits) {
    return Number(value.toFixed(digits));
  }
}

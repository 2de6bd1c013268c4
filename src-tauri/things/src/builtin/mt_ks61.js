// MT-KS61: indoor air quality.
// Telemetry: port 11, at least 24 bytes, 82 24 07; byte 3 fault, then the values.
// Configuration replies: port 214.
function payload_parser({ device, msg, thingModelId, noticeAttrs }) {
  if (!msg.userdata || typeof msg.userdata.payload !== 'string') return null;
  const bytes = Buffer.from(msg.userdata.payload, 'base64');
  if (msg.userdata.port === 214) return configuration(bytes);
  if (msg.userdata.port !== 11 || bytes.length < 24) return null;
  if (bytes[0] !== 0x82 || bytes[1] !== 0x24 || bytes[2] !== 0x07) return null;

  if (bytes[3] !== 0) return { telemetry_data: { status: 'fault' } };
  const gateway = (msg.gwrx && msg.gwrx[0]) || {};
  return {
    telemetry_data: {
      status: 'normal',
      temperature: round(bytes.readInt16LE(4) / 10, 1),
      humidity: round(bytes.readInt16LE(6) / 10, 1),
      co2: bytes.readInt16LE(8),
      light: bytes.readInt16LE(10),
      tvoc: bytes.readInt32LE(12),
      pir: bytes[17] > 0 ? 1 : 0,
      relay1: bytes[18] & 1,
      relay2: (bytes[18] >> 1) & 1,
      relay3: (bytes[18] >> 2) & 1,
      pm25: round(bytes.readFloatLE(20), 2),
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
    const u8 = (at) => reply[at];
    const u16 = (at) => reply.readUInt16LE(at);
    const tenth = (at) => round(reply[at] * 0.1, 1);
    const hex = (size) => (at) => reply.toString('hex', at, at + size);
    set('period_data', 58, 2, u16);
    set('enable', 152, 1, hex(1));
    set('cov_temperature', 153, 1, tenth);
    set('cov_humidity', 154, 1, u8);
    set('cov_tvoc', 155, 1, u8);
    set('cov_co2', 156, 1, u8);
    set('cov_pm25', 157, 1, u8);
    set('pir_delay', 158, 2, u16);
    set('lux_threshold1', 160, 2, u16);
    set('lux_threshold2', 162, 2, u16);
    set('lux_threshold3', 164, 2, u16);
    set('pir_mask', 166, 1, hex(1));
    return { shared_attrs };
  }

  function round(value, digits) {
    return Number(value.toFixed(digits));
  }
}

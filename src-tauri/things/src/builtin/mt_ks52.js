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

  // 2F, length, first register, count, values: what the device holds at app registers.
  function configuration(reply) {
    if (reply.length < 5 || reply[0] !== 0x2f) return null;
    const first = reply[2];
    const end = Math.min(first + reply[3], first + reply.length - 4);
    const has = (register, size) => register >= first && register + size <= end;
    const at = (register) => 4 + register - first;
    const shared_attrs = { content: reply.toString('hex') };
    if (has(58, 2)) shared_attrs.period_data = reply.readUInt16LE(at(58));
    if (has(142, 2)) shared_attrs.period_measure = reply.readUInt16LE(at(142));
    if (has(144, 1)) shared_attrs.cov_temperatrue = round(reply[at(144)] * 0.1, 1);
    if (has(145, 1)) shared_attrs.cov_humidity = round(reply[at(145)] * 0.1, 1);
    return { shared_attrs };
  }

  function round(value, digits) {
    return Number(value.toFixed(digits));
  }
}

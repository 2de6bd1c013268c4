// MT-KS32: six dry contacts with counters.
// Telemetry: port 15, at least 30 bytes, 82 24 1A; byte 3 contacts, 4 fault, 5 battery, 6-29 counters.
// Configuration replies: port 214.
function payload_parser({ device, msg, thingModelId, noticeAttrs }) {
  if (!msg.userdata || typeof msg.userdata.payload !== 'string') return null;
  const bytes = Buffer.from(msg.userdata.payload, 'base64');
  if (msg.userdata.port === 214) return configuration(bytes);
  if (msg.userdata.port !== 15 || bytes.length < 30) return null;
  if (bytes[0] !== 0x82 || bytes[1] !== 0x24 || bytes[2] !== 0x1a) return null;

  if (bytes[4] !== 0) return { telemetry_data: { status: 'fault' } };
  const gateway = (msg.gwrx && msg.gwrx[0]) || {};
  const telemetry_data = { status: 'normal' };
  for (let i = 0; i < 6; i++) telemetry_data[`chan${i + 1}`] = (bytes[3] >> i) & 1;
  for (let i = 0; i < 6; i++) telemetry_data[`counter${i + 1}`] = bytes.readInt32LE(6 + 4 * i);
  telemetry_data.vbat = round((bytes[5] * 1.6) / 254 + 2.0, 2);
  telemetry_data.rssi = gateway.rssi;
  telemetry_data.snr = gateway.lsnr;
  return { telemetry_data };

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
    set('period_data', 58, 2, u16);
    set('base_header', 100, 2, u16);
    for (let i = 0; i < 6; i++) set(`base${i + 1}`, 102 + 4 * i, 4, u32);
    return { shared_attrs };
  }

  function round(value, digits) {
    return Number(value.toFixed(digits));
  }
}

// MT-DTU-Emeter: electricity meters behind a DTU, one sub-device for each meter.
// Telemetry: port 12, at least 39 bytes, 21 05; bytes 2-5 meter number, bit 0 of byte 38 invalid.
function payload_parser({ device, msg, thingModelId, noticeAttrs }) {
  if (!msg.userdata || typeof msg.userdata.payload !== 'string') return null;
  const bytes = Buffer.from(msg.userdata.payload, 'base64');
  if (msg.userdata.port !== 12 || bytes.length < 39) return null;
  if (bytes[0] !== 0x21 || bytes[1] !== 0x05) return null;

  if ((bytes[38] & 0x01) !== 0) return null;
  const sub_addr = String(bytes.readUInt32LE(2)).padStart(12, '0');
  const short = (at) => round(bytes.readUInt16LE(at) / 10, 1);
  const long = (at) => round(bytes.readUInt32LE(at) / 10, 1);
  return {
    sub_device: sub_addr,
    telemetry_data: {
      ua: short(10),
      ub: short(12),
      uc: short(14),
      ia: short(16),
      ib: short(18),
      ic: short(20),
      yz: long(22),
      yf: long(26),
      wz: long(30),
      wf: long(34),
    },
    server_attrs: { sub_addr },
  };

  function round(value, digits) {
    return Number(value.toFixed(digits));
  }
}

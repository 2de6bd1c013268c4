// MT-KS53: temperature.
// Telemetry: port 11, 82 21 05; byte 3 fault, 4-5 temperature, 6 battery.
function payload_parser({ device, msg, thingModelId, noticeAttrs }) {
  if (!msg.userdata || typeof msg.userdata.payload !== 'string') return null;
  const bytes = Buffer.from(msg.userdata.payload, 'base64');
  if (msg.userdata.port !== 11 || bytes.length < 7) return null;
  if (bytes[0] !== 0x82 || bytes[1] !== 0x21 || bytes[2] !== 0x05) return null;

  if (bytes[3] !== 0) return { telemetry_data: { status: 'fault' } };
  const gateway = (msg.gwrx && msg.gwrx[0]) || {};
  return {
    telemetry_data: {
      status: 'normal',
      temperatrue: round((bytes.readUInt16LE(4) - 1000) / 10, 1),
      vbat: round((bytes[6] * 1.6) / 254 + 2.0, 2),
      rssi: gateway.rssi,
      snr: gateway.lsnr,
    },
  };

  function round(value, digits) {
    return Number(value.toFixed(digits));
  }
}

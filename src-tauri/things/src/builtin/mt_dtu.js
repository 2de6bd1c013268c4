// MT-DTU: serial data passed through on port 51, and the DTU's own configuration.
// Configuration replies: port 214, and 201, 209 and 213 where they have the same form.
function payload_parser({ device, msg, thingModelId, noticeAttrs }) {
  if (!msg.userdata || typeof msg.userdata.payload !== 'string') return null;
  const bytes = Buffer.from(msg.userdata.payload, 'base64');
  const gateway = (msg.gwrx && msg.gwrx[0]) || {};
  const result = { telemetry_data: null, shared_attrs: { class_mode: msg.userdata.class } };
  if (msg.userdata.port === 51) {
    result.telemetry_data = { payload: bytes.toString('hex'), rssi: gateway.rssi, snr: gateway.lsnr };
  } else if ([201, 209, 213, 214].includes(msg.userdata.port)) {
    const reply = configuration(bytes);
    if (reply !== null) Object.assign(result.shared_attrs, reply.shared_attrs);
  }
  return result;

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
    const u32 = (at) => reply.readUInt32LE(at);
    const hex = (size) => (at) => reply.toString('hex', at, at + size);
    set('FuotaVersion', 0, 1, (at) => reply[at] & 0x0f);
    set('HwType', 0, 2, (at) => {
      const type = u16(at) >> 4;
      return { 40: 'OM422', 51: 'OM822' }[type] || type;
    });
    set('HwVersion', 2, 1, (at) => reply[at] >> 4);
    set('SwVersion', 3, 1, u8);
    set('BzType', 4, 2, u16);
    set('BzVersion', 6, 1, u8);
    // How bits share these three bytes is not documented: shown as they are.
    set('masks', 7, 1, hex(1));
    set('modes', 8, 1, hex(1));
    set('wakeup_backhaul', 11, 1, hex(1));
    set('BaudRate', 12, 1, (at) => reply[at] * 1200);
    set('dataBits', 13, 1, (at) => reply[at] & 0x0f);
    set('stopBits', 13, 1, (at) => (reply[at] >> 4) & 0x03);
    set('checkBits', 13, 1, (at) => reply[at] >> 6);
    ['KeepRx', 'Battery', 'Uart1Used', 'TransparentBit', 'SwUp', 'JoinRst', 'PowerCtrl', 'Wait60s']
      .forEach((key, bit) => set(key, 14, 1, (at) => ((reply[at] >> bit) & 1) === 1));
    set('ConfirmDuty', 15, 1, u8);
    set('portPara', 16, 1, u8);
    set('portTransparent', 17, 1, u8);
    set('RstHours', 18, 2, u16);
    set('TimeOffset', 20, 4, u32);
    set('battery_base', 24, 1, u8);
    set('utc_seconds', 25, 4, u32);
    set('chip_temperature', 29, 2, (at) => round((u16(at) - 1000) / 10, 1));
    set('chip_voltage', 31, 1, (at) => round((reply[at] * 1.6) / 254 + 2.0, 2));
    set('query_timeout', 32, 2, hex(2));
    set('query_retries', 34, 1, u8);
    set('uart_calibration', 35, 1, u8);
    set('calibration_groups', 36, 1, u8);
    set('join_interval', 37, 1, u8);
    set('power_delay', 38, 2, u16);
    set('period_heart', 58, 2, u16);
    set('sub_device_counts', 60, 1, u8);
    set('period_data', 61, 2, u16);
    set('period_warning', 63, 2, u16);
    return { shared_attrs };
  }

  function round(value, digits) {
    return Number(value.toFixed(digits));
  }
}

// MT-Frequencies: the radio settings of a device, from its reply to mtget_frequencies.
// Port 214: 22, length, first register, count, then values. DRRange holds the lowest data rate in
// its low half byte and the highest in the other one, as mtset_radio_para writes it.
function payload_parser({ device, msg, thingModelId, noticeAttrs }) {
  if (!msg.userdata || typeof msg.userdata.payload !== 'string') return null;
  const shared_attrs = { class_mode: msg.userdata.class };
  if (msg.userdata.port === 214) Object.assign(shared_attrs, radio(Buffer.from(msg.userdata.payload, 'base64')));
  return { telemetry_data: null, shared_attrs };

  function radio(reply) {
    if (reply.length < 5 || reply[0] !== 0x22) return {};
    const first = reply[2];
    const end = first + Math.min(reply[3], reply.length - 4);
    const found = { content: reply.toString('hex') };
    const set = (key, register, size, read) => {
      if (register >= first && register + size <= end) found[key] = read(4 + register - first);
    };
    const u32 = (at) => reply.readUInt32LE(at);
    const hex = (size) => (at) => reply.toString('hex', at, at + size);
    set('dn2Freq', 0, 4, u32);
    set('DLSetting', 4, 1, hex(1));
    set('channelMap', 5, 2, hex(2));
    set('power', 7, 1, (at) => reply.readInt8(at));
    for (let channel = 0; channel < 16; channel++) {
      set(`Freq${channel + 1}`, 8 + 5 * channel, 4, u32);
      set(`DRRange${channel + 1}`, 12 + 5 * channel, 1, hex(1));
    }
    return found;
  }
}

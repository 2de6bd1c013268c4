// Wakes a sleeping device by a raw LoRa frame with a long preamble: DC, EUI (low byte first), FF AA,
// data, CRC-16 (low byte first), 40. The helper's own frame has the EUI the other way round.
function rpc_script({ device, params }) {
  const { data, swBW, swSF, swFreq, swPeriod } = params;
  const swSettings = { swSF, swBW: `${swBW}kHz`, swFreq, swPeriod };
  const step = RPCHelper.makeMSG({
    msgType: 'swDown', device: { ...device, shared_attrs: swSettings }, dnBuffer: [], dnWaitms: 0,
  });
  const head = Buffer.concat([
    Buffer.from([0xdc]), Utils.parseToBuffer(step.target).reverse(), Buffer.from([0xff, 0xaa]),
    Utils.parseToBuffer(data),
  ]);
  const crc = Utils.crc16Modbus(head);
  const frame = Buffer.concat([head, Buffer.from([crc & 0xff, crc >> 8, 0x40])]);
  step.dnMsg.userdata.payload = frame.toString('base64');
  return [step];
}

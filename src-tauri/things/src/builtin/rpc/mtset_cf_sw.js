// C9 0A 3C 08: how the device is woken: spreading factor, bandwidth, frequency in Hz (low byte
// first), period in units of 50 ms, repetitions.
function rpc_script({ device, params }) {
  const values = Buffer.alloc(8);
  values.writeUInt8(Number(params.sf), 0);
  values.writeUInt8(Number(params.bw), 1);
  values.writeUInt32LE(params.swFreq, 2);
  values.writeUInt8(Math.round(params.swPeriod / 50), 6);
  values.writeUInt8(params.upRepeat, 7);
  const dnBuffer = RPCHelper.paraWrite('cf', 0x3c, values);
  return [RPCHelper.makeMSG({ msgType: 'para', device, dnBuffer, confirmed: true, dnWaitms: 0 })];
}

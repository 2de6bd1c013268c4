// C2 55 05 53: mask of the channels that are on, power in dBm, then 16 channels of 5 bytes:
// frequency in Hz (low byte first), lowest and highest data rate. A channel is written
// "Hz,lowest,highest,on"; one that is left empty is off.
function rpc_script({ device, params }) {
  const values = Buffer.alloc(83);
  let mask = 0;
  for (let channel = 0; channel < 16; channel++) {
    const text = String(params[`freq${channel + 1}`] ?? '').trim();
    if (text === '') continue;
    const [hz, low, high, on] = text.split(',').map((part) => part.trim());
    if (!/^(0|1|true|false)$/.test(on ?? '')) throw new Error(`freq${channel + 1}: expected "Hz,lowest,highest,on"`);
    if (on === '1' || on === 'true') mask |= 1 << channel;
    values.writeUInt32LE(Number(hz), 3 + 5 * channel);
    values.writeUInt8(Number(low) | (Number(high) << 4), 7 + 5 * channel);
  }
  values.writeUInt16LE(mask & 0xffff, 0);
  values.writeUInt8(params.power, 2);
  const dnBuffer = RPCHelper.paraWrite('radio', 0x05, values);
  return [RPCHelper.makeMSG({ msgType: 'para', device, dnBuffer, dnWaitms: 0 })];
}

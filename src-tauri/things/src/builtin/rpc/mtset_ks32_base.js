// CF 1C 64 1A FA FA: what the six counters of a KS32 begin with, low byte first. The vendor's own
// declares the parameters under other names than it reads, and fails.
function rpc_script({ device, params }) {
  const values = Buffer.alloc(26);
  values.writeUInt16LE(0xfafa, 0);
  for (let number = 0; number < 6; number++) {
    values.writeUInt32LE(params[`base${number + 1}`], 2 + 4 * number);
  }
  const dnBuffer = RPCHelper.paraWrite('app', 0x64, values);
  return [RPCHelper.makeMSG({ msgType: 'para', device, dnBuffer, dnWaitms: 0 })];
}

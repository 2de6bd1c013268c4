// CF 04 3A 02: the heartbeat in minutes, low byte first. It holds after a restart of the device.
function rpc_script({ device, params }) {
  const value = Buffer.alloc(2);
  value.writeUInt16LE(params.period, 0);
  const dnBuffer = RPCHelper.paraWrite('app', 0x3a, value);
  return [RPCHelper.makeMSG({ msgType: 'para', device, dnBuffer, confirmed: true, dnWaitms: 0 })];
}

// CF 04 with an app register and its value, low byte first.
function rpc_script({ device, params }) {
  const value = Buffer.alloc(2);
  value.writeUInt16LE(params.value, 0);
  const dnBuffer = RPCHelper.paraWrite('app', params.start_addr, value);
  return [RPCHelper.makeMSG({ msgType: 'para', device, dnBuffer, dnWaitms: 0 })];
}

// CF 03 with an app register and its value.
function rpc_script({ device, params }) {
  const value = Buffer.alloc(1);
  value.writeUInt8(params.value, 0);
  const dnBuffer = RPCHelper.paraWrite('app', params.start_addr, value);
  return [RPCHelper.makeMSG({ msgType: 'para', device, dnBuffer, dnWaitms: 0 })];
}

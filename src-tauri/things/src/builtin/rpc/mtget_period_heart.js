// 8F 02 3A 0C: asks for the periods; the answer comes on port 214.
function rpc_script({ device }) {
  const dnBuffer = RPCHelper.paraRead('app', 0x3a, 0x0c);
  return [RPCHelper.makeMSG({ msgType: 'para', device, dnBuffer, dnWaitms: 0 })];
}

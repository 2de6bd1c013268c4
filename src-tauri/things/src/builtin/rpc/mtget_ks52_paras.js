// 8F 02 8E 04: asks for the settings of a KS52.
function rpc_script({ device }) {
  const dnBuffer = RPCHelper.paraRead('app', 0x8e, 4);
  return [RPCHelper.makeMSG({ msgType: 'para', device, dnBuffer, dnWaitms: 0 })];
}

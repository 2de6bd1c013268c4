// 8F 02 96 14: asks for the settings of a KS31.
function rpc_script({ device }) {
  const dnBuffer = RPCHelper.paraRead('app', 0x96, 0x14);
  return [RPCHelper.makeMSG({ msgType: 'para', device, dnBuffer, dnWaitms: 0 })];
}

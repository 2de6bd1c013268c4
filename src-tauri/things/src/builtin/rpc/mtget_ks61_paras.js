// 8F 02 98 0F: asks for the settings of a KS61.
function rpc_script({ device }) {
  const dnBuffer = RPCHelper.paraRead('app', 0x98, 0x0f);
  return [RPCHelper.makeMSG({ msgType: 'para', device, dnBuffer, dnWaitms: 0 })];
}

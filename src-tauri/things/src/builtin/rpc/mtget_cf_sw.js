// 89 02 3C 08: asks for the settings of the wake-up.
function rpc_script({ device }) {
  const dnBuffer = RPCHelper.paraRead('cf', 0x3c, 8);
  return [RPCHelper.makeMSG({ msgType: 'para', device, dnBuffer, dnWaitms: 0 })];
}

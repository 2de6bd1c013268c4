// 89 02 00 02: asks for the first cf registers.
function rpc_script({ device }) {
  const dnBuffer = RPCHelper.paraRead('cf', 0x00, 2);
  return [RPCHelper.makeMSG({ msgType: 'para', device, dnBuffer, dnWaitms: 0 })];
}

// 8F 02 3C 01: asks how many devices a DTU polls.
function rpc_script({ device }) {
  const dnBuffer = RPCHelper.paraRead('app', 0x3c, 1);
  return [RPCHelper.makeMSG({ msgType: 'para', device, dnBuffer, dnWaitms: 0 })];
}

// 89 02 02 24: asks for address and keys of the group broadcast.
function rpc_script({ device }) {
  const dnBuffer = RPCHelper.paraRead('cf', 0x02, 0x24);
  return [RPCHelper.makeMSG({ msgType: 'para', device, dnBuffer, dnWaitms: 0 })];
}

// 8F 02 64 1A: asks for the counters' bases of a KS32.
function rpc_script({ device }) {
  const dnBuffer = RPCHelper.paraRead('app', 0x64, 0x1a);
  return [RPCHelper.makeMSG({ msgType: 'para', device, dnBuffer, dnWaitms: 0 })];
}

// 8F 02: asks for app registers; the answer comes on port 214.
function rpc_script({ device, params }) {
  const dnBuffer = RPCHelper.paraRead('app', params.start_addr, params.reg_count);
  return [RPCHelper.makeMSG({ msgType: 'para', device, dnBuffer, dnWaitms: 0 })];
}

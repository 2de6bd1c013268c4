// CF 03 09 01 04: lets the device join again.
function rpc_script({ device }) {
  const dnBuffer = RPCHelper.join();
  return [RPCHelper.makeMSG({ msgType: 'para', device, dnBuffer, dnWaitms: 0 })];
}

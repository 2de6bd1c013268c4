// CF 03 09 01 02: restarts the device's application.
function rpc_script({ device }) {
  const dnBuffer = RPCHelper.redo();
  return [RPCHelper.makeMSG({ msgType: 'para', device, dnBuffer, dnWaitms: 0 })];
}

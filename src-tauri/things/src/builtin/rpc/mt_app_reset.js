// CF 03 09 01 01: restarts the device.
function rpc_script({ device }) {
  const dnBuffer = RPCHelper.reset();
  return [RPCHelper.makeMSG({ msgType: 'para', device, dnBuffer, dnWaitms: 0 })];
}

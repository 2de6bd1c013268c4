// Sends bytes through to what is connected to the device: port 51.
function rpc_script({ device, params }) {
  const dnBuffer = Utils.parseToBuffer(params.payload);
  return [RPCHelper.makeMSG({ msgType: 'transParent', device, dnBuffer, dnWaitms: 0 })];
}

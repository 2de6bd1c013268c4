// Sends bytes on a port, as they are. `dataClear` drops first what waits for the device.
function rpc_script({ device, params }) {
  const { port, data, type, confirmed } = params;
  const dnBuffer = Utils.parseToBuffer(data);
  return [RPCHelper.makeMSG({ msgType: 'user', device, dnBuffer, type, port, confirmed, dnWaitms: 0 })];
}

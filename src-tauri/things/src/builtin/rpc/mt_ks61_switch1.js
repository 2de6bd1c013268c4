// Port 12, 82 08: 11 switches relay 1 on, 01 off.
function rpc_script({ device, params }) {
  const dnBuffer = Buffer.from([0x82, 0x08, params.status ? 0x11 : 0x01]);
  return [RPCHelper.makeMSG({ msgType: 'user', device, dnBuffer, port: 12, dnWaitms: 0 })];
}

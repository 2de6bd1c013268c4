// Port 12, 82 08: 44 switches relay 3 on, 04 off.
function rpc_script({ device, params }) {
  const dnBuffer = Buffer.from([0x82, 0x08, params.status ? 0x44 : 0x04]);
  return [RPCHelper.makeMSG({ msgType: 'user', device, dnBuffer, port: 12, dnWaitms: 0 })];
}

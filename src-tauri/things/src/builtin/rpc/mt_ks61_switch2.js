// Port 12, 82 08: 22 switches relay 2 on, 02 off.
function rpc_script({ device, params }) {
  const dnBuffer = Buffer.from([0x82, 0x08, params.status ? 0x22 : 0x02]);
  return [RPCHelper.makeMSG({ msgType: 'user', device, dnBuffer, port: 12, dnWaitms: 0 })];
}

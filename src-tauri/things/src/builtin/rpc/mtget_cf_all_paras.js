// 89 02 00 4E: asks for all cf registers, more at once than paraRead allows.
function rpc_script({ device }) {
  const dnBuffer = Buffer.from([0x89, 2, 0x00, 0x4e]);
  return [RPCHelper.makeMSG({ msgType: 'para', device, dnBuffer, dnWaitms: 0 })];
}

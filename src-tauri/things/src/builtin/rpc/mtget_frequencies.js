// 82 02 00 59: asks for the radio registers, more at once than paraRead allows.
function rpc_script({ device }) {
  const dnBuffer = Buffer.from([0x82, 2, 0x00, 0x59]);
  return [RPCHelper.makeMSG({ msgType: 'para', device, dnBuffer, dnWaitms: 0 })];
}

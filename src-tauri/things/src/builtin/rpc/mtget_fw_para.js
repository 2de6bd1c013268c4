// 81 02 4F 0C: asks for the settings of the firmware.
function rpc_script({ device }) {
  const dnBuffer = RPCHelper.paraRead('fw', 0x4f, 0x0c);
  return [RPCHelper.makeMSG({ msgType: 'para', device, dnBuffer, dnWaitms: 0 })];
}

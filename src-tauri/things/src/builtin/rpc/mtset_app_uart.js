// CF 04 0C 02: the baud rate in units of 1200, then data bits (0-3), stop bits (4-5), parity (6-7).
function rpc_script({ device, params }) {
  const { baudRate, dataBits, stopBits, checkBits } = params;
  const dnBuffer = RPCHelper.paraWrite('app', 0x0c, [
    Number(baudRate) / 1200, Number(dataBits) | (Number(stopBits) << 4) | (Number(checkBits) << 6),
  ]);
  return [RPCHelper.makeMSG({ msgType: 'para', device, dnBuffer, dnWaitms: 0 })];
}

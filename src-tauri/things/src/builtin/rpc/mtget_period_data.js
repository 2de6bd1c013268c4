// CF 04 3D 02: the period of data, low byte first. The method sets it, whatever its name says; the
// vendor's own declares no parameter and fails without one.
function rpc_script({ device, params }) {
  const value = Buffer.alloc(2);
  value.writeUInt16LE(params.period, 0);
  const dnBuffer = RPCHelper.paraWrite('app', 0x3d, value);
  return [RPCHelper.makeMSG({ msgType: 'para', device, dnBuffer, confirmed: true, dnWaitms: 0 })];
}

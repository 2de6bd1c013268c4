// C9 26 02 24: address (low byte first) and keys of the group broadcast.
function rpc_script({ device, params }) {
  const values = Buffer.concat([
    bytes('gbroadAddr', 4).reverse(), bytes('nkwSkey', 16), bytes('appSkey', 16),
  ]);
  const dnBuffer = RPCHelper.paraWrite('cf', 0x02, values);
  return [RPCHelper.makeMSG({ msgType: 'para', device, dnBuffer, confirmed: true, dnWaitms: 0 })];

  function bytes(name, size) {
    const value = Utils.parseToBuffer(params[name]);
    if (value.length !== size) throw new Error(`${name} has ${2 * size} hexadecimal digits`);
    return value;
  }
}

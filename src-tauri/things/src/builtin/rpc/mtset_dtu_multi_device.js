// Two frames: the addresses that a DTU polls (registers 120 on), then their number (register 60).
// A device that listens only after its uplinks gets them one after the other anyway.
function rpc_script({ device, params }) {
  const size = params.sub_addr_size;
  const addresses = [];
  for (let number = 1; number <= 6; number++) {
    const text = String(params[`sub_addr${number}`] ?? 'nc').trim();
    if (text === '' || text === 'nc') break;
    addresses.push(address(text));
  }
  if (addresses.length === 0) throw new Error('no address is given');
  const always = device.shared_attrs?.class_mode === 'ClassC';
  const list = RPCHelper.paraWrite('app', 120, [params.query_index, size, ...addresses.flat()]);
  const count = RPCHelper.paraWrite('app', 60, [addresses.length]);
  return [
    RPCHelper.makeMSG({ msgType: 'para', device, dnBuffer: list, confirmed: !always, dnWaitms: 0 }),
    RPCHelper.makeMSG({ msgType: 'para', device, dnBuffer: count, sleepTime: always ? 5000 : 0, dnWaitms: 0 }),
  ];

  // Hexadecimal as it is written; decimal as a number, low byte first.
  function address(text) {
    const bytes = params.is_hex ? [...Utils.parseToBuffer(text)] : [];
    if (!params.is_hex) {
      for (let rest = BigInt(text); rest > 0n; rest /= 256n) bytes.push(Number(rest % 256n));
      while (bytes.length < size) bytes.push(0);
    }
    if (bytes.length !== size) throw new Error(`address ${text} has ${bytes.length} bytes, not ${size}`);
    return bytes;
  }
}

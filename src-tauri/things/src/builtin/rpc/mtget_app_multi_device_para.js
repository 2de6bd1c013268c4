// 8F 02 78: asks for query index, size of addresses and the addresses that a DTU polls.
function rpc_script({ device, params }) {
  const count = 2 + params.addr_len * params.device_counts;
  const dnBuffer = RPCHelper.paraRead('app', 0x78, count);
  return [RPCHelper.makeMSG({ msgType: 'para', device, dnBuffer, dnWaitms: 0 })];
}

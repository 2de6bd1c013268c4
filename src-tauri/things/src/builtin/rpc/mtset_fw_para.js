// C1 0E 4F 0C: the settings of the firmware: retransmissions, the duty rates of the network and of
// four bands (none), how often the time is asked for, whether the network is a public one.
function rpc_script({ device, params }) {
  const values = Buffer.alloc(12);
  values.writeUInt8(Number(params.reTx), 0);
  values.writeUInt8(Number(params.devTimeReqDuty), 10);
  values.writeUInt8(params.swPublic ? 1 : 0, 11);
  const dnBuffer = RPCHelper.paraWrite('fw', 0x4f, values);
  return [RPCHelper.makeMSG({ msgType: 'para', device, dnBuffer, confirmed: true, dnWaitms: 0 })];
}

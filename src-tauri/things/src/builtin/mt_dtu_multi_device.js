// MT-DTU-MULTIDEVICE: the addresses a DTU polls.
// Configuration replies on port 214 that hold registers 120 (index of the first address), 121 (bytes
// of one address) and the addresses from 122 on.
function payload_parser({ device, msg, thingModelId, noticeAttrs }) {
  if (!msg.userdata || typeof msg.userdata.payload !== 'string') return null;
  if (msg.userdata.port !== 214) return null;
  const reply = Buffer.from(msg.userdata.payload, 'base64');
  if (reply.length < 6 || reply[0] !== 0x2f || reply[2] !== 120) return null;

  const values = reply.subarray(4, 4 + reply[3]);
  const size = values[1];
  const shared_attrs = { query_index: values[0], sub_addr_size: size };
  for (let i = 0; i < 6 && size > 0; i++) {
    const at = 2 + i * size;
    if (at + size > values.length) break;
    shared_attrs[`sub_addr${i + 1}`] = values.toString('hex', at, at + size);
  }
  return { shared_attrs };
}

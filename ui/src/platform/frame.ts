// How bytes travel between the page and the shell: a head of JSON, and behind it what it is about.
// Four bytes say how long the head is, the highest first.

export function toFrame(head: unknown, body: Uint8Array): Uint8Array {
  const text = new TextEncoder().encode(JSON.stringify(head));
  const bytes = new Uint8Array(4 + text.length + body.length);
  new DataView(bytes.buffer).setUint32(0, text.length);
  bytes.set(text, 4);
  bytes.set(body, 4 + text.length);
  return bytes;
}

export function fromFrame<Head>(frame: ArrayBuffer): { head: Head; body: Uint8Array<ArrayBuffer> } {
  const end = 4 + new DataView(frame).getUint32(0);
  const text = new TextDecoder().decode(new Uint8Array(frame, 4, end - 4));
  return { head: JSON.parse(text) as Head, body: new Uint8Array(frame, end) };
}

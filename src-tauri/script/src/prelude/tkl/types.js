// The field types of the ThinkLink helper, and `BufferTKL` that reads and writes them.
// Source: thinklink reference 3.9.1, "Types"; decisions O-41, O-46 to O-48.
const fieldTypes = (() => {
  const HALF = 4294967296;
  const LONGEST = 4096;

  // {kind, size, …} of a type's text; null when there is no such type.
  const fixed = { __proto__: null };
  for (const bits of [8, 16, 24, 32, 40, 48, 56, 64]) {
    for (const order of ['', 'be', 'le']) {
      for (const sign of ['', 'u']) {
        fixed[`${sign}int${bits}${order}`] = {
          kind: 'int', size: bits / 8, signed: sign === '', little: order === 'le',
        };
      }
    }
  }
  fixed.floatbe = { kind: 'float', size: 4, little: false };
  fixed.floatle = { kind: 'float', size: 4, little: true };
  fixed.floatcdab = { kind: 'swapped', size: 4, float: true };
  fixed.intcdab = { kind: 'swapped', size: 4, float: false };

  const bounded = (size, info) => (size >= 1 && size <= LONGEST ? { ...info, size } : null);
  const typeOf = (text) => {
    const name = String(text).toLowerCase().trim();
    const known = fixed[name];
    if (known !== undefined) return known;
    const parts = /^(hex|bcd|bit|boolean|bool|string)(be|le)?(\d*)(?:-(\d+))?$/.exec(name);
    if (parts === null) return null;
    const [, kind, order, first, last] = parts;
    const little = order === 'le';
    if (kind === 'bit') {
      const [from, to] = [Number(first), last === undefined ? Number(first) : Number(last)];
      if (first === '' || from > to) return null;
      return bounded(Math.floor(to / 8) + 1, { kind, little, from, to });
    }
    if (last !== undefined) return null;
    if (kind === 'hex' || kind === 'bcd') return bounded(Number(first), { kind, little });
    if (order !== undefined) return null;
    return bounded(first === '' ? 1 : Number(first), { kind });
  };

  const readInteger = (buffer, at, { size, signed, little }) => {
    const byte = (i) => buffer[little ? at + i : at + size - 1 - i];
    let [low, high] = [0, 0];
    for (let i = (size < 4 ? size : 4) - 1; i >= 0; i--) low = low * 256 + byte(i);
    for (let i = size - 1; i >= 4; i--) high = high * 256 + byte(i);
    if (size <= 4) return signed && low >= 2 ** (8 * size - 1) ? low - 2 ** (8 * size) : low;
    if (signed && high >= 2 ** (8 * size - 33)) high -= 2 ** (8 * size - 32);
    return high * HALF + low;
  };
  const bytesOf = (buffer, at, { size, little }) => {
    const bytes = Buffer.from(buffer.subarray(at, at + size));
    return little ? bytes.reverse() : bytes;
  };
  const readDecimal = (bytes) => {
    let value = 0;
    for (let i = 0; i < bytes.length; i++) {
      const [high, low] = [bytes[i] >> 4, bytes[i] & 15];
      if (high > 9 || low > 9) throw new RangeError(`0x${bytes.toString('hex')} is not BCD`);
      value = value * 100 + high * 10 + low;
    }
    return value;
  };
  // Bit 0 is the lowest one of the last byte.
  const readBits = (bytes, from, to) => {
    let value = 0;
    for (let bit = to; bit >= from; bit--) {
      value = value * 2 + ((bytes[bytes.length - 1 - (bit >> 3)] >> (bit & 7)) & 1);
    }
    return value;
  };
  const swapped = (bytes) => Buffer.from([bytes[2], bytes[3], bytes[0], bytes[1]]);
  const isSet = (buffer, at, size) => {
    for (let i = 0; i < size; i++) if (buffer[at + i] !== 0) return true;
    return false;
  };

  // The value of a type at an offset; undefined when it cannot be read.
  const read = (buffer, at, text) => {
    const info = typeof text === 'object' && text !== null ? text : typeOf(text);
    if (info === null || !Number.isInteger(at) || at < 0 || at + info.size > buffer.length) {
      return undefined;
    }
    switch (info.kind) {
      case 'int': return readInteger(buffer, at, info);
      case 'float': return info.little ? buffer.readFloatLE(at) : buffer.readFloatBE(at);
      case 'swapped': {
        const bytes = swapped(buffer.subarray(at, at + 4));
        return info.float ? bytes.readFloatLE(0) : bytes.readInt32LE(0);
      }
      case 'hex': return bytesOf(buffer, at, info).toString('hex');
      case 'bcd': return readDecimal(bytesOf(buffer, at, info));
      case 'bit': return readBits(bytesOf(buffer, at, info), info.from, info.to);
      case 'bool': return isSet(buffer, at, info.size) ? 1 : 0;
      case 'boolean': return isSet(buffer, at, info.size);
      default: return buffer.subarray(at, at + info.size).toString('ascii');
    }
  };

  const writeInteger = (value, { size, signed, little }) => {
    const whole = typeof value === 'bigint' ? value : Math.trunc(Number(value));
    const span = 2 ** (8 * size);
    if (!(signed ? whole >= -span / 2 && whole < span / 2 : whole >= 0 && whole < span)) {
      throw new RangeError(`${String(value)} does not fit into ${size} bytes`);
    }
    let low = typeof whole === 'bigint' ? Number(BigInt.asUintN(32, whole)) : whole - Math.floor(whole / HALF) * HALF;
    let high = typeof whole === 'bigint' ? Number(whole >> 32n) : Math.floor(whole / HALF);
    if (high < 0) high += HALF;
    const bytes = Buffer.alloc(size);
    for (let i = 0; i < size; i++) {
      const at = little ? i : size - 1 - i;
      bytes[at] = (i < 4 ? low : high) % 256;
      if (i < 4) low = Math.floor(low / 256); else high = Math.floor(high / 256);
    }
    return bytes;
  };
  const writeDigits = (digits, { size, little }) => {
    if (digits.length > 2 * size) throw new RangeError(`${digits} does not fit into ${size} bytes`);
    const bytes = Buffer.from(digits.padStart(2 * size, '0'), 'hex');
    if (bytes.length !== size) throw new RangeError(`${digits} is not hexadecimal`);
    return little ? bytes.reverse() : bytes;
  };
  const writeBits = (value, { size, little, from, to }) => {
    let rest = Number(value);
    if (!Number.isInteger(rest) || rest < 0 || rest >= 2 ** (to - from + 1)) {
      throw new RangeError(`${String(value)} does not fit into ${to - from + 1} bits`);
    }
    const bytes = Buffer.alloc(size);
    for (let bit = from; bit <= to; bit++, rest = Math.floor(rest / 2)) {
      if (rest % 2 === 1) bytes[size - 1 - (bit >> 3)] |= 1 << (bit & 7);
    }
    return little ? bytes.reverse() : bytes;
  };
  const write = (value, text) => {
    const info = typeOf(text);
    if (info === null) throw new TypeError(`there is no type ${String(text)}`);
    const bytes = Buffer.alloc(info.size);
    switch (info.kind) {
      case 'int': return writeInteger(value, info);
      case 'float':
        if (info.little) bytes.writeFloatLE(value, 0); else bytes.writeFloatBE(value, 0);
        return bytes;
      case 'swapped':
        if (info.float) bytes.writeFloatLE(value, 0); else bytes.writeInt32LE(value, 0);
        return swapped(bytes);
      case 'hex': return writeDigits(String(value).replace(/^0x/i, '').replace(/\s/g, ''), info);
      case 'bcd': {
        const digits = String(value);
        if (!/^\d+$/.test(digits)) throw new RangeError(`${digits} is not a decimal number`);
        return writeDigits(digits, info);
      }
      case 'bit': return writeBits(value, info);
      case 'bool': case 'boolean':
        bytes[info.size - 1] = value ? 1 : 0;
        return bytes;
      default:
        bytes.write(String(value), 0, info.size, 'ascii');
        return bytes;
    }
  };
  return { typeOf, read, write };
})();

class BufferTKL {
  static INVALID_NUM = -1000000000;
  static INVALID_STR = 'INVALID';
  static PERIOD_DEFAULT = 900;

  constructor(buffer) { this.buffer = Buffer.isBuffer(buffer) ? buffer : Buffer.from(buffer ?? []); }
  // The value, or false when it cannot be read.
  read(offset, type) { return fieldTypes.read(this.buffer, offset, type) ?? false; }
  static write(value, type) { return fieldTypes.write(value, type); }
  // {kind, size, …}, or null when there is no such type.
  static getTypeInfo(type) {
    const info = fieldTypes.typeOf(type);
    return info === null ? null : { type: String(type).toLowerCase(), len: info.size, ...info };
  }
}

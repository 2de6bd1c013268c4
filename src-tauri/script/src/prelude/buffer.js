// `Buffer` as scripts written for Node expect it: the API of nodejs.org/api/buffer.html as far as
// payload parsers use it. Strings enter and leave through the host's UTF-8 functions.
const Buffer = ((utf8) => {
  const ByteArray = Uint8Array;
  const byteProto = ByteArray.prototype;
  const apply = Reflect.apply;
  const { toHex, toBase64, set: setBytes, fill: fillBytes } = byteProto;
  const { fromHex, fromBase64 } = ByteArray;
  const setPrototypeOf = Object.setPrototypeOf;
  const { isArray } = Array;
  const { isView } = ArrayBuffer;

  class Bytes extends ByteArray {}
  // `new Buffer(...)`, `Buffer(...)` and subarray/map of typed arrays all arrive here.
  function Buffer(value, encodingOrOffset, length) {
    if (typeof value === 'number') return Buffer.alloc(value);
    return Buffer.from(value, encodingOrOffset, length);
  }
  setPrototypeOf(Buffer, ByteArray);
  const proto = Bytes.prototype;
  Buffer.prototype = proto;
  proto.constructor = Buffer;
  const adopt = (bytes) => setPrototypeOf(bytes, proto);

  const withCode = (error, code) => {
    Object.defineProperty(error, 'code', { value: code, enumerable: true });
    return error;
  };
  const describe = (value) =>
    value === null || value === undefined ? String(value)
      : typeof value === 'object' ? 'an object' : `type ${typeof value} (${String(value)})`;
  const wrongType = (name, expected, value) => withCode(
    new TypeError(`The "${name}" argument must be ${expected}. Received ${describe(value)}`),
    'ERR_INVALID_ARG_TYPE');
  const outOfRange = (name, range, value) => withCode(
    new RangeError(`The value of "${name}" is out of range. It must be ${range}. Received ${String(value)}`),
    'ERR_OUT_OF_RANGE');

  // Explains why `size` bytes at `offset` cannot be accessed.
  const badOffset = (buffer, offset, size) => {
    if (typeof offset !== 'number') throw wrongType('offset', 'of type number', offset);
    if (offset !== Math.floor(offset)) throw outOfRange('offset', 'an integer', offset);
    if (buffer.length < size) {
      throw withCode(new RangeError('Attempt to access memory outside buffer bounds'),
        'ERR_BUFFER_OUT_OF_BOUNDS');
    }
    throw outOfRange('offset', `>= 0 and <= ${buffer.length - size}`, offset);
  };
  const checkOffset = (buffer, offset, size) => {
    if (typeof offset !== 'number' || buffer[offset] === undefined
      || buffer[offset + size - 1] === undefined) badOffset(buffer, offset, size);
  };
  const checkLength = (length) => {
    if (typeof length !== 'number') throw wrongType('byteLength', 'of type number', length);
    if (length !== Math.floor(length)) throw outOfRange('byteLength', 'an integer', length);
    if (length < 1 || length > 6) throw outOfRange('byteLength', '>= 1 and <= 6', length);
  };

  const encodings = {
    __proto__: null, hex: 'hex', base64: 'base64', base64url: 'base64url', ascii: 'ascii',
    latin1: 'latin1', binary: 'latin1', utf8: 'utf8', 'utf-8': 'utf8', utf16le: 'utf16le',
    'utf-16le': 'utf16le', ucs2: 'utf16le', 'ucs-2': 'utf16le',
  };
  const encodingOf = (name) => {
    if (name === undefined || name === null || name === '') return 'utf8';
    const known = encodings[name] ?? encodings[String(name).toLowerCase()];
    if (known === undefined) {
      throw withCode(new TypeError(`Unknown encoding: ${String(name)}`), 'ERR_UNKNOWN_ENCODING');
    }
    return known;
  };

  const isHexCode = (c) => (c >= 48 && c <= 57) || (c >= 65 && c <= 70) || (c >= 97 && c <= 102);
  // Node stops at the first pair that is not hex, and drops a last odd digit.
  const hexToBytes = (text) => {
    try {
      return fromHex(text);
    } catch {
      let end = 0;
      while (end + 1 < text.length && isHexCode(text.charCodeAt(end))
        && isHexCode(text.charCodeAt(end + 1))) end += 2;
      return fromHex(text.slice(0, end));
    }
  };
  // Node skips what is not in either alphabet and stops at the first `=`.
  const base64ToBytes = (text) => {
    try {
      return fromBase64(text);
    } catch {
      let clean = text.split('=', 1)[0].replace(/-/g, '+').replace(/_/g, '/')
        .replace(/[^A-Za-z0-9+/]/g, '');
      if (clean.length % 4 === 1) clean = clean.slice(0, -1);
      // Left-over bits are dropped: clear them, because the strict reader refuses them.
      return fromBase64(clean, { lastChunkHandling: 'loose' });
    }
  };
  const codesToBytes = (text) => {
    const bytes = new ByteArray(text.length);
    for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
    return bytes;
  };
  const utf16ToBytes = (text) => {
    const bytes = new ByteArray(text.length * 2);
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      bytes[2 * i] = code;
      bytes[2 * i + 1] = code >> 8;
    }
    return bytes;
  };
  const encode = (text, encoding) => {
    switch (encodingOf(encoding)) {
      case 'hex': return hexToBytes(text);
      case 'base64': case 'base64url': return base64ToBytes(text);
      case 'ascii': case 'latin1': return codesToBytes(text);
      case 'utf16le': return utf16ToBytes(text);
      default: return utf8.encode(text.toWellFormed());
    }
  };
  const codesToText = (bytes, mask) => {
    let text = '';
    for (let i = 0; i < bytes.length; i++) text += String.fromCharCode(bytes[i] & mask);
    return text;
  };
  const utf16ToText = (bytes) => {
    let text = '';
    for (let i = 0; i + 1 < bytes.length; i += 2) {
      text += String.fromCharCode(bytes[i] | (bytes[i + 1] << 8));
    }
    return text;
  };
  const decode = (bytes, encoding) => {
    switch (encodingOf(encoding)) {
      case 'hex': return apply(toHex, bytes, []);
      case 'base64': return apply(toBase64, bytes, []);
      case 'base64url': return apply(toBase64, bytes, [{ alphabet: 'base64url', omitPadding: true }]);
      case 'ascii': return codesToText(bytes, 0x7f);
      case 'latin1': return codesToText(bytes, 0xff);
      case 'utf16le': return utf16ToText(bytes);
      default: return utf8.decode(bytes);
    }
  };
  // Clamps an optional position into 0..=length; negative counts from the end.
  const clamp = (position, fallback, length) => {
    if (position === undefined) return fallback;
    let at = Math.trunc(Number(position)) || 0;
    if (at < 0) at += length;
    return at < 0 ? 0 : at > length ? length : at;
  };
  const view = (buffer, start, end) =>
    new Bytes(buffer.buffer, buffer.byteOffset + start, end > start ? end - start : 0);

  const sized = (size) => {
    if (typeof size !== 'number') throw wrongType('size', 'of type number', size);
    if (!(size >= 0 && size <= 0x3fffffff)) throw outOfRange('size', '>= 0 and <= 1073741823', size);
    return new Bytes(size);
  };
  const statics = {
    from(value, encodingOrOffset, length) {
      if (typeof value === 'string') return adopt(encode(value, encodingOrOffset));
      if (typeof value === 'object' && value !== null) {
        if (isArray(value) || isView(value)) return new Bytes(value);
        if (value instanceof ArrayBuffer) return new Bytes(value, encodingOrOffset, length);
        const plain = value.valueOf?.();
        if (plain !== null && plain !== undefined && plain !== value) {
          return Buffer.from(plain, encodingOrOffset, length);
        }
        if (value.type === 'Buffer' && isArray(value.data)) return new Bytes(value.data);
        if (typeof value.length === 'number') return new Bytes(value);
      }
      throw withCode(new TypeError('The first argument must be of type string or an instance of '
        + `Buffer, ArrayBuffer, or Array or an Array-like Object. Received ${describe(value)}`),
      'ERR_INVALID_ARG_TYPE');
    },
    alloc(size, fill, encoding) {
      const buffer = sized(size);
      return fill === undefined || fill === 0 ? buffer : buffer.fill(fill, encoding);
    },
    allocUnsafe: (size) => sized(size),
    allocUnsafeSlow: (size) => sized(size),
    of: (...bytes) => new Bytes(bytes),
    isBuffer: (value) => value instanceof Bytes,
    isEncoding: (name) => typeof name === 'string' && name !== '' && name.toLowerCase() in encodings,
    byteLength: (value, encoding) =>
      typeof value === 'string' ? encode(value, encoding).length : value.byteLength,
    concat(list, total) {
      if (!isArray(list)) throw wrongType('list', 'an instance of Array', list);
      const length = total ?? list.reduce((sum, part) => sum + part.length, 0);
      const joined = sized(length);
      let at = 0;
      for (const part of list) {
        if (at >= length) break;
        const fits = part.length > length - at ? part.subarray(0, length - at) : part;
        apply(setBytes, joined, [fits, at]);
        at += fits.length;
      }
      return joined;
    },
    compare(left, right) {
      const shared = left.length < right.length ? left.length : right.length;
      for (let i = 0; i < shared; i++) {
        if (left[i] !== right[i]) return left[i] < right[i] ? -1 : 1;
      }
      return left.length === right.length ? 0 : left.length < right.length ? -1 : 1;
    },
  };

  const needle = (value, encoding) => {
    if (typeof value === 'string') return encode(value, encoding);
    if (typeof value === 'number') return [value & 0xff];
    return value;
  };
  const find = (buffer, wanted, from, step) => {
    const last = buffer.length - wanted.length;
    for (let at = from > last ? last : from; at >= 0 && at <= last; at += step) {
      let i = 0;
      while (i < wanted.length && buffer[at + i] === wanted[i]) i++;
      if (i === wanted.length) return at;
    }
    return -1;
  };
  const swap = (buffer, width) => {
    if (buffer.length % width !== 0) {
      throw withCode(new RangeError(`Buffer size must be a multiple of ${width * 8}-bits`),
        'ERR_INVALID_BUFFER_SIZE');
    }
    for (let at = 0; at < buffer.length; at += width) buffer.subarray(at, at + width).reverse();
    return buffer;
  };

  const methods = {
    toString(encoding, start, end) {
      if (start === undefined && end === undefined) return decode(this, encoding);
      const from = start > 0 ? Math.trunc(start) : 0;
      const to = end === undefined || end > this.length ? this.length : Math.trunc(end) || 0;
      return from >= to ? '' : decode(view(this, from, to), encoding);
    },
    toLocaleString(encoding, start, end) { return this.toString(encoding, start, end); },
    toJSON() { return { type: 'Buffer', data: [...this] }; },
    subarray(start, end) {
      const length = this.length;
      return view(this, clamp(start, 0, length), clamp(end, length, length));
    },
    slice(start, end) {
      const length = this.length;
      return view(this, clamp(start, 0, length), clamp(end, length, length));
    },
    copy(target, targetStart = 0, sourceStart = 0, sourceEnd = this.length) {
      if (!isView(target)) throw wrongType('target', 'an instance of Buffer or Uint8Array', target);
      const at = Math.trunc(Number(targetStart)) || 0;
      const from = Math.trunc(Number(sourceStart)) || 0;
      if (at < 0) throw outOfRange('targetStart', '>= 0', targetStart);
      if (from < 0 || from > this.length) {
        throw outOfRange('sourceStart', `>= 0 && <= ${this.length}`, sourceStart);
      }
      if (!(sourceEnd >= 0)) throw outOfRange('sourceEnd', '>= 0', sourceEnd);
      const room = target.length - at;
      let count = (sourceEnd > this.length ? this.length : Math.trunc(sourceEnd)) - from;
      if (count > room) count = room;
      if (count <= 0) return 0;
      apply(setBytes, target, [view(this, from, from + count), at]);
      return count;
    },
    equals(other) {
      if (!isView(other)) throw wrongType('otherBuffer', 'an instance of Buffer or Uint8Array', other);
      return Buffer.compare(this, other) === 0;
    },
    compare(target, targetStart, targetEnd, sourceStart, sourceEnd) {
      return Buffer.compare(
        view(this, clamp(sourceStart, 0, this.length), clamp(sourceEnd, this.length, this.length)),
        view(target, clamp(targetStart, 0, target.length), clamp(targetEnd, target.length, target.length)));
    },
    indexOf(value, from, encoding) {
      if (typeof from === 'string') return this.indexOf(value, 0, from);
      return find(this, needle(value, encoding), clamp(from, 0, this.length), 1);
    },
    lastIndexOf(value, from, encoding) {
      if (typeof from === 'string') return this.lastIndexOf(value, undefined, from);
      return find(this, needle(value, encoding), clamp(from, this.length, this.length), -1);
    },
    includes(value, from, encoding) { return this.indexOf(value, from, encoding) !== -1; },
    fill(value, start, end, encoding) {
      if (typeof start === 'string') return this.fill(value, 0, this.length, start);
      const from = clamp(start, 0, this.length);
      const to = clamp(end, this.length, this.length);
      if (typeof value === 'number') return apply(fillBytes, this, [value, from, to]);
      const pattern = typeof value === 'string' ? encode(value, encoding) : value ?? [0];
      if (pattern.length === 0) return apply(fillBytes, this, [0, from, to]);
      for (let at = from; at < to; at++) this[at] = pattern[(at - from) % pattern.length];
      return this;
    },
    write(text, offset, length, encoding) {
      if (typeof text !== 'string') throw wrongType('string', 'of type string', text);
      if (typeof offset === 'string') return this.write(text, 0, this.length, offset);
      if (typeof length === 'string') return this.write(text, offset, undefined, length);
      const at = offset ?? 0;
      if (!(at >= 0 && at <= this.length)) throw outOfRange('offset', `>= 0 && <= ${this.length}`, offset);
      const room = Math.min(this.length - at, length ?? this.length);
      const bytes = encode(text, encoding).subarray(0, room);
      apply(setBytes, this, [bytes, at]);
      return bytes.length;
    },
    swap16() { return swap(this, 2); },
    swap32() { return swap(this, 4); },
    swap64() { return swap(this, 8); },

    readUInt8(offset = 0) {
      const byte = this[offset];
      if (byte === undefined || typeof offset !== 'number') badOffset(this, offset, 1);
      return byte;
    },
    readInt8(offset = 0) {
      const byte = this[offset];
      if (byte === undefined || typeof offset !== 'number') badOffset(this, offset, 1);
      return (byte << 24) >> 24;
    },
    readUInt16LE(offset = 0) {
      checkOffset(this, offset, 2);
      return this[offset] | (this[offset + 1] << 8);
    },
    readUInt16BE(offset = 0) {
      checkOffset(this, offset, 2);
      return (this[offset] << 8) | this[offset + 1];
    },
    readInt16LE(offset = 0) {
      checkOffset(this, offset, 2);
      return ((this[offset] | (this[offset + 1] << 8)) << 16) >> 16;
    },
    readInt16BE(offset = 0) {
      checkOffset(this, offset, 2);
      return (((this[offset] << 8) | this[offset + 1]) << 16) >> 16;
    },
    readInt32LE(offset = 0) {
      checkOffset(this, offset, 4);
      return this[offset] | (this[offset + 1] << 8) | (this[offset + 2] << 16) | (this[offset + 3] << 24);
    },
    readInt32BE(offset = 0) {
      checkOffset(this, offset, 4);
      return (this[offset] << 24) | (this[offset + 1] << 16) | (this[offset + 2] << 8) | this[offset + 3];
    },
    readUInt32LE(offset = 0) { return this.readInt32LE(offset) >>> 0; },
    readUInt32BE(offset = 0) { return this.readInt32BE(offset) >>> 0; },
    readUIntLE(offset, byteLength) {
      checkLength(byteLength);
      checkOffset(this, offset, byteLength);
      let value = 0;
      for (let i = byteLength - 1; i >= 0; i--) value = value * 256 + this[offset + i];
      return value;
    },
    readUIntBE(offset, byteLength) {
      checkLength(byteLength);
      checkOffset(this, offset, byteLength);
      let value = 0;
      for (let i = 0; i < byteLength; i++) value = value * 256 + this[offset + i];
      return value;
    },
    readIntLE(offset, byteLength) {
      const value = this.readUIntLE(offset, byteLength);
      const limit = 2 ** (8 * byteLength - 1);
      return value >= limit ? value - 2 * limit : value;
    },
    readIntBE(offset, byteLength) {
      const value = this.readUIntBE(offset, byteLength);
      const limit = 2 ** (8 * byteLength - 1);
      return value >= limit ? value - 2 * limit : value;
    },
    readBigUInt64LE(offset = 0) {
      checkOffset(this, offset, 8);
      return BigInt(this.readUInt32LE(offset)) + (BigInt(this.readUInt32LE(offset + 4)) << 32n);
    },
    readBigUInt64BE(offset = 0) {
      checkOffset(this, offset, 8);
      return (BigInt(this.readUInt32BE(offset)) << 32n) + BigInt(this.readUInt32BE(offset + 4));
    },
    readBigInt64LE(offset = 0) { return BigInt.asIntN(64, this.readBigUInt64LE(offset)); },
    readBigInt64BE(offset = 0) { return BigInt.asIntN(64, this.readBigUInt64BE(offset)); },
  };

  const checkValue = (value, min, max) => {
    if (value > max || value < min) throw outOfRange('value', `>= ${min} and <= ${max}`, value);
  };
  const putLE = (buffer, value, offset, size) => {
    for (let i = 0, rest = value; i < size; i++, rest = Math.floor(rest / 256)) {
      buffer[offset + i] = rest % 256;
    }
    return offset + size;
  };
  const putBE = (buffer, value, offset, size) => {
    for (let i = size - 1, rest = value; i >= 0; i--, rest = Math.floor(rest / 256)) {
      buffer[offset + i] = rest % 256;
    }
    return offset + size;
  };
  const writeNumber = (buffer, value, offset, size, signed, put) => {
    const whole = Math.trunc(Number(value)) || 0;
    const span = 2 ** (8 * size);
    if (signed) checkValue(whole, -span / 2, span / 2 - 1); else checkValue(whole, 0, span - 1);
    checkOffset(buffer, offset, size);
    return put(buffer, whole < 0 ? whole + span : whole, offset, size);
  };
  const define = (name, method) => { methods[name] = { [name]: method }[name]; };
  for (const [size, orders] of [[1, ['']], [2, ['LE', 'BE']], [4, ['LE', 'BE']]]) {
    for (const order of orders) {
      const put = order === 'BE' ? putBE : putLE;
      define(`writeUInt${size * 8}${order}`, function (value, offset = 0) {
        return writeNumber(this, value, offset, size, false, put);
      });
      define(`writeInt${size * 8}${order}`, function (value, offset = 0) {
        return writeNumber(this, value, offset, size, true, put);
      });
    }
  }
  for (const order of ['LE', 'BE']) {
    const put = order === 'BE' ? putBE : putLE;
    define(`writeUInt${order}`, function (value, offset, byteLength) {
      checkLength(byteLength);
      return writeNumber(this, value, offset, byteLength, false, put);
    });
    define(`writeInt${order}`, function (value, offset, byteLength) {
      checkLength(byteLength);
      return writeNumber(this, value, offset, byteLength, true, put);
    });
    define(`writeBigUInt64${order}`, function (value, offset = 0) {
      checkValue(value, 0n, 0xffffffffffffffffn);
      return this[`writeBigInt64${order}`](BigInt.asIntN(64, value), offset);
    });
    const little = order === 'LE';
    const dataView = (buffer, offset, size) => {
      checkOffset(buffer, offset, size);
      return new DataView(buffer.buffer, buffer.byteOffset + offset, size);
    };
    define(`writeBigInt64${order}`, function (value, offset = 0) {
      checkValue(value, -0x8000000000000000n, 0x7fffffffffffffffn);
      dataView(this, offset, 8).setBigInt64(0, value, little);
      return offset + 8;
    });
    for (const [name, size] of [['Float', 4], ['Double', 8]]) {
      define(`read${name}${order}`, function (offset = 0) {
        const at = dataView(this, offset, size);
        return size === 4 ? at.getFloat32(0, little) : at.getFloat64(0, little);
      });
      define(`write${name}${order}`, function (value, offset = 0) {
        const at = dataView(this, offset, size);
        if (size === 4) at.setFloat32(0, value, little); else at.setFloat64(0, value, little);
        return offset + size;
      });
    }
  }

  const install = (target, table) => {
    for (const name of Object.keys(table)) {
      const property = { value: table[name], writable: true, configurable: true };
      Object.defineProperty(target, name, property);
      if (name.includes('UInt')) {
        Object.defineProperty(target, name.replace('UInt', 'Uint'), property);
      }
    }
  };
  install(proto, methods);
  install(Buffer, statics);
  Object.defineProperty(proto, 'constructor', { value: Buffer, writable: true, configurable: true, enumerable: false });
  return Buffer;
})(utf8);

// `Utils` of the ThinkLink helper: hex, checksums and the words of alarms and messages.
class Utils {
  static ACTION = { no: 'no', new: 'new', clear: 'clear' };
  static LEVEL = { low: 'low', mid: 'mid', high: 'high', urgent: 'urgent' };
  static msgType = { para: 'para', transParent: 'transParent', swDown: 'swDown', user: 'user' };

  // Spaces and a leading 0x do not count; an odd digit count gets a leading 0.
  static parseToBuffer(hexText) {
    const digits = String(hexText ?? '').replace(/\s/g, '').replace(/^0x/i, '');
    if (!/^[0-9a-f]*$/i.test(digits)) throw new RangeError(`${digits} is not hexadecimal`);
    return Buffer.from(digits.length % 2 === 0 ? digits : `0${digits}`, 'hex');
  }
  // 0x… is hexadecimal, everything else decimal.
  static parseVal(value) {
    if (typeof value !== 'string') return Number(value);
    const text = value.trim();
    return /^0x/i.test(text) ? parseInt(text, 16) : Number(text);
  }
  // The sum of the bytes, modulo 256.
  static crcSum(buffer, start = 0, end = buffer.length) {
    let sum = 0;
    for (let i = start; i < end; i++) sum = (sum + buffer[i]) & 0xff;
    return sum;
  }
  // Polynomial 0x1021, initial value 0.
  static crc16CCIT(buffer, start = 0, end = buffer.length) {
    let crc = 0;
    for (let i = start; i < end; i++) {
      crc ^= buffer[i] << 8;
      for (let bit = 0; bit < 8; bit++) crc = (crc & 0x8000 ? (crc << 1) ^ 0x1021 : crc << 1) & 0xffff;
    }
    return crc;
  }
  // Reflected polynomial 0xA001, initial value 0xFFFF.
  static crc16Modbus(buffer, start = 0, end = buffer.length) {
    let crc = 0xffff;
    for (let i = start; i < end; i++) {
      crc ^= buffer[i];
      for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xa001 : crc >>> 1;
    }
    return crc;
  }
  // Milliseconds that a function takes.
  static timingPerformanceCalc(work, ...values) {
    const start = Date.now();
    if (typeof work === 'function') work(...values);
    return Date.now() - start;
  }
}

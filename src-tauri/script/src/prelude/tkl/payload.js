// `PayloadParser` and `MSparser` of the ThinkLink helper: parsers described by tables.
// Source: thinklink reference 3.9.1 and 3.9.2.
const fieldRules = (() => {
  // `illegal`: a comparator and the hex bytes of a value of the same type, such as ">7fff".
  const isIllegal = (value, rule, type) => {
    const text = String(rule).trim();
    const limit = fieldTypes.read(Utils.parseToBuffer(text.slice(1)), 0, type);
    if (limit === undefined) return false;
    switch (text[0]) {
      case '>': return value > limit;
      case '<': return value < limit;
      case '=': return value === limit;
      default: return false;
    }
  };
  const rounded = (value, decimal) => {
    const digits = Math.trunc(Number(decimal ?? 0)) || 0;
    return Number(value.toFixed(digits < 0 ? 0 : digits > 100 ? 100 : digits));
  };
  // A coefficient as number, or the name of the field that is one.
  const factor = (coefficient) => {
    if (typeof coefficient !== 'string') return { number: Number(coefficient ?? 1) };
    const number = Number(coefficient);
    return coefficient.trim() !== '' && !Number.isNaN(number) ? { number } : { field: coefficient };
  };

  // A raw value with everything applied that needs no other field; undefined: no value.
  const finish = (raw, info) => {
    const illegal = info.illegal ?? [];
    for (const rule of Array.isArray(illegal) ? illegal : [illegal]) {
      if (rule !== '' && isIllegal(raw, rule, info.type)) return undefined;
    }
    let value = raw;
    if (typeof value === 'number') {
      const { number } = factor(info.coefficient);
      value = rounded(number === undefined ? value : value * number, info.decimal);
    }
    if (typeof info.postProcess === 'string' && info.postProcess.trim() !== '') {
      value = postProcess(info.postProcess)(value);
      // A wish for decimals holds for what comes out, too; without one it is left alone.
      if (typeof value === 'number' && info.decimal !== undefined) value = rounded(value, info.decimal);
    }
    const { options } = info;
    if (typeof options === 'object' && options !== null && Object.hasOwn(options, String(value))) {
      value = options[String(value)];
    }
    return value;
  };
  const scaled = (fields, info) => {
    const { field } = factor(info.coefficient);
    const [value, other] = [fields[info.field_name], fields[field]];
    if (field !== undefined && typeof value === 'number' && typeof other === 'number') {
      fields[info.field_name] = rounded(value * other, info.decimal);
    }
  };
  return { finish, scaled };
})();

class PayloadParser {
  constructor({ device, msg, frameInfo, appInfo, paraInfo, extraData, bufferType } = {}) {
    this.device = device;
    this.msg = msg;
    this.frameInfo = {
      port: -1, dataLen: -1, tagList: [], status: -1, battery: -1, rssi: false, ...frameInfo,
      subDevice: { index: -1, type: 'uint8', ...frameInfo?.subDevice },
    };
    this.appInfo = appInfo ?? [];
    this.paraInfo = paraInfo ?? {};
    this.extraData = extraData ?? {};
    const payload = msg?.userdata?.payload;
    this.payload = Buffer.from(typeof payload === 'string' ? payload : '', bufferType ?? 'base64');
    this.port = msg?.userdata?.port ?? -1;
    this.tdata = {};
    this.pdata = {};
  }

  _preParseTelemetry() {}
  _postParseTelemetry() {}
  _preParseParas() {}
  _postParseParas() {}

  // The frame's fields, or null when this is not such a frame or none could be read.
  telemetry() {
    this.tdata = {};
    this._preParseTelemetry();
    if (!this._isFrame() || !this._parseFrame()) return null;
    this._parseApp();
    this._postParseTelemetry();
    return Object.keys(this.tdata).length > 0 ? this.tdata : null;
  }

  _isFrame() {
    const { port, dataLen, tagList } = this.frameInfo;
    if (port > 0 && port !== this.port) return false;
    if (dataLen > 0 && dataLen !== this.payload.length) return false;
    return (tagList ?? []).every(({ index, tag }) => this.payload[index] === Utils.parseVal(tag));
  }

  _parseFrame() {
    const { status, battery, rssi, subDevice } = this.frameInfo;
    const byte = (index) => (index >= 0 ? this.payload[index] : undefined);
    if (subDevice.index >= 0) {
      const addr = fieldTypes.read(this.payload, subDevice.index, subDevice.type) ?? 0;
      // The helper drops a frame of nobody: 0, "0" or "0000".
      if (addr == 0) return false;
      this.tdata.addr = addr;
    }
    if (byte(status) !== undefined) this.tdata.status = byte(status);
    if (byte(battery) !== undefined) {
      this.tdata.battery = Number(((byte(battery) * 1.6) / 254 + 2.0).toFixed(2));
    }
    const heard = this.msg?.gwrx?.[0];
    if (rssi && heard?.rssi !== undefined) this.tdata.rssi = heard.rssi;
    if (rssi && heard?.lsnr !== undefined) this.tdata.snr = heard.lsnr;
    return true;
  }

  _parseApp() {
    for (const info of this.appInfo) {
      this._put(this.tdata, info, fieldTypes.read(this.payload, info.index, info.type));
    }
    for (const info of this.appInfo) fieldRules.scaled(this.tdata, info);
  }

  _put(fields, info, raw) {
    if (raw === undefined) return;
    const value = fieldRules.finish(raw, info);
    if (value !== undefined) fields[info.field_name] = value;
  }

  // The parameters of a configuration reply (port 214), or null.
  paras() {
    this.pdata = {};
    if (this.port !== PayloadParser.PARA_PORT) return null;
    this._preParseParas();
    let at = 0;
    while (at < this.payload.length) {
      const space = PayloadParser.SPACES[this.payload[at] & 0x3f];
      const [address, count] = [this.payload[at + 2], this.payload[at + 3]];
      const end = at + 4 + count;
      if (space === undefined || count === undefined || end > this.payload.length) return null;
      this._parseBlock(space, address, this.payload.subarray(at + 4, end));
      at = end;
    }
    this._postParseParas();
    return Object.keys(this.pdata).length > 0 ? this.pdata : null;
  }

  _parseBlock(space, address, block) {
    for (let i = 0; i < block.length; i++) {
      const key = `${space}_${address + i}`;
      for (let k = 0; k <= 15; k++) {
        const info = this.paraInfo[k === 0 ? key : `${key}_${k}`];
        if (info) this._put(this.pdata, info, fieldTypes.read(block, i, info.type));
      }
    }
  }

  static PARA_PORT = 214;
  static SPACES = {
    0x2f: 'app', 0x21: 'fw', 0x29: 'cf', 0x22: 'radio', 0x24: 'ds', 0x23: 'status',
  };
}

// Frames of repeated ids, each followed by the fields that `extraData` describes for it.
class MSparser extends PayloadParser {
  _parseApp() {
    const idType = this.frameInfo.idType ?? 'hexbe2';
    const idSize = fieldTypes.typeOf(idType)?.size ?? 0;
    const found = [];
    let at = this.frameInfo.index ?? 0;
    while (idSize > 0 && at + idSize <= this.payload.length) {
      const raw = fieldTypes.read(this.payload, at, idType);
      const id = typeof raw === 'number' ? raw.toString(16).padStart(2 * idSize, '0') : raw;
      const infos = [0, 1, 2, 3].map((j) => this.extraData[`user_0x${id}_${j}`]).filter(Boolean);
      if (infos.length === 0) break;
      at += idSize;
      for (const info of infos) {
        this._put(this.tdata, info, fieldTypes.read(this.payload, at, info.type));
        at += fieldTypes.typeOf(info.type)?.size ?? 0;
        found.push(info);
      }
    }
    for (const info of found) fieldRules.scaled(this.tdata, info);
  }
}

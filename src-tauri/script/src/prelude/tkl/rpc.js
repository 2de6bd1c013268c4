// `TriggerHelper` and `RPCHelper` of the ThinkLink helper: alarms, downlinks and the frames of the
// configuration protocol. Source: thinklink reference 3.9.2 and appendix B; decision O-42.
class TriggerHelper {
  constructor({ device, thingModelId, alarmEvent, title, desc, level, action } = {}) {
    this.device = device ?? {};
    this.thingModelId = thingModelId;
    this.alarmEvent = alarmEvent ?? this.device.name;
    this.title = title ?? '';
    this.desc = desc ?? '';
    this.level = level ?? Utils.LEVEL.low;
    this.action = action ?? Utils.ACTION.new;
  }

  // May change what is told, or return false to tell nothing.
  _alarmProcess() {}

  // What a trigger returns to raise or clear an alarm, or null. Members of `info` replace those
  // of the constructor.
  alarm(info) {
    const { alarmEvent, title, desc, level, action } = this;
    const told = { alarmEvent, title, desc, level, action, ...info };
    if (this._alarmProcess(told) === false) return null;
    if (told.action !== Utils.ACTION.new && told.action !== Utils.ACTION.clear) return null;
    const params = {
      _eui: this.device.eui,
      action: told.action,
      name: told.alarmEvent,
      title: `[${this.device.name ?? this.device.eui}] : ${told.title}`,
      level: told.level,
      desc: told.desc,
      group: this.device.server_attrs?.group?.notify ?? [],
    };
    return { delayms: 0, abort_previous_timer: true, actions: [{ method: 'alarm', params }] };
  }
}

class RPCHelper {
  static CODE = {
    write: { app: 0xcf, cf: 0xc9, fw: 0xc1, radio: 0xc2, ds: 0xc4, status: 0xc3 },
    read: { app: 0x8f, cf: 0x89, fw: 0x81, radio: 0x82, ds: 0x84, status: 0x83 },
  };
  static MAX_WRITE = 180;
  static MAX_READ = 50;

  // A step that raises or clears an alarm, or null when there is nothing new to say.
  static makeAlarm({ alarms, eui, name, action, group, title, desc, level } = {}) {
    if (action !== Utils.ACTION.new && action !== Utils.ACTION.clear) return null;
    const known = alarms?.[name];
    if (action === Utils.ACTION.new && known && known.title === title && known.desc === desc
      && known.level === level) return null;
    const data = { alarm_name: name, notice_groups: group ?? [], title, desc, level };
    return { sleepTimeMs: 0, target: eui, type: 'alarm', dnMsg: { action, data } };
  }

  // A step that sends bytes, or null when a wake-up has no radio settings.
  static makeMSG({
    msgType, device, dnBuffer, type = 'data', port, confirmed = false, sleepTime = 0, dnWaitms = 3000,
  } = {}) {
    const bytes = Buffer.from(dnBuffer ?? []);
    const eui = device?.eui;
    const target = device?.device_type === 'SUB_DEVICE' && device.parent ? device.parent : eui;
    const step = (version, radio, userdata) => ({
      sleepTimeMs: sleepTime,
      target,
      dnMsg: {
        version, type, if: radio, moteeui: target, token: Date.now(),
        userdata: { confirmed, fpend: false, dnWaitms, type: 'data', intervalms: 0, ...userdata },
      },
    });
    if (msgType === Utils.msgType.swDown) {
      const txpk = RPCHelper.wakeUp(device?.shared_attrs ?? {});
      if (txpk === null) return null;
      const frame = RPCHelper.wakeUpFrame(target, bytes);
      return step('3.1', 'loraSW', { port: port ?? 0, payload: frame.toString('base64'), specify: { txpk } });
    }
    const ports = { [Utils.msgType.para]: 214, [Utils.msgType.transParent]: 51 };
    return step('3.0', 'loraWAN', { port: ports[msgType] ?? port, payload: bytes.toString('base64') });
  }

  // The radio settings of a wake-up, from a device's shared attributes.
  static wakeUp({ swSF, swBW, swFreq, swPeriod }) {
    if (swSF === undefined || swSF === null) return null;
    const kHz = parseInt(swBW ?? '500kHz', 10);
    // 0, 1, 2 for 500, 250, 125 kHz.
    const slower = kHz === 125 ? 2 : kHz === 250 ? 1 : 0;
    const symbol = 0.064 * 2 ** (Number(swSF) - 5 + slower);
    return {
      imme: true, tmst: 0, tmms: 0, time: '', freq: Number(swFreq ?? 0) / 1e6, rfch: 0, powe: 22,
      modu: 'LORA', datr: `SF${swSF}BW${kHz}`, codr: '4/5', fdev: 0, ipol: false,
      prea: Math.ceil((Number(swPeriod ?? 8000) + 300) / symbol), ncrc: false,
    };
  }

  static wakeUpFrame(eui, bytes) {
    const head = Buffer.concat([
      Buffer.from([0xdc]), Utils.parseToBuffer(eui), Buffer.from([0xff, 0xaa]), bytes,
    ]);
    return Buffer.concat([head, RPCHelper._crc(head), Buffer.from([0x40])]);
  }

  static reset() { return Buffer.from([0xcf, 3, 9, 1, 1]); }
  static redo() { return Buffer.from([0xcf, 3, 9, 1, 2]); }
  static join() { return Buffer.from([0xcf, 3, 9, 1, 4]); }

  // Writes bytes from a register on.
  static paraWrite(space, start, bytes) {
    const values = Buffer.from(bytes);
    if (values.length > RPCHelper.MAX_WRITE) throw new RangeError(`more than ${RPCHelper.MAX_WRITE} bytes`);
    return Buffer.concat([
      Buffer.from([RPCHelper._code('write', space), values.length + 2, start, values.length]), values,
    ]);
  }

  // Asks for a number of bytes from a register on.
  static paraRead(space, start, count) {
    if (!(count >= 1 && count <= RPCHelper.MAX_READ)) throw new RangeError(`1 to ${RPCHelper.MAX_READ} bytes`);
    return Buffer.from([RPCHelper._code('read', space), 2, start, count]);
  }

  // The frames that write parameters and read them back, registers that touch together:
  // [{write, read}], where `write` is null without parameters. `paraInfo` is that of
  // PayloadParser; a parameter that is undefined, "nc" or INVALID is left out.
  static buildFrame({ paraInfo, params } = {}) {
    const wanted = Object.keys(params ?? {}).length > 0;
    const fields = [];
    for (const [key, info] of Object.entries(paraInfo ?? {})) {
      const [space, address] = key.split('_');
      const value = params?.[info.field_name];
      const skipped = value === undefined || value === null || value === 'nc'
        || value === BufferTKL.INVALID_STR || value === BufferTKL.INVALID_NUM;
      const size = fieldTypes.typeOf(info.type)?.size;
      if (size === undefined || (wanted && skipped)) continue;
      const raw = wanted && typeof value === 'number' ? value / Number(info.coefficient ?? 1) : value;
      const whole = typeof raw === 'number' && !/^float/i.test(info.type) ? Math.round(raw) : raw;
      fields.push({ space, at: Number(address), size, bytes: wanted ? fieldTypes.write(whole, info.type) : null });
    }
    fields.sort((a, b) => (a.space === b.space ? a.at - b.at : a.space < b.space ? -1 : 1));
    const runs = [];
    for (const field of fields) {
      const last = runs[runs.length - 1];
      const [end, next] = [last?.at + last?.size, field.at + field.size];
      if (last && last.space === field.space && field.at <= end && next - last.at <= RPCHelper.MAX_READ) {
        last.size = Math.max(last.size, next - last.at);
        last.fields.push(field);
      } else {
        runs.push({ space: field.space, at: field.at, size: field.size, fields: [field] });
      }
    }
    return runs.map(({ space, at, size, fields: parts }) => {
      const bytes = Buffer.alloc(size);
      // Several fields of one register are parts of it.
      for (const part of parts) {
        part.bytes?.forEach((byte, i) => { bytes[part.at - at + i] |= byte; });
      }
      return {
        write: wanted ? RPCHelper.paraWrite(space, at, bytes) : null,
        read: RPCHelper.paraRead(space, at, size),
      };
    });
  }

  // Modbus RTU: read registers (function 3 unless told), write one, write several.
  static modbusRead(slave, address, count, code = 3) {
    return RPCHelper._modbus([slave, code, address >> 8, address, count >> 8, count]);
  }
  static modbus06(slave, address, value) {
    return RPCHelper._modbus([slave, 6, address >> 8, address, value >> 8, value]);
  }
  static modbus10(slave, address, values) {
    const words = values.flatMap((value) => [value >> 8, value]);
    const count = values.length;
    return RPCHelper._modbus([slave, 0x10, address >> 8, address, count >> 8, count, words.length, ...words]);
  }

  // CJ/T 188: reads the data of a meter, whose address has 14 digits, low byte first on the wire.
  static cj188reader(address, { type = 0x10, serial = 0 } = {}) {
    const meter = Utils.parseToBuffer(String(address).padStart(14, '0')).reverse();
    const frame = Buffer.concat([
      Buffer.from([0x68, type]), meter, Buffer.from([0x01, 0x03, 0x90, 0x1f, serial & 0xff]),
    ]);
    return Buffer.concat([Buffer.from([0xfe, 0xfe, 0xfe]), frame, Buffer.from([Utils.crcSum(frame), 0x16])]);
  }

  static _code(direction, space) {
    const code = RPCHelper.CODE[direction][space];
    if (code === undefined) throw new RangeError(`there is no parameter space ${space}`);
    return code;
  }
  static _crc(bytes) {
    const crc = Utils.crc16Modbus(bytes);
    return Buffer.from([crc & 0xff, crc >> 8]);
  }
  static _modbus(bytes) {
    const frame = Buffer.from(bytes);
    return Buffer.concat([frame, RPCHelper._crc(frame)]);
  }
}

// The engine asks for the time every 10,000 calls and loop turns of a script, but not inside its own
// loops. These stand in front of them:
// - what could be busy for minutes is refused: generic array methods over a huge `length`, the
//   search for a long text in a long text, the compilation of long regular expressions;
// - what is busy for a millisecond asks for the time itself, lest ten thousand of them are ten
//   seconds. What makes something new need not: no memory is given when the time is over.
//
// There is no `Proxy` in this realm; with one, what is checked here could change under the check.
((apply, tick, usesBigInts) => {
  const { isArray } = Array;
  const { defineProperty, getOwnPropertyDescriptor, getPrototypeOf } = Object;
  const { isView } = ArrayBuffer;
  const toText = String;
  // More elements than the memory limit has room for: only sparse arrays and pretenders are longer.
  const LONGEST = 4_000_000;
  // Comparisons of characters that fit into a fraction of the time limit.
  const MOST_COMPARISONS = 100_000_000;
  // Elements or characters that take the engine some microseconds.
  const HEAVY = 4096;

  // A `length` that is computed could be another one when the engine reads it again.
  const hasPlainLength = (value) => {
    for (let at = value; at !== null; at = getPrototypeOf(at)) {
      const property = getOwnPropertyDescriptor(at, 'length');
      if (property) return 'value' in property && typeof property.value !== 'object';
    }
    return true;
  };
  const checkLength = (value) => {
    if (typeof value !== 'object' || value === null) return;
    if (isArray(value) || isView(value) ? value.length <= LONGEST
      : hasPlainLength(value) && !(value.length > LONGEST)) {
      if (value.length > HEAVY) tick();
      return;
    }
    throw new RangeError('Invalid array length');
  };
  const replace = (target, name, make) => {
    const property = getOwnPropertyDescriptor(target, name);
    const guarded = make(property.value);
    defineProperty(guarded, 'name', { value: name });
    defineProperty(target, name, { ...property, value: guarded });
  };

  for (const name of ['reverse', 'fill', 'copyWithin', 'shift', 'unshift', 'splice', 'slice', 'join',
    'toLocaleString', 'sort', 'toSorted', 'toReversed', 'toSpliced', 'with', 'indexOf', 'lastIndexOf', 'includes']) {
    replace(Array.prototype, name, (native) => ({
      method(...values) {
        checkLength(this);
        return apply(native, this, values);
      },
    }).method);
  }
  replace(Array.prototype, 'concat', (native) => ({
    concat(...values) {
      checkLength(this);
      for (let i = 0; i < values.length; i++) checkLength(values[i]);
      return apply(native, this, values);
    },
  }).concat);
  const flatten = (source, depth, flat) => {
    for (let i = 0; i < source.length; i++) {
      if (!(i in source)) continue;
      const value = source[i];
      if (depth >= 1 && isArray(value)) flatten(value, depth - 1, flat); else flat[flat.length] = value;
    }
    return flat;
  };
  const { map } = Array.prototype;
  replace(Array.prototype, 'flat', () => ({
    flat(depth = 1) { return flatten(this, Math.trunc(depth) || 0, []); },
  }).flat);
  replace(Array.prototype, 'flatMap', () => ({
    flatMap(make, self) { return flatten(apply(map, this, [make, self]), 1, []); },
  }).flatMap);

  const views = getPrototypeOf(Uint8Array).prototype;
  for (const name of ['fill', 'copyWithin', 'reverse', 'sort', 'set', 'indexOf', 'lastIndexOf',
    'includes', 'join', 'slice', 'toSorted', 'toReversed', 'with']) {
    replace(views, name, (native) => ({
      method(...values) {
        if (this.length > HEAVY) tick();
        return apply(native, this, values);
      },
    }).method);
  }
  // These may go over an iterator of the engine, with a function of the engine.
  for (const name of ['forEach', 'some', 'every', 'find', 'reduce', 'toArray']) {
    replace(Iterator.prototype, name, (native) => ({
      method(...values) {
        tick();
        return apply(native, this, values);
      },
    }).method);
  }
  // A long key is read to its end at every look-up.
  for (const [target, names] of [
    [Map.prototype, ['get', 'has', 'set', 'delete']], [Set.prototype, ['add', 'has', 'delete']],
  ]) {
    for (const name of names) {
      replace(target, name, (native) => ({
        method(key, value) {
          if (typeof key === 'string' && key.length > HEAVY) tick();
          return apply(native, this, [key, value]);
        },
      }).method);
    }
  }

  // One operation of two large BigInts may take seconds, so a run that has any makes do with less
  // memory for one value. BigInts that the script's text spells out are seen by the host.
  const bigInt = (native) => ({
    method(...values) {
      usesBigInts();
      return apply(native, this, values);
    },
  }).method;
  for (const name of ['getBigInt64', 'getBigUint64']) replace(DataView.prototype, name, bigInt);
  const announced = (Native) => {
    const { prototype, name } = Native;
    const Guarded = { [name]: function (...values) {
      usesBigInts();
      if (new.target === undefined) return apply(Native, undefined, values);
      return Reflect.construct(Native, values, new.target);
    } }[name];
    for (const key of Reflect.ownKeys(Native)) {
      if (key !== 'length' && key !== 'name') {
        defineProperty(Guarded, key, getOwnPropertyDescriptor(Native, key));
      }
    }
    Object.setPrototypeOf(Guarded, getPrototypeOf(Native));
    defineProperty(prototype, 'constructor', { value: Guarded, writable: true, configurable: true });
    globalThis[name] = Guarded;
  };
  for (const Native of [BigInt, BigInt64Array, BigUint64Array]) announced(Native);

  replace(String, 'raw', (native) => ({
    raw(strings, ...values) {
      const { raw } = strings;
      checkLength(raw);
      if (typeof raw === 'string') tick();
      return apply(native, undefined, [{ raw }, ...values]);
    },
  }).raw);
  replace(Iterator.prototype, 'drop', (native) => ({
    drop(limit) {
      const count = Number(limit);
      if (count > LONGEST) throw new RangeError('too many elements to drop');
      tick();
      return apply(native, this, [count]);
    },
  }).drop);

  // Compiling takes time that grows with the square of the pattern's length.
  const LONGEST_PATTERN = 20_000;
  const checkPattern = (pattern) => {
    if (pattern.length > LONGEST_PATTERN) throw new SyntaxError('the regular expression is too long');
    return pattern;
  };
  const NativeRegExp = RegExp;
  const sourceOf = getOwnPropertyDescriptor(NativeRegExp.prototype, 'source').get;
  const isRegExp = (value) => {
    try {
      return typeof value === 'object' && value !== null && typeof apply(sourceOf, value, []) === 'string';
    } catch {
      return false;
    }
  };
  const GuardedRegExp = function RegExp(pattern, flags) {
    if (new.target === undefined && flags === undefined && isRegExp(pattern)) return pattern;
    const source = pattern === undefined ? '' : isRegExp(pattern) ? pattern : checkPattern(toText(pattern));
    return Reflect.construct(NativeRegExp, [source, flags], new.target ?? GuardedRegExp);
  };
  defineProperty(GuardedRegExp, 'prototype', { value: NativeRegExp.prototype, writable: false });
  defineProperty(GuardedRegExp, Symbol.species, { get() { return this; }, configurable: true });
  if (NativeRegExp.escape) {
    defineProperty(GuardedRegExp, 'escape', getOwnPropertyDescriptor(NativeRegExp, 'escape'));
  }
  defineProperty(NativeRegExp.prototype, 'constructor', { value: GuardedRegExp, writable: true, configurable: true });
  delete NativeRegExp.prototype.compile;
  globalThis.RegExp = GuardedRegExp;

  const checkSearch = (text, wanted) => {
    if (text.length * wanted.length > MOST_COMPARISONS) {
      throw new RangeError('the texts are too long to search one for the other');
    }
    if (text.length > HEAVY) tick();
  };
  const textOf = (value, name) => {
    if (value === null || value === undefined) {
      throw new TypeError(`String.prototype.${name} called on null or undefined`);
    }
    return toText(value);
  };
  for (const name of ['indexOf', 'lastIndexOf', 'includes']) {
    replace(String.prototype, name, (native) => ({
      method(wanted, ...rest) {
        if (name === 'includes' && wanted instanceof RegExp) return apply(native, this, [wanted]);
        const text = textOf(this, name);
        const found = toText(wanted);
        checkSearch(text, found);
        return apply(native, text, [found, ...rest]);
      },
    }).method);
  }
  for (const name of ['encodeURI', 'encodeURIComponent', 'decodeURI', 'decodeURIComponent', 'escape',
    'unescape', 'parseInt', 'parseFloat', 'isNaN', 'isFinite']) {
    replace(globalThis, name, (native) => ({
      method(text, radix) {
        if (typeof text === 'string' && text.length > HEAVY) tick();
        return native(text, radix);
      },
    }).method);
  }
  defineProperty(Number, 'parseInt', { value: parseInt });
  defineProperty(Number, 'parseFloat', { value: parseFloat });
  for (const name of ['startsWith', 'endsWith', 'localeCompare', 'isWellFormed', 'normalize']) {
    replace(String.prototype, name, (native) => ({
      method(...values) {
        if (typeof this !== 'string' || this.length > HEAVY) tick();
        return apply(native, this, values);
      },
    }).method);
  }
  for (const [name, symbol] of [
    ['match', Symbol.match], ['matchAll', Symbol.matchAll], ['search', Symbol.search],
  ]) {
    replace(String.prototype, name, (native) => ({
      method(wanted) {
        if (typeof wanted === 'object' && wanted !== null) {
          const method = wanted[symbol];
          if (method !== undefined && method !== null) return apply(method, wanted, [this]);
        }
        const text = textOf(this, name);
        return apply(native, text, wanted === undefined ? [] : [checkPattern(toText(wanted))]);
      },
    }).method);
  }
  for (const [name, symbol] of [
    ['split', Symbol.split], ['replace', Symbol.replace], ['replaceAll', Symbol.replace],
  ]) {
    replace(String.prototype, name, (native) => ({
      method(wanted, ...rest) {
        if (typeof wanted === 'object' && wanted !== null) {
          const global = name !== 'replaceAll' || !(wanted instanceof RegExp) || wanted.global;
          if (!global) throw new TypeError('replaceAll must be called with a global RegExp');
          const method = wanted[symbol];
          if (method !== undefined && method !== null) return apply(method, wanted, [this, ...rest]);
        }
        const text = textOf(this, name);
        if (wanted === undefined && name === 'split') return apply(native, text, []);
        const found = toText(wanted);
        checkSearch(text, found);
        return apply(native, text, [found, ...rest]);
      },
    }).method);
  }
})(Reflect.apply, tick, usesBigInts);

// The engine asks for the time between steps of a script, but not inside some of its own loops.
// These stand in front of the ones that a script could keep busy for minutes: generic array methods
// over a huge `length`, and the search for a long text in a long text,
// and the compilation of long regular expressions.
//
// There is no `Proxy` in this realm; with one, what is checked here could change under the check.
((apply) => {
  const { isArray } = Array;
  const { defineProperty, getOwnPropertyDescriptor, getPrototypeOf } = Object;
  const { isView } = ArrayBuffer;
  const toText = String;
  // More elements than the memory limit has room for: only sparse arrays and pretenders are longer.
  const LONGEST = 4_000_000;
  // Comparisons of characters that fit into a fraction of the time limit.
  const MOST_COMPARISONS = 400_000_000;

  // A `length` that is computed could be another one when the engine reads it again.
  const hasPlainLength = (value) => {
    for (let at = value; at !== null; at = getPrototypeOf(at)) {
      const property = getOwnPropertyDescriptor(at, 'length');
      if (property) return 'value' in property && typeof property.value !== 'object';
    }
    return true;
  };
  const checkLength = (value) => {
    if (isArray(value) ? value.length <= LONGEST : typeof value !== 'object' || value === null) return;
    if (!isArray(value) && (isView(value) || (hasPlainLength(value) && !(value.length > LONGEST)))) return;
    throw new RangeError('Invalid array length');
  };
  const replace = (target, name, make) => {
    const property = getOwnPropertyDescriptor(target, name);
    const guarded = make(property.value);
    defineProperty(guarded, 'name', { value: name });
    defineProperty(target, name, { ...property, value: guarded });
  };

  for (const name of ['reverse', 'fill', 'copyWithin', 'shift', 'unshift', 'splice', 'slice', 'join',
    'toLocaleString', 'sort', 'toSorted', 'toReversed', 'toSpliced', 'with', 'lastIndexOf']) {
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

  replace(String, 'raw', (native) => ({
    raw(strings, ...values) {
      const { raw } = strings;
      checkLength(raw);
      return apply(native, undefined, [{ raw }, ...values]);
    },
  }).raw);
  replace(Iterator.prototype, 'drop', (native) => ({
    drop(limit) {
      const count = Number(limit);
      if (count > LONGEST) throw new RangeError('too many elements to drop');
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
})(Reflect.apply);

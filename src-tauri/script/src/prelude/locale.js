// `toLocaleString` and its kin as on Node.js. The host knows the languages and the zones; this reads
// what the script wants, in the order of ECMA-402.
((native, apply) => {
  const { getTime, getTimezoneOffset } = Date.prototype;
  const { valueOf } = Number.prototype;
  const { slice, toWellFormed } = String.prototype;
  const { defineProperty } = Object;
  const { isNaN } = Number;
  const toNumber = Number;
  // More languages than anybody lists; the host reads no more.
  const MOST_LOCALES = 16;
  // Longer than every tag, zone and word there is: what the host gets is copied beside the script's
  // memory.
  const LONGEST = 128;

  const textOf = (value) => apply(toWellFormed, apply(slice, `${value}`, [0, LONGEST]), []);
  const check = (value) => {
    if (value === null) throw new TypeError('Cannot convert undefined or null to object');
  };
  const tagsOf = (locales) => {
    check(locales);
    // Without a prototype no setter of the script hears what is put in.
    const tags = { __proto__: null };
    if (locales === undefined) return tags;
    if (typeof locales === 'string') return { __proto__: null, 0: textOf(locales) };
    for (let at = 0; at < locales.length && at < MOST_LOCALES; at++) {
      const tag = locales[at];
      if (typeof tag !== 'string') throw new TypeError('Language ID should be string or object.');
      tags[at] = textOf(tag);
    }
    return tags;
  };
  const optionsOf = (options, names) => {
    check(options);
    const texts = { __proto__: null };
    for (let at = 0; options !== undefined && at < names.length; at++) {
      const value = options[names[at]];
      if (value !== undefined) texts[at] = textOf(kinds[names[at]]?.(value) ?? value);
      else texts[at] = undefined;
    }
    return texts;
  };
  const kinds = {
    __proto__: null, hour12: (value) => !!value, fractionalSecondDigits: toNumber,
    minimumIntegerDigits: toNumber, minimumFractionDigits: toNumber, maximumFractionDigits: toNumber,
    minimumSignificantDigits: toNumber, maximumSignificantDigits: toNumber,
    useGrouping: (value) => (value === 'min2' ? value : !!value),
  };
  const OF_DATES = [
    'weekday', 'year', 'month', 'day', 'hour', 'minute', 'second', 'fractionalSecondDigits',
    'timeZoneName', 'hour12', 'hourCycle', 'timeZone', 'dateStyle', 'timeStyle',
  ];
  const OF_NUMBERS = [
    'style', 'minimumIntegerDigits', 'minimumFractionDigits', 'maximumFractionDigits',
    'minimumSignificantDigits', 'maximumSignificantDigits', 'useGrouping',
  ];

  const put = (target, name, method) => {
    defineProperty(method, 'name', { value: name });
    defineProperty(target, name, { value: method, writable: true, configurable: true });
  };
  const dates = ['toLocaleString', 'toLocaleDateString', 'toLocaleTimeString'];
  for (let kind = 0; kind < dates.length; kind++) {
    put(Date.prototype, dates[kind], {
      method(locales = undefined, options = undefined) {
        tick();
        const at = apply(getTime, this, []);
        if (isNaN(at)) return 'Invalid Date';
        const offset = apply(getTimezoneOffset, this, []);
        return native.date(kind, at, offset, tagsOf(locales), optionsOf(options, OF_DATES));
      },
    }.method);
  }
  put(Number.prototype, 'toLocaleString', {
    method(locales = undefined, options = undefined) {
      tick();
      const value = apply(valueOf, this, []);
      return native.number(value, tagsOf(locales), optionsOf(options, OF_NUMBERS));
    },
  }.method);
})(locale, Reflect.apply);

// `console` and `logger`: one line of text per call, handed to the host.
const console = ((emit) => {
  const { stringify } = JSON;
  const LONGEST = 2000;

  const text = (value) => {
    if (typeof value === 'string') return value;
    if (typeof value === 'bigint') return `${value}n`;
    if (typeof value === 'object' && value !== null) {
      if (value instanceof Error) return `${value.name}: ${value.message}`;
      try {
        return stringify(value) ?? String(value);
      } catch {
        return '[object]';
      }
    }
    return typeof value === 'function' ? `[function ${value.name}]` : String(value);
  };
  const line = (values) => {
    let joined = '';
    for (let i = 0; i < values.length && joined.length <= LONGEST; i++) {
      joined += (i === 0 ? '' : ' ') + text(values[i]);
    }
    return joined.length > LONGEST ? `${joined.slice(0, LONGEST)}…` : joined;
  };
  const at = (level) => (...values) => { emit(level, line(values).toWellFormed()); };
  const [debug, info, warn, error] = [at(0), at(1), at(2), at(3)];
  return {
    log: info, info, warn, error, debug, trace: debug, dir: info,
    assert: (held, ...values) => { if (!held) error('Assertion failed', ...values); },
  };
})(emit);

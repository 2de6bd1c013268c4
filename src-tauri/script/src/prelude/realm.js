// Shapes the global object that scripts see, and keeps what must not survive a run from surviving.
//
// Everything public moves from the global object to its prototype, which is frozen with all that
// can be reached from it. What is left on the global object itself after a run was put there by
// the script; that makes looking for it, and deleting it, cheap.
const realm = ((frozen) => {
  const { ownKeys, getPrototypeOf, setPrototypeOf, deleteProperty, isExtensible, getOwnPropertyDescriptor } = Reflect;
  const { defineProperty, freeze } = Object;
  const scope = globalThis;

  const PUBLIC = [
    'Object', 'Function', 'Array', 'String', 'Number', 'Boolean', 'Symbol', 'BigInt', 'Math', 'JSON',
    'Date', 'RegExp', 'Map', 'Set', 'WeakMap', 'WeakSet', 'Reflect', 'Iterator',
    'Error', 'EvalError', 'RangeError', 'ReferenceError', 'SyntaxError', 'TypeError', 'URIError',
    'AggregateError', 'InternalError', 'ArrayBuffer', 'DataView', 'Int8Array', 'Uint8Array',
    'Uint8ClampedArray', 'Int16Array', 'Uint16Array', 'Int32Array', 'Uint32Array',
    'BigInt64Array', 'BigUint64Array', 'Float16Array', 'Float32Array', 'Float64Array',
    'parseInt', 'parseFloat', 'isNaN', 'isFinite', 'decodeURI', 'decodeURIComponent', 'encodeURI',
    'encodeURIComponent', 'escape', 'unescape', 'globalThis',
  ];

  // Code from text would escape the wrapper that every script is compiled in.
  const refuse = (what) => function () {
    throw new EvalError(`${what} is not available to scripts`);
  };
  const functionPrototypes = [
    function () {}, function* () {}, async function () {}, async function* () {},
  ].map(getPrototypeOf);
  for (const prototype of functionPrototypes) {
    const stub = refuse('the Function constructor');
    defineProperty(stub, 'prototype', { value: prototype });
    defineProperty(stub, 'name', { value: 'Function' });
    defineProperty(prototype, 'constructor', { value: stub, writable: true, configurable: true });
  }

  // Both are switches inside the engine, not properties: they would outlive a run.
  delete Error.prepareStackTrace;
  delete Error.stackTraceLimit;

  // A BigInt in a result is a number where that is exact, else its decimal digits.
  defineProperty(BigInt.prototype, 'toJSON', {
    value() {
      const value = this.valueOf();
      return value >= -9007199254740991n && value <= 9007199254740991n ? Number(value) : String(value);
    },
    writable: true,
    configurable: true,
  });

  const base = { __proto__: Object.prototype };
  const put = (name, value) =>
    defineProperty(base, name, { value, writable: true, configurable: true });
  for (const name of PUBLIC) if (name in scope) put(name, scope[name]);
  put('Function', functionPrototypes[0].constructor);
  put('eval', refuse('eval'));
  put('Buffer', Buffer);
  put('console', console);
  put('logger', console);
  const helper = { BufferTKL, PayloadParser, MSparser, Utils, TriggerHelper, RPCHelper };
  for (const name of ownKeys(helper)) put(name, helper[name]);

  // NaN, Infinity and undefined cannot be deleted, and need not be.
  for (const key of ownKeys(scope)) deleteProperty(scope, key);
  const fixedKeys = ownKeys(scope).length;

  // An own property must be assignable even though the frozen prototype has one of that name
  // (`error.name = …`, `Shape.prototype.toString = …`).
  const overridable = (object, names) => {
    for (const name of names) {
      const property = getOwnPropertyDescriptor(object, name);
      if (!property || !('value' in property)) continue;
      const { value } = property;
      defineProperty(object, name, {
        get: { get() { return value; } }.get,
        set: {
          set(replacement) {
            if (this === object) throw new TypeError(`${String(name)} of a built-in cannot be replaced`);
            defineProperty(this, name, {
              value: replacement, writable: true, enumerable: true, configurable: true,
            });
          },
        }.set,
        enumerable: false,
        configurable: true,
      });
    }
  };

  const freezeAll = (roots) => {
    const seen = new Set();
    const queue = [...roots];
    const visit = (value) => {
      if ((typeof value === 'object' && value !== null) || typeof value === 'function') {
        if (!seen.has(value)) {
          seen.add(value);
          queue.push(value);
        }
      }
    };
    queue.forEach((root) => seen.add(root));
    while (queue.length > 0) {
      const object = queue.pop();
      visit(getPrototypeOf(object));
      for (const key of ownKeys(object)) {
        const property = getOwnPropertyDescriptor(object, key);
        visit(property.value);
        visit(property.get);
        visit(property.set);
      }
      if (object !== scope && !ArrayBuffer.isView(object)) freeze(object);
    }
  };

  // Objects that only syntax or a method call leads to.
  const hidden = () => {
    const strictArguments = (function () { 'use strict'; return arguments; })();
    return [
      ...functionPrototypes,
      [][Symbol.iterator](), new Map()[Symbol.iterator](), new Set()[Symbol.iterator](),
      ''[Symbol.iterator](), ''.matchAll(/x/g), [].values().map((x) => x), Iterator.from({ next() {} }),
      (function* () {})(), (async function* () {})(), (async () => {})(),
      getOwnPropertyDescriptor(strictArguments, 'callee').get, getPrototypeOf(Uint8Array),
    ];
  };

  setPrototypeOf(scope, base);
  if (frozen) {
    const errors = PUBLIC.filter((name) => name.endsWith('Error') && name in base);
    overridable(Object.prototype, ['toString', 'toLocaleString', 'valueOf', 'constructor', 'hasOwnProperty']);
    overridable(Function.prototype, ['toString', 'constructor', 'name']);
    for (const name of errors) overridable(base[name].prototype, ['name', 'message', 'toString', 'constructor']);
    for (const { prototype } of [PayloadParser, MSparser, TriggerHelper, BufferTKL]) {
      overridable(prototype, ownKeys(prototype));
    }
    freezeAll([base, Error, ...hidden()]);
  }

  return {
    // Deletes what the run left on the global object. `false`: it cannot be undone.
    clean() {
      const keys = ownKeys(scope);
      if (keys.length !== fixedKeys) {
        for (let i = 0; i < keys.length; i++) {
          const key = keys[i];
          if (key !== 'NaN' && key !== 'Infinity' && key !== 'undefined') deleteProperty(scope, key);
        }
        if (ownKeys(scope).length !== fixedKeys) return false;
      }
      return getPrototypeOf(scope) === base && isExtensible(scope);
    },
  };
})(frozen);

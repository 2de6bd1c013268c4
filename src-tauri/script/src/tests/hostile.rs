//! A script may not harm the host, whatever it does.

use std::time::Duration;

use super::{ends, input, shown, thing_model};
use crate::{ErrorKind, Limits, Sandbox};

/// Runs the script, then a harmless one in the same sandbox; `kind` `None`: any end is fine.
fn check(source: &str, kind: Option<ErrorKind>) {
    let script = thing_model(1, source);
    let twice = ends(move || {
        let limits = Limits { time: Duration::from_millis(200), ..Limits::default() };
        let mut sandbox = Sandbox::new(limits);
        [(); 2].map(|()| {
            let hostile = sandbox.run(&script, &input());
            let harmless = thing_model(2, "return [1].map(x => x + 1)");
            (hostile, shown(&sandbox.run(&harmless, &input())))
        })
    });
    let Some(twice) = twice else { panic!("it does not end: {source}") };
    for (hostile, harmless) in twice {
        if let Some(kind) = kind {
            let found = hostile.result.as_ref().map_err(|error| error.kind);
            assert_eq!(found.err(), Some(kind), "{source}: {}", shown(&hostile));
        }
        assert_eq!(harmless, "[2]", "{source}");
    }
}

#[test]
fn loops_end() {
    for source in [
        "for (;;);",
        "while (true) {}",
        "do {} while (1)",
        "let i = 0; for (;;) { i++; try { throw i } catch {} }",
        "for (;;) { try { for (;;); } finally { continue } }",
        "try { for (;;); } catch { return 'caught' } finally { for (;;); }",
        "function* g() { for (;;) yield 1 } for (const x of g());",
        "return {get x() { for (;;); }}",
        "return {toJSON() { for (;;); }}",
        "throw {get message() { for (;;); }}",
        "const e = new Error('x'); Object.defineProperty(e, 'stack', {get() { for (;;); }}); throw e",
        "console.log({toJSON() { for (;;); }})",
        "new Array(3e9).forEach(x => x)",
        "JSON.parse('[' + '1,'.repeat(1e4) + '1]', function () { for (;;); })",
        "return [1, 2].sort(() => { for (;;); })",
    ] {
        check(source, Some(ErrorKind::Timeout));
    }
}

#[test]
fn regular_expressions_end() {
    for source in [
        "return /^(a+)+$/.test('a'.repeat(40) + 'b')",
        "return /(x+x+)+y/.exec('x'.repeat(100))",
        "return 'a'.repeat(50).replace(/(a|aa)+$/g, 'b').match(/^(([a-z])+.)+[A-Z]([a-z])+$/)",
        "return /^(?:a?){40}a{40}$/.test('a'.repeat(40)) + /(.*)*(.*)*(.*)*x/s.test('y'.repeat(300))",
    ] {
        check(source, None);
    }
}

#[test]
fn recursion_ends() {
    for source in [
        "function f() { return f() + 1 } return f()",
        "const f = () => { f(); f() }; f()",
        "const o = {get x() { return this.x }}; return o.x",
        "class A { constructor() { new A() } } new A()",
        "let s = '['.repeat(100000); return JSON.parse(s)",
        "let o = {}; for (let i = 0; i < 1e5; i++) o = {o}; return o",
        "let p = {}; for (let i = 0; i < 1e5; i++) p = new Proxy(p, {}); return p.x",
        "const a = []; a[0] = a; return a.flat(Infinity)",
        "let f = () => 1; for (let i = 0; i < 1e5; i++) f = f.bind(null); return f()",
        "return {toJSON() { return JSON.stringify(this) }}",
        "const o = {toString() { return `${o}` }}; return `${o}`",
        "function f() { try { f() } catch { f() } } f()",
        "return ''.replace.call('a', /a/, function f() { return 'a'.replace(/a/, f) })",
    ] {
        check(source, None);
    }
    check("function f() { return f() + 1 } return f()", Some(ErrorKind::Stack));
}

#[test]
fn deep_source_does_not_compile_and_does_not_crash() {
    for (open, close) in [
        ("(", ")"),
        ("[", "]"),
        ("{", "}"),
        ("!", ""),
        ("a?b:", ""),
        ("x=>", ""),
        ("`${", "}`"),
        ("if(1)", ""),
        ("-", ""),
    ] {
        let source = format!("return {}1{}", open.repeat(60_000), close.repeat(60_000));
        check(&source, None);
    }
    check(&format!("return /{}a{}/", "(".repeat(50_000), ")".repeat(50_000)), None);
    check(&format!("return 1{}", "+1".repeat(100_000)), None);
    check(&"x;".repeat(600_000), Some(ErrorKind::Syntax));
}

#[test]
fn memory_is_bounded() {
    for source in [
        "const a = []; for (;;) a.push(new Array(1000).fill(1))",
        "return 'x'.repeat(1 << 29)",
        "let s = 'x'; for (;;) s += s",
        "return Buffer.alloc(1 << 30)",
        "return new ArrayBuffer(2 ** 40)",
        "return new Uint8Array(1e9)",
        "const m = new Map(); for (let i = 0; ; i++) m.set(i, 'v' + i)",
        "const a = []; for (;;) { try { a.push('y'.repeat(1 << 20)) } catch {} }",
        "const o = {}; for (let i = 0; ; i++) o['k' + i] = i",
        "return new Array(1e9).fill(0)",
        "return Array(1e9).join('x')",
        "return 'x'.padStart(1e9, 'y')",
        "for (let i = 1n; ; ) i = i * i + (1n << 100000n)",
        "return '9'.repeat(100000).split('')",
        "const f = []; for (;;) f.push(() => f)",
        "for (;;) globalThis['g' + Math.random()] = new Array(100)",
        "const a = []; for (;;) a.push(Symbol('s'))",
        "const r = []; for (let i = 0; ; i++) r.push(new RegExp('a{1,' + (i % 100) + '}'))",
    ] {
        check(source, None);
    }
}

#[test]
fn loops_inside_the_engine_end() {
    for source in [
        "const a = []; a.length = 4294967295; return a.indexOf(1)",
        "const a = []; a.length = 4294967295; return a.includes(1)",
        "return Array.prototype.lastIndexOf.call({length: 2 ** 53 - 1}, 1)",
        "return Array.prototype.reverse.call({length: 2 ** 53 - 1})",
        "return Array.prototype.fill.call({length: 2 ** 53 - 1}, 1)",
        "return Array.prototype.copyWithin.call({length: 2 ** 53 - 1}, 1, 2)",
        "return Array.prototype.shift.call({length: 2 ** 53 - 1})",
        "return Array.prototype.unshift.call({length: 2 ** 53 - 2}, 1)",
        "const a = []; a.length = 4294967295; a.shift(); return 1",
        "const a = []; a.length = 4294967295; a.splice(1, 1); return 1",
        "const a = []; a.length = 4294967295; return a.slice(0, 4294967290).length",
        "const a = []; a.length = 4294967295; return [].concat(a, a).length",
        "const a = []; a.length = 4294967295; return a.join('').length",
        "const a = []; a.length = 4294967295; return String(a).length",
        "const a = []; a.length = 4294967295; return a.toLocaleString().length",
        "const a = []; a.length = 4294967295; return a.sort().length",
        "const a = []; a.length = 4294967295; return a.flat().length",
        "const a = []; a.length = 4294967295; return a.reverse().length",
        "const a = []; a.length = 4294967295; return a.copyWithin(0, 1).length",
        "return Array.prototype.slice.call({length: 2 ** 53 - 1}, 0, 2 ** 32 - 2).length",
        "return Array.prototype.splice.call({length: 2 ** 53 - 1}, 0, 1).length",
        "return Array.prototype.sort.call({length: 2 ** 53 - 1})",
        "return Array.prototype.toSorted.call({length: 2 ** 32 - 1}).length",
        "const a = []; a.length = 4294967295; return a",
        "const s = 'a'.repeat(4e6), n = 'a'.repeat(2e6) + 'b'; return s.indexOf(n)",
        "const s = 'a'.repeat(4e6), n = 'a'.repeat(2e6) + 'b'; return s.lastIndexOf(n)",
        "const s = 'a'.repeat(4e6), n = 'a'.repeat(2e6) + 'b'; return s.includes(n)",
        "const s = 'a'.repeat(4e6), n = 'a'.repeat(2e6) + 'b'; return s.split(n).length",
        "const s = 'a'.repeat(4e6), n = 'a'.repeat(2e6) + 'b'; return s.replaceAll(n, '').length",
        "const s = 'a'.repeat(4e6), n = 'a'.repeat(2e6) + 'b'; return s.replace(n, '').length",
        "const b = Buffer.alloc(4e6), n = Buffer.alloc(2e6); n[n.length - 1] = 1; return b.indexOf(n)",
        "return new Uint32Array(4e6).sort().length",
        "let b = 3n; for (let i = 0; i < 40; i++) b = b * b; return String(b).length",
        "return String(3n ** 200000n).length",
        "const a = []; a.length = 4294967295; return a.values().drop(4e9).next()",
        "return Iterator.prototype.drop.call({next() { return {} }}, Infinity).next()",
        "return new RegExp('(?:' + 'a|'.repeat(2000000) + 'b)').test('c')",
        "return RegExp({[Symbol.match]: true, source: 'a|'.repeat(2000000), constructor: 1}).test('c')",
        "return 'c'.match('a|'.repeat(2000000)) || 'c'.search('a|'.repeat(2000000)) || 'c'.matchAll('a|'.repeat(2000000))",
        "return /a/.compile('a|'.repeat(2000000)).test('c')",
        "return new (/a/.constructor)('a|'.repeat(2000000)).test('c')",
        "return BigInt('9'.repeat(100000)) % 7n === 0n",
        "return (2n ** 1000000n) ** 1000000n",
        "return String.raw({raw: {length: 2 ** 53 - 1}}).length",
        "return Math.max.apply(null, {length: 2 ** 32 - 1})",
        "return 'a'.repeat(8e6).normalize('NFKD').length",
        "return Object.keys('a'.repeat(2e6)).length",
        "let s = ''; for (let i = 0; i < 1e6; i++) s += 'ab'; return s.length",
        "return new Date(1e300, 1e300).getTime() + Date.parse('1'.repeat(1e6))",
        "return (1e21).toFixed(100) + (5e-324).toString(2) + parseFloat('1'.repeat(1e6))",
    ] {
        check(source, None);
    }
}

#[test]
fn strange_values_end() {
    for source in [
        "return new Proxy([], {get: (t, k) => k === 'length' ? 2 ** 53 - 1 : t[k]})",
        "return new Proxy({}, {ownKeys: () => Array.from({length: 1e5}, (_, i) => 'k' + i), getOwnPropertyDescriptor: () => ({value: 1, enumerable: true, configurable: true})})",
        "const {proxy, revoke} = Proxy.revocable({}, {}); revoke(); return proxy",
        "const {proxy, revoke} = Proxy.revocable({}, {}); revoke(); throw proxy",
        "throw new Proxy({}, {getPrototypeOf() { throw 1 }, get() { throw 2 }})",
        "throw Object.create(null)",
        "throw Symbol('x')",
        "throw 5n",
        "throw undefined",
        "throw {message: Symbol('x')}",
        "throw Object.assign(new Error('x'), {stack: 'at x (script:99999999999:1)', name: Symbol('n')})",
        "throw Object.assign(new Error('x'), {stack: {toString() { throw 1 }}})",
        "const e = new Error('\\ud800'); e.stack = '\\ud800'; throw e",
        "return Object.create(null, {x: {get() { return this }, enumerable: true}})",
        "return [Buffer, globalThis, console, JSON, Math]",
        "return globalThis",
        "return arguments.callee.caller",
        "return JSON.rawJSON ? JSON.rawJSON('\"\\ud800\"') : 1",
        "return JSON.rawJSON ? JSON.rawJSON('1e99999') : 1",
        "return Buffer.from(new Array(10).fill({valueOf() { throw 1 }}))",
        "return Buffer.alloc(-1)",
        "return Buffer.alloc(NaN)",
        "return new Buffer({length: 1e12})",
        "return Buffer.from({length: -1})",
        "const b = Buffer.alloc(8); b.buffer.transfer && b.buffer.transfer(); return b.toString() + b.readUInt8(0)",
        "const b = Buffer.alloc(8); structuredClone(b)",
        "return (async () => { for (;;) await 1 })()",
        "for (let i = 0; i < 1000; i++) (async () => { await null })(); return 1",
        "(function* () { try { yield 1 } finally { for (;;); } })().next(); return 1",
        "return new (class extends Buffer { constructor() { super(5) } })()",
        "return Reflect.construct(Buffer, [3], Array)",
        "Buffer.prototype.toString.call(1)",
        "Buffer.prototype.toString.call({length: 5})",
        "return Buffer.prototype.slice.call([1, 2, 3], 1)",
        "using x = {[Symbol.dispose]() {}}; return 1",
        "return import('x')",
        "import.meta",
        "debugger; return 1",
        "with ({a: 1}) { return a }",
        "label: for (;;) break label; return 1",
        "return Symbol.for('a'.repeat(1e6)).description.length",
    ] {
        check(source, None);
    }
}

#[test]
fn many_failing_scripts_leave_a_working_sandbox() {
    let limits = Limits { time: Duration::from_millis(20), ..Limits::default() };
    let mut sandbox = Sandbox::new(limits);
    for id in 0..30 {
        let source = match id % 5 {
            0 => "for (;;);",
            1 => "const a = []; for (;;) a.push(a)",
            2 => "function f() { f() } f()",
            3 => "Object.freeze(globalThis); return 1",
            _ => "let x = ;",
        };
        sandbox.run(&thing_model(id, source), &input());
        let outcome = sandbox.run(&thing_model(1000, "return payload.length"), &input());
        assert_eq!(shown(&outcome), "15");
    }
}

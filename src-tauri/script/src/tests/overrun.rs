//! Whether a script ends after its time: steps that the engine cannot interrupt are short, and so are
//! ten thousand of them, which is how many it takes before it asks for the time.

use std::time::Duration;

use super::{ends, input, shown, thing_model};
use crate::{Limits, Sandbox};

const LIMIT: Duration = Duration::from_millis(100);

/// The script, if it does not end. The sandbox must live on when it does.
fn overrun(source: &str) -> Option<String> {
    let script = thing_model(1, source);
    let after = ends(move || {
        let mut sandbox = Sandbox::new(Limits { time: LIMIT, ..Limits::default() });
        sandbox.run(&thing_model(2, "return 1"), &input());
        sandbox.run(&script, &input());
        shown(&sandbox.run(&thing_model(2, "return 1"), &input()))
    });
    match after {
        None => Some(source.to_owned()),
        Some(after) => {
            assert_eq!(after, "1", "{source}");
            None
        }
    }
}

fn check(sources: &[&str]) {
    let overran: Vec<_> = sources.iter().filter_map(|source| overrun(source)).collect();
    assert!(overran.is_empty(), "{overran:#?}");
}

/// Loops for ever over each statement.
fn check_loops(prepare: &str, statements: &[&str]) {
    let looped = |statement: &&str| {
        overrun(&format!("{prepare}; for (;;) {{ try {{ {statement} }} catch {{}} }}"))
    };
    let overran: Vec<_> = statements.iter().filter_map(looped).collect();
    assert!(overran.is_empty(), "{overran:#?}");
}

#[test]
fn big_ints() {
    check(&[
        "return String((1n << 1000000n) - 1n).length",
        "return `${3n ** 600000n}`.length",
        "return '' + (1n << 1000000n)",
        "return {a: 3n ** 600000n}",
        "return BigInt('9'.repeat(1000000)) % 7n === 0n",
        "return (1n << 1000000n) / ((1n << 500000n) - 1n) === 0n",
        "let b = BigInt(3); while (true) b = b * b",
        "const B = globalThis['Big' + 'Int']; let b = B(3); for (;;) b = b * b",
        "let b = Buffer.from('ffffffffffffffff', 'hex')['readB' + 'igUInt64LE'](0); for (;;) b = b * b",
        "let b = new DataView(new Uint8Array(8).fill(255).buffer)['getB' + 'igUint64'](0); for (;;) b = b * b",
        "class A extends globalThis['Big' + 'Int64Array'] {}; let b = new A([..'7'])[0]; for (;;) b = b * b",
        "const A = globalThis['Big' + 'Int64Array']; let b = new A(1)[0]; b--; b--; b--; for (;;) b = b * b",
        "const A = Object.getPrototypeOf(Object.getPrototypeOf(new Uint8Array(1))).constructor; return A.name",
        "return BigInt.asIntN(1000000, -1n).toString().length",
        "return BigInt.asUintN(1000000, -1n).toString().length",
    ]);
    check_loops(
        "let a = 1n; try { for (;;) a = a * 3n * a } catch {} ; const b = a >> 9n, d = 3n ** 60000n, c = '' + d",
        &[
            "a * b",
            "a % b",
            "a / 7n",
            "a ** 2n",
            "a + b",
            "-a",
            "'' + d",
            "a == c",
            "a < b",
            "a & b",
            "BigInt(c)",
            "d.toString(7)",
            "'' + a",
            "c[a]",
        ],
    );
    let digits = "9".repeat(200_000);
    check(&[&format!("return {digits}n")]);
}

#[test]
fn texts() {
    check_loops(
        "const s = 'ab'.repeat(5e5), t = s.slice(0, -1) + 'c', u = 'é€'.repeat(2e5)",
        &[
            "s.indexOf('c')",
            "s.lastIndexOf('c')",
            "s.includes('ac')",
            "s.startsWith(t)",
            "s.endsWith(t)",
            "s.split('')",
            "s.split('ac')",
            "s.replaceAll('a', '')",
            "s.replace('c', 'd')",
            "s.toUpperCase()",
            "s.normalize('NFKD')",
            "u.normalize('NFD')",
            "s.localeCompare(t)",
            "s.isWellFormed()",
            "u.isWellFormed()",
            "u.toWellFormed()",
            "s.trim()",
            "s.repeat(2)",
            "s.padStart(3e6)",
            "s.slice(1)",
            "s.at(-1)",
            "[...s]",
            "s.concat(t)",
            "s.match(/c/)",
            "/(a|b)*c/.test(s)",
            "s.search(/c$/)",
            "s.replace(/b/g, 'x')",
            "encodeURIComponent(s)",
            "escape(u)",
            "parseInt(s)",
            "Number(s)",
            "+s",
            "parseFloat('1'.repeat(1e6))",
            "JSON.stringify(s)",
            "JSON.parse('\"' + s + '\"')",
            "Buffer.from(s)",
            "Buffer.from(s, 'hex')",
            "Buffer.from(s, 'base64')",
            "new RegExp(s)",
            "Symbol.for(s)",
            "new Map([[s, 1]]).get(t)",
            "new Date(s)",
            "Date.parse(s)",
            "String.raw({raw: s})",
            "isNaN(s)",
            "decodeURIComponent(s)",
        ],
    );
    check_loops(
        "const s = 'ab'.repeat(5e5), t = s.slice(0, -1) + 'b', m = new Map(), o = {}; m.set(t, 1)",
        &[
            "s === t",
            "s < t",
            "m.get(s)",
            "m.has(s)",
            "o[s]",
            "s in o",
            "switch (s) { case t: }",
            "Reflect.has(o, s)",
        ],
    );
}

#[test]
fn lists_and_buffers() {
    check_loops(
        "const a = new Array(50000).fill(1), b = new Uint8Array(1e6), f = new Float64Array(1e5), o = {}; for (let i = 0; i < 1e4; i++) o['k' + i] = i",
        &[
            "a.fill(2)",
            "a.indexOf(3)",
            "a.includes(3)",
            "a.lastIndexOf(3)",
            "a.reverse()",
            "a.slice()",
            "a.concat(a)",
            "a.join()",
            "a.sort()",
            "a.sort(Math.max)",
            "a.toSorted()",
            "a.copyWithin(0, 1)",
            "a.flat()",
            "a.every(isFinite)",
            "a.splice(1, 1, 2)",
            "a.unshift(1); a.shift()",
            "[...a]",
            "Array.from(a)",
            "new Set(a)",
            "Math.max(...a)",
            "a.values().drop(49999).next()",
            "a.values().every(isFinite)",
            "a.values().reduce(Math.max)",
            "a.values().toArray()",
            "a.values().map(Math.abs).filter(isFinite).toArray()",
            "JSON.stringify(a)",
            "a.toString()",
            "Array.prototype.slice.call(b)",
            "b.fill(1)",
            "b.indexOf(9)",
            "b.includes(9)",
            "b.lastIndexOf(9)",
            "b.reverse()",
            "b.sort()",
            "f.sort()",
            "f.sort(Math.max)",
            "b.slice()",
            "b.set(b)",
            "b.join()",
            "b.toHex()",
            "b.toBase64()",
            "b.copyWithin(0, 1)",
            "new Uint8Array(b)",
            "Buffer.from(b).toString('hex')",
            "Buffer.from(b).equals(b)",
            "Buffer.concat([b, b])",
            "f.toSorted()",
            "Uint8Array.from(a)",
            "b.every(isFinite)",
            "b.find(isNaN)",
            "b.map(Math.abs)",
            "Object.keys(o)",
            "Object.entries(o)",
            "Object.assign({}, o)",
            "({...o})",
            "Object.freeze(o)",
            "Object.isFrozen(o)",
            "for (const k in o) break",
            "JSON.stringify(o)",
            "structuredClone(o)",
            "Object.fromEntries(Object.entries(o))",
            "new Date(NaN).toJSON()",
            "Reflect.ownKeys(o)",
            "Object.groupBy(a, isFinite)",
            "Object.getOwnPropertyDescriptors(o)",
        ],
    );
}

//! Nothing survives from run to run.

use std::sync::Arc;

use super::{input, shown, thing_model};
use crate::{Limits, Sandbox, Script};

/// Runs `first` (which may fail), then `then` in the same sandbox.
fn check(first: &str, then: &str, expected: &str) {
    let mut sandbox = Sandbox::new(Limits::default());
    let first = thing_model(1, first);
    let then = thing_model(2, then);
    // Twice each: the second run of a script uses its cached form.
    for _ in 0..2 {
        sandbox.run(&first, &input());
        let outcome = sandbox.run(&then, &input());
        assert_eq!(shown(&outcome), expected, "{}", first.source);
    }
}

/// Runs the same script three times; all must give the same.
fn check_same(source: &str, expected: &str) {
    let mut sandbox = Sandbox::new(Limits::default());
    let script = thing_model(1, source);
    for run in 0..3 {
        assert_eq!(shown(&sandbox.run(&script, &input())), expected, "run {run} of {source}");
    }
}

#[test]
fn globals_do_not_survive() {
    for leak in [
        "leak = 1",
        "globalThis.leak = 1",
        "this.leak = 1",
        "Object.defineProperty(globalThis, 'leak', {value: 1})",
        "Object.defineProperty(globalThis, 'leak', {get() { return 1 }, configurable: true})",
        "globalThis[Symbol.for('leak')] = 1; leak = 2; throw new Error('after a leak')",
        "leak = 1; for (;;) if (Date.now() % 1000 === 7) throw 1",
        "leak = 1; function f() { f() } f()",
        "leak = 1; return {toJSON() { globalThis.leak = 2; return 1 }}",
        "Object.getPrototypeOf(globalThis).leak = 1",
        "Object.setPrototypeOf(globalThis, {leak: 1})",
        "Reflect.setPrototypeOf(Object.getPrototypeOf(globalThis), {leak: 1})",
        "Object.prototype.leak = 1",
        "Object.prototype['leak'] = 1",
    ] {
        check(
            leak,
            "return [typeof leak, typeof globalThis[Symbol.for('leak')]]",
            r#"["undefined","undefined"]"#,
        );
    }
}

#[test]
fn the_global_object_stays_usable() {
    for harm in [
        "Object.freeze(globalThis)",
        "Object.preventExtensions(globalThis)",
        "Object.seal(globalThis)",
        "Object.setPrototypeOf(globalThis, null)",
        "for (const k of Reflect.ownKeys(Object.getPrototypeOf(globalThis))) delete globalThis[k], delete Object.getPrototypeOf(globalThis)[k]",
        "Object.defineProperty(globalThis, 'x', {set() { throw 1 }, get() { return 5 }})",
        "Object.defineProperty(globalThis, 'Buffer', {value: 5})",
    ] {
        check(harm, "x = 1; return [x, Buffer.from('41', 'hex').toString()]", r#"[1,"A"]"#);
    }
}

#[test]
fn built_ins_stay_what_they_are() {
    let probe = "return [Buffer.from('IQ==', 'base64')[0], [1, 2].map(x => x + 1), JSON.stringify({a: 1}), Math.max(1, 2), String(new Error('x')), typeof console.log, Buffer.alloc(2).readUInt16LE(0)]";
    let expected = r#"[33,[2,3],"{\"a\":1}",2,"Error: x","function",0]"#;
    for harm in [
        "Buffer.from = () => 1",
        "Buffer.prototype.readUInt16LE = () => 666",
        "Buffer['prototype']['readUInt16LE'] = () => 666",
        "const p = Object.getPrototypeOf(Buffer.alloc(1)); p.readUInt16LE = () => 666; delete p.readUInt16LE",
        "Object.defineProperty(Buffer, 'from', {value: 1})",
        "Array.prototype.map = () => 666",
        "const a = []; Object.getPrototypeOf(a).map = () => 666; a.__proto__.map = () => 666",
        "JSON.stringify = () => '666'; JSON['stringify'] = 1; delete JSON.stringify",
        "const m = Math; m.max = () => 666",
        "const {prototype} = Error; prototype.toString = () => 666; prototype.name = 'y'",
        "const c = console; c.log = 1; delete c.log",
        "console = 1; Buffer = 1; Math = 1; JSON = 1",
        "Object.setPrototypeOf(Buffer.prototype, null)",
        "Reflect.setPrototypeOf(Array.prototype, null)",
        "Object.assign(Array.prototype, {map: 1})",
        "Array.prototype[Symbol.iterator] = 1; Object.getPrototypeOf([][Symbol.iterator]()).next = 1",
        "Object.getPrototypeOf(Uint8Array).prototype.fill = 1; Object.getPrototypeOf(Uint8Array).from = 1",
        "const E = Error; E.prepareStackTrace = () => 666; E.stackTraceLimit = 0",
        "Error.prepareStackTrace = () => 666; Error.stackTraceLimit = 0",
        "String.prototype.toWellFormed = () => 666; Object.prototype.toJSON = () => 666",
        "Object.prototype.__defineSetter__('a', () => { throw 1 }); Object.prototype.__defineGetter__('userdata', () => 1)",
        "Function.prototype.call = 1; Function.prototype.apply = 1; Reflect.apply = 1",
        "(async () => {}).__proto__.x = 1; (function* () {}).prototype.__proto__.next = 1",
        "Symbol.iterator.description = 1; BigInt.prototype.toJSON = () => 666",
        "new Map()[Symbol.iterator]().__proto__.next = 1; ''.matchAll(/x/g).__proto__.next = 1",
        "Iterator.prototype.map = 1; Iterator.prototype[Symbol.toStringTag] = 'x'; Iterator.prototype.constructor = 1",
        "(async () => { await 1; Array.prototype.map = 1 })()",
    ] {
        check(harm, probe, expected);
    }
}

#[test]
fn a_script_keeps_nothing_for_itself() {
    check_same("function f() { f.n = (f.n || 0) + 1; return f.n } return f()", "1");
    check_same(
        "arguments.callee.n = (arguments.callee.n || 0) + 1; return arguments.callee.n",
        "1",
    );
    check_same(
        "const t = s => s; const a = t`x`; try { a.n = 1 } catch {} return a.n === undefined",
        "true",
    );
    check_same(
        "payload_parser.n = (payload_parser.n || 0) + 1; function payload_parser() { return payload_parser.n }",
        "1",
    );
    check_same(
        "const f = Object.freeze; try { $host.n = ($host.n || 0) + 1 } catch {} return $host.n === undefined",
        "true",
    );
    check_same("try { $host.codec.n = 1 } catch {} return $host.codec.n === undefined", "true");
    check_same("const r = /a/g; r.lastIndex += 1; return r.lastIndex", "1");
    check_same(
        "device.server_attrs.n = (device.server_attrs.n || 0) + 1; return device.server_attrs.n",
        "1",
    );
    check_same(
        "const {Date: D} = globalThis; D.n = (D.n || 0) + 1; return typeof D.n",
        r#""undefined""#,
    );
    check_same("class A { static n = 0 } A.n += 1; return A.n", "1");
}

#[test]
fn text_cannot_leave_its_function() {
    for escape in [
        "}}); let leak = 1; (function(){ return function(){",
        "}}); var leak = 1; (function($in,$host,device){return function(){",
        "} leak = 1; {",
        "}, leak: 1, x() {",
        "}(leak = 1), function(){",
        "}[leak = 1] = function(){",
        "}}, globalThis.leak = 1, function(){return function(){",
        "} }) ; leak = 1; ({ $check() {",
        "} leak = 1; function g() {",
        "}`${leak = 1}`; {",
        "*/ } leak = 1; /*",
        "return 1 } } ) //",
    ] {
        let mut sandbox = Sandbox::new(Limits::default());
        let outcome = sandbox.run(&thing_model(1, escape), &input());
        let text = shown(&outcome);
        assert!(text.starts_with("syntax: "), "{escape}: {text}");
        let outcome = sandbox.run(&thing_model(2, "return typeof leak"), &input());
        assert_eq!(shown(&outcome), r#""undefined""#, "{escape}");
    }
}

#[test]
fn scripts_may_bring_what_old_engines_lack() {
    let bring = "Object.defineProperty(Object, 'assign', {value: function (to, from) { to.brought = true; return to }, writable: true, configurable: true});";
    check_same(&format!("{bring} return Object.assign({{}}, {{a: 1}})"), r#"{"brought":true}"#);
    check(bring, "return Object.assign({}, {a: 1})", r#"{"a":1}"#);
    check_same(
        &format!(
            "{bring} return [Object.keys({{a: 1}}), {{}} instanceof Object, new Object(5) + 1, Object('x').length, Object.name, Object.leak === undefined, Object.leak = 1]"
        ),
        r#"[["a"],true,6,1,"Object",true,1]"#,
    );
    check_same(
        "Object.defineProperty(Math, 'twice', {value: x => 2 * x}); Object.defineProperty(Number, 'isInteger', {value: () => 'mine'}); return [Math.twice(2), Math.max(1, 2), Number.isInteger(1), Number('7'), Number.parseFloat('1.5')]",
        r#"[4,2,"mine",7,1.5]"#,
    );
}

#[test]
fn scripts_may_extend_built_ins_for_themselves() {
    for (source, expected) in [
        (
            "Array.prototype.last = function () { return this[this.length - 1] }; return [1, 2].last()",
            "2",
        ),
        (
            "Number.prototype['round'] = function (n) { return Number(this.toFixed(n)) }; return (1.234).round(1)",
            "1.2",
        ),
        ("Object.defineProperty(String.prototype, 'x', {value: 1}); return 'a'.x", "1"),
        ("Math.twice = x => 2 * x; return Math.twice(2)", "4"),
        (
            "Buffer.prototype.readBCD = function (i) { return (this[i] >> 4) * 10 + (this[i] & 15) }; return Buffer.from([0x42]).readBCD(0)",
            "42",
        ),
    ] {
        check_same(source, expected);
        check(
            source,
            "return [[].last, Math.twice, Buffer.alloc(0).readBCD, 'a'.x].every(x => x === undefined)",
            "true",
        );
    }
}

#[test]
fn own_properties_may_be_named_like_inherited_ones() {
    check_same(
        "function P() {} P.prototype.toString = () => 'p'; P.prototype.constructor = P; const o = {}; o.valueOf = () => 7; o.hasOwnProperty = 1; return [String(new P()), o + 1, o.hasOwnProperty]",
        r#"["p",8,1]"#,
    );
    check_same(
        "class E extends Error { constructor(m) { super(m); this.name = 'E'; this.message = m + '!' } } try { throw new E('x') } catch (e) { return [String(e), e.name, e instanceof Error] }",
        r#"["E: x!","E",true]"#,
    );
    check_same("const e = new TypeError('a'); e.name = 'N'; return String(e)", r#""N: a""#);
}

#[test]
fn a_new_version_of_a_script_replaces_the_old_one() {
    let mut sandbox = Sandbox::new(Limits::default());
    for version in 1..5 {
        let mut script =
            Script { source: Arc::from(format!("return {version}")), ..thing_model(1, "") };
        script.key.version = version;
        assert_eq!(shown(&sandbox.run(&script, &input())), version.to_string());
    }
}

#[test]
fn the_cache_is_bounded_and_evicted_scripts_still_run() {
    let mut sandbox = Sandbox::new(Limits { cached_scripts: 3, ..Limits::default() });
    for round in 0..3 {
        for id in 0..10 {
            let script = thing_model(id, &format!("return {id}"));
            assert_eq!(shown(&sandbox.run(&script, &input())), id.to_string(), "round {round}");
        }
    }
}

#[test]
fn memory_does_not_grow_from_run_to_run() {
    let mut sandbox = Sandbox::new(Limits::default());
    let scripts = [
        thing_model(
            1,
            "function payload_parser({msg}) { return {telemetry_data: {n: payload.length, t: msg.token}} }",
        ),
        thing_model(
            2,
            "const a = {}; a.self = [a, () => a]; leak = a; console.log('x'); return {a: 1}",
        ),
        thing_model(3, "throw new Error('x'.repeat(100))"),
    ];
    let mut highest = [0; 2];
    for half in &mut highest {
        for _ in 0..5_000 {
            for script in &scripts {
                sandbox.run(script, &input());
            }
            let used = sandbox.realm.as_ref().map_or(0, crate::realm::Realm::used_bytes);
            *half = used.max(*half);
        }
    }
    let [first, second] = highest;
    println!("at most {first}, then {second} bytes");
    assert!(second < first + (256 << 10), "{first}, then {second} bytes");
    // Built-ins and three scripts, plus garbage up to the collection threshold.
    assert!(second < 4 << 20, "{second} bytes");
}

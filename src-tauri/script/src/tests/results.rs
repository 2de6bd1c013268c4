//! What becomes of returned values and console lines.

use super::{check, input, run, shown, thing_model};
use crate::{ErrorKind, Limits, Sandbox};

#[test]
fn values_become_json() {
    check("return {z: 1, a: 2, 10: 3, m: null}", r#"{"10":3,"z":1,"a":2,"m":null}"#);
    check(
        "return {u: undefined, f() {}, s: Symbol('x'), n: NaN, i: -Infinity, z: -0}",
        r#"{"n":null,"i":null,"z":0}"#,
    );
    check(
        "return {a: 5n, b: 123456789012345678901234567890n, c: -9007199254740991n}",
        r#"{"a":5,"b":"123456789012345678901234567890","c":-9007199254740991}"#,
    );
    check("return [undefined, () => 1, 1.5, 1e21, 1e-7]", "[null,null,1.5,1e+21,1e-7]");
    check(
        "return {d: new Date(0), b: Buffer.from([1]), m: new Map([[1, 2]]), e: new Error('x')}",
        r#"{"d":"1970-01-01T00:00:00.000Z","b":{"type":"Buffer","data":[1]},"m":{},"e":{}}"#,
    );
    check("return () => 1", "nothing");
    check("return Symbol('x')", "nothing");
    check("return 'text'", r#""text""#);
    check(r#"return {t: 'ü€😀\u0000"\\\n'}"#, r#"{"t":"ü€😀\u0000\"\\\n"}"#);
}

#[test]
fn names_of_prototypes_are_plain_keys() {
    check(
        r#"return JSON.parse('{"__proto__": {"x": 1}, "constructor": 2}')"#,
        r#"{"__proto__":{"x":1},"constructor":2}"#,
    );
    check("const o = {}; o['__proto__'] = {x: 1}; return [o, o.x]", "[{},1]");
    check("return {['__proto__']: 1, toString: 2}", r#"{"__proto__":1,"toString":2}"#);
}

#[test]
fn half_characters_are_replaced() {
    check(
        r"return {a: '\ud83d', b: '\ude00x', c: '😀', d: '\\ud83d', '\udc00': 1}",
        "{\"a\":\"\u{fffd}\",\"b\":\"\u{fffd}x\",\"c\":\"😀\",\"d\":\"\\\\ud83d\",\"\u{fffd}\":1}",
    );
}

#[test]
fn what_cannot_be_json_is_an_error() {
    check("const a = {}; a.a = a; return a", "thrown: TypeError: circular reference");
    check("return {get a() { throw new Error('getter') }}", "thrown: getter @1:29");
    check("return {toJSON() { throw new Error('toJSON') }}", "thrown: toJSON @1:30");
    check(
        "let o = 1; for (let i = 0; i < 200; i++) o = [o]; return o",
        "output: the result is nested deeper than 127 levels",
    );
    check(
        "return ['x'.repeat(1000000), 'x'.repeat(100000)]",
        "output: the result has 1100007 bytes of JSON, 1048576 are allowed",
    );
    check("return new Array(20).fill('x'.repeat(500000))", "output: the result is too large");
    check(
        "return 'x'.repeat(2000000)",
        "memory: out of memory: one text, list or buffer may have 1024 KiB @1:12",
    );
    // The place is told where there is memory left to note it.
    let text = shown(&run("const a = []; for (;;) a.push('x'.repeat(1000000))"));
    assert!(text.starts_with("memory: out of memory: a script may have 32768 KiB"), "{text}");
}

#[test]
fn the_console_is_kept_in_order() {
    let outcome = run(
        "console.log('a', 1, {b: [2]}, null, undefined); console.warn('w'); console.error(new TypeError('e')); console.debug(1n); console.info(); console.assert(false, 'x'); return 1",
    );
    let lines: Vec<_> =
        outcome.console.iter().map(|line| format!("{}: {}", line.level, line.text)).collect();
    assert_eq!(
        lines,
        [
            r#"info: a 1 {"b":[2]} null undefined"#,
            "warn: w",
            "error: TypeError: e",
            "debug: 1n",
            "info: ",
            "error: Assertion failed x",
        ]
    );
}

#[test]
fn the_logger_writes_the_same_lines() {
    let outcome = run("logger.warn('low battery', {params: {v: 2.1}}); return logger === console");
    assert_eq!(shown(&outcome), "true");
    let line = outcome.console.first().map(|line| format!("{}: {}", line.level, line.text));
    assert_eq!(line.as_deref(), Some(r#"warn: low battery {"params":{"v":2.1}}"#));
}

#[test]
fn the_console_survives_errors_and_is_empty_for_the_next_run() {
    let mut sandbox = Sandbox::new(Limits::default());
    let outcome = sandbox.run(&thing_model(1, "console.log('before'); throw 1"), &input());
    assert_eq!(outcome.console.len(), 1);
    let outcome = sandbox.run(&thing_model(2, "return 1"), &input());
    assert!(outcome.console.is_empty());
}

#[test]
fn the_console_is_bounded() {
    let outcome = run("for (let i = 0; i < 100000; i++) console.log('line ' + i); return 1");
    assert_eq!(shown(&outcome), "1");
    assert_eq!(outcome.console.len(), 201);
    assert_eq!(
        outcome.console.last().map(|line| line.text.text()),
        Some("99800 more lines were dropped")
    );
    let outcome = run("for (let i = 0; i < 100; i++) console.log('x'.repeat(100000)); return 1");
    let bytes: usize = outcome.console.iter().map(|line| line.text.text().len()).sum();
    assert!(bytes < 70_000, "{bytes}");
    let outcome = run(
        r"const c = {}; c.c = c; console.log(c, '\ud800', {toJSON() { throw 1 }}, {get x() { throw 1 }}); return 1",
    );
    assert_eq!(
        outcome.console.first().map(|line| line.text.text()),
        Some("[object] \u{fffd} [object] [object]")
    );
}

#[test]
fn memory_is_measured() {
    let mut sandbox = Sandbox::new(Limits::default());
    let script = thing_model(1, "const a = Buffer.alloc(1000000); return a.length");
    for _ in 0..3 {
        let bytes = sandbox.run(&script, &input()).memory_bytes;
        assert!((1_000_000..1_500_000).contains(&bytes), "{bytes}");
        let bytes = sandbox.run(&thing_model(2, "return 1"), &input()).memory_bytes;
        assert!(bytes < 100_000, "{bytes}");
    }
}

#[test]
fn an_editor_may_check_without_running() {
    let mut sandbox = Sandbox::new(Limits::default());
    assert_eq!(sandbox.check("for (;;);"), Ok(()));
    let error = sandbox.check("let x = ;").expect_err("a syntax error");
    assert_eq!((error.kind, error.line), (ErrorKind::Syntax, Some(1)));
}

//! Failures as sentences that can be said in other languages.

use model::record::ParserType;
use model::{Said, Saying};
use serde_json::Value;

use super::{input, run, thing_model};
use crate::{Limits, Sandbox, Script, ScriptError};

fn error(source: &str) -> ScriptError {
    run(source).result.expect_err(source)
}

/// Which sentence the message is; behind the name of an error the one that is quoted.
fn code(said: &Said) -> Option<String> {
    if said.saying() == Some(Saying::About) {
        let quoted = said.params()?.get("why")?.get("code")?;
        return quoted.as_str().map(str::to_owned);
    }
    said.saying().map(|saying| saying.code().to_owned())
}

#[test]
fn what_is_ours_to_say_is_a_sentence() {
    for (source, expected) in [
        ("for (;;) {}", "script_late"),
        ("const a = []; for (;;) a.push('x'.repeat(1000000))", "script_memory_all"),
        ("return 'x'.repeat(2000000)", "script_memory_block"),
        ("return String(3n ** 600000n)", "script_memory_big_int"),
        ("return ['x'.repeat(1000000), 'x'.repeat(100000)]", "script_result_bytes"),
        ("return new Array(20).fill('x'.repeat(500000))", "script_result_large"),
        ("let o = 1; for (let i = 0; i < 200; i++) o = [o]; return o", "script_result_deep"),
        ("const a = {}; a.a = a; return a", "script_circular"),
        ("async function f() {} return f()", "script_async"),
        ("return eval('1')", "script_no_eval"),
        ("return Function('1')", "script_no_function"),
        ("return new RegExp('a'.repeat(30000))", "script_reg_exp_long"),
        ("return 'a'.repeat(900000).includes('b'.repeat(900000))", "script_search_long"),
        ("return [1].values().drop(5000000).next()", "script_drops_many"),
        ("const o = Object['proto' + 'type']; o.toString = 1", "script_built_in_fixed"),
        ("throw { get message() { throw 1 } }", "script_threw_unknown"),
    ] {
        let message = error(source).message;
        assert_eq!(code(&message).as_deref(), Some(expected), "{source}: {message}");
    }
    for (source, expected) in [
        ("return Buffer.alloc('2')", "buffer_type"),
        ("return Buffer.concat('ab')", "buffer_instance"),
        ("return Buffer.from(undefined)", "buffer_first"),
        ("return Buffer.alloc(4).readUInt8(0.5)", "buffer_integer"),
        ("return Buffer.alloc(4).readUInt16BE(3)", "buffer_between"),
        ("return Buffer.alloc(4).copy(Buffer.alloc(4), 0, 9)", "buffer_range"),
        ("return Buffer.alloc(1).readUInt16BE(0)", "buffer_outside"),
        ("return Buffer.from('a', 'utf7')", "buffer_encoding"),
        ("return Buffer.alloc(3).swap16()", "buffer_multiple"),
        ("return new BufferTKL([0xab]).read(0, 'bcd1')", "no_bcd"),
        ("return BufferTKL.write(300, 'uint8')", "no_fit_bytes"),
        ("return BufferTKL.write(4, 'bit0-1')", "no_fit_bits"),
        ("return BufferTKL.write('xy', 'hex1')", "no_hexadecimal"),
        ("return Utils.parseToBuffer('xy')", "no_hexadecimal"),
        ("return BufferTKL.write('1a', 'bcd1')", "no_decimal"),
        ("return BufferTKL.write(1, 'int7')", "no_field_type"),
        ("return RPCHelper.paraWrite('app', 0, new Array(300))", "registers_over"),
        ("return RPCHelper.paraRead('app', 0, 0)", "registers_range"),
        ("return RPCHelper.paraRead('moon', 0, 1)", "no_parameter_space"),
    ] {
        let message = error(source).message;
        assert_eq!(code(&message).as_deref(), Some(expected), "{source}: {message}");
        // A script that catches it reads what it always did.
        let body = source.trim_start_matches("return ");
        let caught = format!("try {{ {body} }} catch (error) {{ return String(error) }}");
        let caught = run(&caught).result.unwrap();
        assert_eq!(caught, Some(message.text().into()), "{source}");
    }
    let formula = |text: &str| {
        let source = format!(
            "const info = {{field_name: 'v', index: 0, type: 'uint8', postProcess: {text}}};
            return new PayloadParser({{msg, appInfo: [info]}}).telemetry()"
        );
        let message = error(&source).message;
        message.params().and_then(|all| all.get("why").cloned()).unwrap_or_default()
    };
    assert_eq!(formula("'x'.repeat(9000)").get("code"), Some(&"formula_bytes".into()));
    let broken = formula("'value +'");
    assert_eq!(broken.pointer("/params/what"), Some(&"postProcess".into()), "{broken}");
    let long = format!("// {}", "x".repeat(300_000));
    assert_eq!(code(&error(&long).message).as_deref(), Some("script_bytes"));
    let digits = format!("return {}n", "1".repeat(5_000));
    assert_eq!(code(&error(&digits).message).as_deref(), Some("script_big_int_long"));
    let codec = Script { parser: ParserType::ChirpStack, ..thing_model(1, "let x = 1") };
    let codec = Sandbox::new(Limits::default()).run(&codec, &input()).result.unwrap_err();
    assert_eq!(code(&codec.message).as_deref(), Some("script_no_decoder"));
}

#[test]
fn words_of_the_script_and_of_the_engine_stay_and_their_kind_is_said() {
    for (source, kind) in [
        ("throw new Error('the valve is stuck')", Saying::ScriptThrew),
        ("return {;", Saying::ScriptSyntax),
        ("const f = () => f() + 1; return f()", Saying::ScriptStack),
    ] {
        let error = error(source);
        assert_eq!(error.message.saying(), None, "{source}");
        let why = error.why();
        assert_eq!(why.saying(), Some(kind), "{source}");
        assert_eq!(why.text(), error.message.text(), "in English they are all there is");
    }
    let placed = error("const a = 1;\nthrow new Error('no')");
    let sentence = placed.sentence();
    assert_eq!(sentence.saying(), Some(Saying::ScriptPlace));
    assert_eq!(sentence.params().and_then(|all| all.get("line")), Some(&Value::from(2)));
    assert_eq!(sentence.text(), placed.to_string());
}

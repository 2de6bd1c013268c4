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

//! Turns an author's text into text that QuickJS compiles to a factory of runs.

use std::fmt::Write as _;

use model::record::ParserType;

use crate::types::ScriptKind;

/// File name under which the author's text appears in stack traces.
pub(crate) const FILE: &str = "script";

/// Lines of wrapper before the author's first line.
pub(crate) const LINES_BEFORE: u32 = 1;

/// Lines of the author's text.
pub(crate) fn lines(source: &str) -> u32 {
    u32::try_from(source.split('\n').count()).unwrap_or(u32::MAX)
}

/// Wraps the text as a function that takes a run's inputs and gives a function to call.
///
/// The inputs are parameters of the *outer* function, so that a body may declare `let payload`
/// of its own. The outer function also makes each run a fresh inner one: an author can hang
/// values on `arguments.callee`, and they are gone with the run.
///
/// Only text that passed [`checks`] may be wrapped: it could close the functions otherwise.
pub(crate) fn factory(kind: ScriptKind, parser: ParserType, source: &str) -> String {
    let (parameters, tail) = match (kind, parser) {
        (ScriptKind::ThingModel, ParserType::Custom) => (THING_MODEL, PAYLOAD_PARSER),
        (ScriptKind::ThingModel, ParserType::ChirpStack) => (THING_MODEL, CODEC),
        (ScriptKind::Rpc, _) => (
            "device,params,values,alarms,logger,org_params",
            "if(typeof rpc_script===\"function\")return rpc_script($in)",
        ),
        (ScriptKind::Trigger, _) => (
            "device,thingModelId",
            "if(typeof trigger_script===\"function\")return $host.trigger($in,trigger_script)",
        ),
        (ScriptKind::Forwarder, _) => (
            "topic,msg,org_params",
            "if(typeof forwardScript===\"function\")return forwardScript($in)",
        ),
    };
    let mut facades = String::new();
    for name in facades_of(source) {
        // Writing to a text cannot fail.
        let _ = write!(facades, "var {name}=$host.facade(\"{name}\");");
    }
    format!(
        "(function($in,$host,{parameters}){{{facades}return function(){{\n{source}\n;{tail}}}}})"
    )
}

const THING_MODEL: &str = "device,msg,thingModelId,noticeAttrs,payload,port,fPort";
const PAYLOAD_PARSER: &str = "if(typeof payload_parser===\"function\")return payload_parser($in)";
const CODEC: &str = "return $host.codec($in,\
    typeof decodeUplink===\"function\"?decodeUplink:null,\
    typeof Decode===\"function\"?Decode:null,\
    typeof Decoder===\"function\"?Decoder:null)";

/// Two texts that both compile only if `source` is a function body by itself.
///
/// Text that closes the function early must go on with a statement in the first and with `,` or
/// `}` in the second; no text can do both. Without this, `}}); let leaked = 0; (function(){…`
/// would run outside of its function. Compile these where running them does no harm.
pub(crate) fn checks(source: &str) -> [String; 2] {
    [format!("function $check(){{\n{source}\n}}"), format!("({{$check(){{\n{source}\n}}}})")]
}

/// Whether the text uses the predefined variable `payload`, which costs time to make.
pub(crate) fn mentions_payload(source: &str) -> bool {
    source.match_indices("payload").any(|(at, word)| {
        let before = source.get(..at).unwrap_or("").chars().next_back();
        let after = source.get(at + word.len()..).unwrap_or("").chars().next();
        !before.is_some_and(|c| c == '.' || is_name(c)) && !after.is_some_and(is_name)
    })
}

/// Characters of the longest BigInt that the text spells out; `None` when there is none. Words in
/// comments and texts that look like one count, too.
pub(crate) fn longest_big_int(source: &str) -> Option<usize> {
    let words = source.split(|c: char| !c.is_ascii_alphanumeric() && c != '_' && c != '$');
    let big_ints =
        words.filter(|word| word.ends_with('n') && word.starts_with(|c: char| c.is_ascii_digit()));
    big_ints.map(str::len).max()
}

fn is_name(character: char) -> bool {
    character.is_alphanumeric() || matches!(character, '_' | '$')
}

/// Built-ins that scripts are known to extend.
const BUILT_INS: [&str; 24] = [
    "Object",
    "Array",
    "String",
    "Number",
    "Boolean",
    "Date",
    "Function",
    "RegExp",
    "Math",
    "JSON",
    "Error",
    "Buffer",
    "Uint8Array",
    "Symbol",
    "BigInt",
    "Map",
    "Set",
    "Reflect",
    "BufferTKL",
    "PayloadParser",
    "MSparser",
    "Utils",
    "TriggerHelper",
    "RPCHelper",
];

/// Built-ins to which the text adds functions (`Object.defineProperty(Object, "assign", …)`), as
/// codecs do that bring what old engines lack. Such a run gets an object of its own in front of
/// each, which costs next to nothing.
fn facades_of(source: &str) -> impl Iterator<Item = &'static str> {
    BUILT_INS.into_iter().filter(move |name| {
        source.match_indices(name).any(|(at, _)| {
            let before = source.get(..at).unwrap_or("").trim_end();
            let rest = source.get(at + name.len()..).unwrap_or("").trim_start();
            before.ends_with("defineProperty(") && rest.starts_with(',')
        })
    })
}

/// Whether the text seems to change a built-in (`Array.prototype.last = …`, `Math.log10 = …`), so
/// that it needs a realm that is not frozen.
///
/// A guess about convenience, never about safety: a script that changes built-ins in a way this
/// does not see fails in the frozen realm, and it alone.
pub(crate) fn changes_built_ins(source: &str) -> bool {
    BUILT_INS.iter().any(|name| {
        source.match_indices(name).any(|(at, _)| {
            let before = source.get(..at).unwrap_or("").chars().next_back();
            let rest = source.get(at + name.len()..).unwrap_or("");
            !before.is_some_and(|c| c == '.' || is_name(c)) && is_changed(rest)
        })
    })
}

/// Whether the text after a built-in's name is `.member =`, `.prototype.member =`,
/// `.prototype[…]` or `.prototype,` (an argument of `defineProperty` or `assign`).
fn is_changed(rest: &str) -> bool {
    let Some(member) = rest.strip_prefix('.') else { return false };
    let rest = match member.strip_prefix("prototype") {
        Some(rest) if rest.trim_start().starts_with(['[', ',']) => return true,
        Some(rest) => match rest.strip_prefix('.') {
            Some(member) => member,
            None => return false,
        },
        None => member,
    };
    let rest = rest.trim_start_matches(is_name).trim_start();
    rest.starts_with('=') && !rest.starts_with("==") && !rest.starts_with("=>")
}

//! Compiling: engines with bounds, checking an author's text, and where an error is.

use std::time::Instant;

use model::{Said, Saying, say};
use rquickjs::context::{EvalOptions, intrinsic};
use rquickjs::{Context, Ctx, Error, Runtime, Value};

use crate::limits::Limits;
use crate::meter::{Meter, MeteredAllocator};
use crate::source;
use crate::types::{ErrorKind, ScriptError};
use crate::watch::Watch;

/// Characters of a BigInt in source text. Reading one takes time that grows with their square.
const BIG_INT_DIGITS: usize = 4096;

/// Makes sure that `source` is a function body by itself, and says where it is not.
///
/// In a runtime of its own, because text that is not may run while it is checked.
pub(crate) fn check(limits: &Limits, text: &str) -> Result<(), ScriptError> {
    if text.len() > limits.source_bytes {
        let message = say!(ScriptBytes, bytes = text.len(), limit = limits.source_bytes);
        return Err(ScriptError::new(ErrorKind::Syntax, message));
    }
    if source::longest_big_int(text).is_some_and(|digits| digits > BIG_INT_DIGITS) {
        let message = say!(ScriptBigIntLong, limit = BIG_INT_DIGITS);
        return Err(ScriptError::new(ErrorKind::Syntax, message));
    }
    let broken = |_| ScriptError::new(ErrorKind::Syntax, Saying::ScriptNotCompiled);
    let watch = Watch::default();
    let runtime = bounded_runtime(limits, &watch, &Meter::default()).map_err(broken)?;
    let context =
        Context::custom::<(intrinsic::Eval, intrinsic::RegExpCompiler, intrinsic::RegExp)>(
            &runtime,
        )
        .map_err(broken)?;
    watch.start(Instant::now(), limits.time);
    context.with(|ctx| {
        for checked in source::checks(text) {
            if evaluate::<Value<'_>>(&ctx, &checked, source::FILE).is_err() {
                return Err(syntax_error(&ctx, source::lines(text)));
            }
        }
        Ok(())
    })
}

fn syntax_error(ctx: &Ctx<'_>, lines: u32) -> ScriptError {
    let thrown = ctx.catch();
    let Some(exception) = thrown.as_exception() else {
        return ScriptError::new(ErrorKind::Syntax, Saying::ScriptStrayBrace);
    };
    let message = exception.message().unwrap_or_default();
    let place = place(&exception.stack().unwrap_or_default(), lines);
    let mut error = thrown_error("SyntaxError", &message, place);
    error.kind = ErrorKind::Syntax;
    error
}

/// An engine that stops at its limits.
pub(crate) fn bounded_runtime(
    limits: &Limits,
    watch: &Watch,
    meter: &Meter,
) -> Result<Runtime, Error> {
    let allocator = MeteredAllocator { meter: meter.clone(), watch: watch.clone() };
    let runtime = Runtime::new_with_alloc(allocator)?;
    runtime.set_memory_limit(limits.memory_bytes);
    runtime.set_max_stack_size(limits.stack_bytes);
    let watch = watch.clone();
    runtime.set_interrupt_handler(Some(Box::new(move || watch.must_stop())));
    Ok(runtime)
}

/// Runs text as a program of the given file name.
pub(crate) fn evaluate<'js, T: rquickjs::FromJs<'js>>(
    ctx: &Ctx<'js>,
    text: &str,
    file: &str,
) -> Result<T, Error> {
    let mut options = EvalOptions::default();
    // Authors write sloppy scripts: undeclared variables must work within a run.
    options.strict = false;
    options.filename = Some(file.to_owned());
    ctx.eval_with_options(text, options)
}

/// What was thrown, as data.
pub(crate) fn thrown_error(name: &str, message: &str, place: Option<(u32, u32)>) -> ScriptError {
    let kind = match (name, message) {
        (_, "out of memory") => ErrorKind::Memory,
        ("OutputError", _) => ErrorKind::Output,
        ("RangeError" | "InternalError", text) if text.contains("stack") => ErrorKind::Stack,
        _ => ErrorKind::Thrown,
    };
    let words = words(message);
    let message = match name {
        "" | "Error" | "OutputError" => words,
        name if words.saying().is_some() => say!(About, what = name, why = words),
        name => Said::plain(format!("{name}: {words}")),
    };
    let (line, column) = place.unzip();
    ScriptError { kind, message, line, column }
}

/// What the prelude throws at scripts, and the engine at a value that holds itself. Known by the
/// English, because all that comes out of the engine is text; what a sentence with more words says
/// comes before one with fewer.
const THROWN: &[Saying] = &[
    Saying::BufferBetween,
    Saying::BufferEncoding,
    Saying::BufferFirst,
    Saying::BufferInstance,
    Saying::BufferInteger,
    Saying::BufferMultiple,
    Saying::BufferOutside,
    Saying::BufferRange,
    Saying::BufferType,
    Saying::FormulaBytes,
    Saying::NoBcd,
    Saying::NoDecimal,
    Saying::NoFieldType,
    Saying::NoFitBits,
    Saying::NoFitBytes,
    Saying::NoHexadecimal,
    Saying::NoParameterSpace,
    Saying::RegistersOver,
    Saying::RegistersRange,
    Saying::ScriptAsync,
    Saying::ScriptBuiltInFixed,
    Saying::ScriptCircular,
    Saying::ScriptDropsMany,
    Saying::ScriptNoDecoder,
    Saying::ScriptNoEval,
    Saying::ScriptNoFunction,
    Saying::ScriptRegExpLong,
    Saying::ScriptResultLarge,
    Saying::ScriptSearchLong,
    Saying::ScriptThrewUnknown,
];

/// A message as a sentence of ours, if it is one.
fn words(message: &str) -> Said {
    let ours = THROWN.iter().find_map(|saying| Said::read(*saying, message));
    ours.unwrap_or_else(|| match message.strip_prefix("postProcess: ") {
        Some(why) => say!(About, what = "postProcess", why = words(why)),
        None => Said::plain(message),
    })
}

/// The first place of a stack trace that lies in the author's source, which has `lines` lines.
pub(crate) fn place(stack: &str, lines: u32) -> Option<(u32, u32)> {
    stack.lines().find_map(|frame| {
        let at = frame.rfind(&format!("{}:", source::FILE))?;
        let mut numbers =
            frame.get(at + source::FILE.len() + 1..)?.trim_end_matches(')').split(':');
        let line: u32 = numbers.next()?.parse().ok()?;
        let column: u32 = numbers.next()?.parse().ok()?;
        let line = line.checked_sub(source::LINES_BEFORE)?;
        (1..=lines).contains(&line).then_some((line, column))
    })
}

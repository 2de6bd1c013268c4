//! One QuickJS runtime with the globals that scripts see.

use std::rc::Rc;
use std::time::Instant;

use rquickjs::context::{EvalOptions, intrinsic};
use rquickjs::{
    CatchResultExt, Context, Ctx, Error, Function, Object, Persistent, Runtime, TypedArray, Value,
};

use crate::console::Console;
use crate::limits::Limits;
use crate::meter::{Meter, MeteredAllocator};
use crate::types::{ErrorKind, Input, Notice, Script, ScriptError};
use crate::watch::Watch;
use crate::{output, source};

/// The prelude: one function of (`frozen`, `emit`, `utf8`) that gives the host's functions.
const PRELUDE: &str = concat!(
    "(function(frozen,emit,utf8){'use strict';",
    include_str!("prelude/guards.js"),
    include_str!("prelude/buffer.js"),
    include_str!("prelude/console.js"),
    include_str!("prelude/realm.js"),
    include_str!("prelude/host.js"),
    "return host})"
);

/// Built-in objects of a realm. No WeakRef (its finalizers are jobs) and no Proxy (see `guards.js`).
type Intrinsics = (
    intrinsic::Date,
    intrinsic::Eval,
    intrinsic::RegExpCompiler,
    intrinsic::RegExp,
    intrinsic::Json,
    intrinsic::MapSet,
    intrinsic::TypedArrays,
    intrinsic::Promise,
);

type SavedFunction = Persistent<Function<'static>>;

/// A compiled script; belongs to the realm that made it.
#[derive(Clone)]
pub(crate) struct Compiled {
    factory: SavedFunction,
    wants_payload: bool,
    lines: u32,
}

/// The host's side of the prelude.
struct Host {
    thing_model: SavedFunction,
    rpc: SavedFunction,
    trigger: SavedFunction,
    forwarder: SavedFunction,
    describe: SavedFunction,
    clean: SavedFunction,
}

/// What a run gave, and whether the realm may be used again.
pub(crate) struct Ran {
    pub(crate) result: Result<Option<serde_json::Value>, ScriptError>,
    pub(crate) reusable: bool,
    /// Bytes the run took at most beyond what was there before it.
    pub(crate) memory_bytes: u64,
}

/// A realm: runtime, context and prelude. Fields drop in order; functions must go first.
pub(crate) struct Realm {
    host: Host,
    context: Context,
    runtime: Runtime,
    console: Console,
    watch: Watch,
    limits: Rc<Limits>,
    meter: Meter,
}

/// Whether built-ins are frozen, so that the realm can serve run after run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum BuiltIns {
    Frozen,
    Changeable,
}

impl Realm {
    /// Makes a realm.
    ///
    /// # Errors
    /// [`ErrorKind::Memory`] when the memory limit leaves no room for the built-ins.
    pub(crate) fn new(limits: Rc<Limits>, built_ins: BuiltIns) -> Result<Self, ScriptError> {
        let no_room = |error: Error| ScriptError::new(ErrorKind::Memory, error.to_string());
        let watch = Watch::default();
        let meter = Meter::default();
        let runtime = bounded_runtime(&limits, &watch, &meter).map_err(no_room)?;
        let context = Context::custom::<Intrinsics>(&runtime).map_err(no_room)?;
        let console = Console::new(&limits);
        let host = context
            .with(|ctx| {
                let host = Host::load(&ctx, built_ins == BuiltIns::Frozen, &console);
                host.catch(&ctx).map_err(|error| error.to_string())
            })
            .map_err(|error| ScriptError::new(ErrorKind::Memory, error))?;
        // A collection walks the whole realm, so let garbage gather first. Most of what a run
        // makes is freed by reference counts at once.
        runtime.set_gc_threshold(meter.used_bytes() + (1 << 20));
        Ok(Self { host, context, runtime, console, watch, limits, meter })
    }

    /// Compiles a script whose text passed [`check`].
    pub(crate) fn compile(&self, script: &Script) -> Result<Compiled, ScriptError> {
        self.watch.start(Instant::now(), self.limits.time);
        let text = source::factory(script.kind, script.parser, &script.source);
        self.context.with(|ctx| {
            let lines = source::lines(&script.source);
            let factory: Function<'_> =
                evaluate(&ctx, &text).map_err(|_| self.caught(&ctx, lines))?;
            let wants_payload = source::mentions_payload(&script.source);
            Ok(Compiled { factory: Persistent::save(&ctx, factory), wants_payload, lines })
        })
    }

    /// Runs a compiled script.
    pub(crate) fn run(&self, compiled: &Compiled, input: &Input<'_>) -> Ran {
        self.watch.start(Instant::now(), self.limits.time);
        self.meter.start();
        let (result, clean) = self.context.with(|ctx| {
            let result = self.call(&ctx, compiled, input);
            let clean = !self.watch.expired() && self.clean(&ctx);
            (result, clean)
        });
        let memory_bytes = self.meter.peak_bytes();
        let out_of_memory = matches!(&result, Err(error) if error.kind == ErrorKind::Memory);
        let reusable = clean && !out_of_memory && !self.runtime.is_job_pending();
        Ran { result, reusable, memory_bytes }
    }

    /// Lines written to the console since the last call.
    pub(crate) fn take_console(&self) -> Vec<crate::ConsoleLine> {
        self.console.take()
    }

    /// Bytes the realm has taken from the system.
    #[cfg(test)]
    pub(crate) fn used_bytes(&self) -> usize {
        self.meter.used_bytes()
    }

    fn call(
        &self,
        ctx: &Ctx<'_>,
        compiled: &Compiled,
        input: &Input<'_>,
    ) -> Result<Option<serde_json::Value>, ScriptError> {
        let returned = self.invoke(ctx, compiled, input)?;
        let Some(text) = returned.as_string() else { return Ok(None) };
        let text = text.to_string().map_err(|_| {
            ScriptError::new(ErrorKind::Output, "the result is not valid Unicode text")
        })?;
        output::read(&text, &self.limits).map(Some)
    }

    fn invoke<'js>(
        &self,
        ctx: &Ctx<'js>,
        compiled: &Compiled,
        input: &Input<'_>,
    ) -> Result<Value<'js>, ScriptError> {
        let json = |name: &str, text: &str| {
            ctx.json_parse(text).map_err(|_| {
                ctx.catch();
                ScriptError::new(ErrorKind::Input, format!("the input `{name}` is not JSON"))
            })
        };
        let restore = |function: &SavedFunction| {
            function.clone().restore(ctx).map_err(|_| self.caught(ctx, compiled.lines))
        };
        let factory = restore(&compiled.factory)?;
        let returned =
            match *input {
                Input::ThingModel { device, msg, thing_model_id, notice } => {
                    let (device, msg) = (json("device", device)?, json("msg", msg)?);
                    restore(&self.host.thing_model)?.call((
                        factory,
                        device,
                        msg,
                        thing_model_id,
                        notice_bits(notice),
                        compiled.wants_payload,
                    ))
                }
                Input::Rpc { device, params, alarms, org_params } => {
                    restore(&self.host.rpc)?.call((
                        factory,
                        json("device", device)?,
                        json("params", params)?,
                        json("alarms", alarms)?,
                        json("org_params", org_params)?,
                    ))
                }
                Input::Trigger { device, thing_model_id } => restore(&self.host.trigger)?.call((
                    factory,
                    json("device", device)?,
                    thing_model_id,
                )),
                Input::Forwarder { topic, msg, org_params } => restore(&self.host.forwarder)?
                    .call((factory, topic, json("msg", msg)?, json("org_params", org_params)?)),
            };
        returned.map_err(|_| self.caught(ctx, compiled.lines))
    }

    fn clean(&self, ctx: &Ctx<'_>) -> bool {
        let clean =
            self.host.clean.clone().restore(ctx).and_then(|clean| clean.call::<_, bool>(()));
        clean.unwrap_or_else(|_| {
            ctx.catch();
            false
        })
    }

    /// Describes the exception that was just thrown.
    fn caught(&self, ctx: &Ctx<'_>, lines: u32) -> ScriptError {
        let thrown = ctx.catch();
        let describe = || -> Result<Vec<String>, Error> {
            self.host.describe.clone().restore(ctx)?.call((thrown,))
        };
        // Reading a message may run the author's getters, so time may run out here, too.
        let parts = if self.watch.expired() { None } else { describe().ok() };
        if parts.is_none() {
            ctx.catch();
        }
        if self.watch.expired() {
            let millis = self.limits.time.as_millis();
            let message = format!("the script did not end within {millis} ms");
            return ScriptError::new(ErrorKind::Timeout, message);
        }
        match parts.as_deref() {
            Some([name, message, stack]) => thrown_error(name, message, place(stack, lines)),
            _ => ScriptError::new(ErrorKind::Thrown, "the script threw"),
        }
    }
}

/// Makes sure that `source` is a function body by itself, and says where it is not.
///
/// In a runtime of its own, because text that is not may run while it is checked.
pub(crate) fn check(limits: &Limits, text: &str) -> Result<(), ScriptError> {
    if text.len() > limits.source_bytes {
        let message =
            format!("the script has {} bytes, {} are allowed", text.len(), limits.source_bytes);
        return Err(ScriptError::new(ErrorKind::Syntax, message));
    }
    let broken = |_| ScriptError::new(ErrorKind::Syntax, "the script cannot be compiled");
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
            if evaluate::<Value<'_>>(&ctx, &checked).is_err() {
                return Err(syntax_error(&ctx, source::lines(text)));
            }
        }
        Ok(())
    })
}

fn syntax_error(ctx: &Ctx<'_>, lines: u32) -> ScriptError {
    let thrown = ctx.catch();
    let Some(exception) = thrown.as_exception() else {
        return ScriptError::new(ErrorKind::Syntax, "unexpected `}`");
    };
    let message = exception.message().unwrap_or_default();
    let place = place(&exception.stack().unwrap_or_default(), lines);
    let mut error = thrown_error("SyntaxError", &message, place);
    error.kind = ErrorKind::Syntax;
    error
}

fn bounded_runtime(limits: &Limits, watch: &Watch, meter: &Meter) -> Result<Runtime, Error> {
    let runtime = Runtime::new_with_alloc(MeteredAllocator { meter: meter.clone() })?;
    runtime.set_memory_limit(limits.memory_bytes);
    runtime.set_max_stack_size(limits.stack_bytes);
    let watch = watch.clone();
    runtime.set_interrupt_handler(Some(Box::new(move || watch.must_stop())));
    Ok(runtime)
}

fn evaluate<'js, T: rquickjs::FromJs<'js>>(ctx: &Ctx<'js>, text: &str) -> Result<T, Error> {
    let mut options = EvalOptions::default();
    // Authors write sloppy scripts: undeclared variables must work within a run.
    options.strict = false;
    options.filename = Some(source::FILE.to_owned());
    ctx.eval_with_options(text, options)
}

impl Host {
    fn load(ctx: &Ctx<'_>, frozen: bool, console: &Console) -> Result<Self, Error> {
        let mut options = EvalOptions::default();
        options.filename = Some("prelude".to_owned());
        let prelude: Function<'_> = ctx.eval_with_options(PRELUDE, options)?;
        let console = console.clone();
        let emit = Function::new(ctx.clone(), move |level: u32, text: String| {
            console.write(level, text);
        })?;
        let host: Object<'_> = prelude.call((frozen, emit, utf8_functions(ctx)?))?;
        let get =
            |name: &str| Ok::<_, Error>(Persistent::save(ctx, host.get::<_, Function<'_>>(name)?));
        Ok(Self {
            thing_model: get("thingModel")?,
            rpc: get("rpc")?,
            trigger: get("trigger")?,
            forwarder: get("forwarder")?,
            describe: get("describe")?,
            clean: get("clean")?,
        })
    }
}

fn utf8_functions<'js>(ctx: &Ctx<'js>) -> Result<Object<'js>, Error> {
    let utf8 = Object::new(ctx.clone())?;
    let encode = Function::new(ctx.clone(), |ctx: Ctx<'js>, text: String| {
        TypedArray::new_copy(ctx, text.as_bytes())
    })?;
    let decode = Function::new(ctx.clone(), |bytes: TypedArray<'js, u8>| utf8_text(&bytes))?;
    utf8.set("encode", encode)?;
    utf8.set("decode", decode)?;
    Ok(utf8)
}

/// The bytes as text; what is not UTF-8 becomes U+FFFD. `None` for a detached array.
#[expect(unsafe_code, reason = "rquickjs lends array memory through an unsafe function only")]
fn utf8_text(bytes: &TypedArray<'_, u8>) -> Option<String> {
    // SAFETY: the bytes are copied before any script runs, so nothing can detach or write them.
    let bytes = unsafe { bytes.as_bytes() }?;
    Some(String::from_utf8_lossy(bytes).into_owned())
}

/// The bits `host.js` takes for `noticeAttrs`.
fn notice_bits(notice: Notice) -> u8 {
    u8::from(notice.telemetry) | u8::from(notice.shared) << 1 | u8::from(notice.server) << 2
}

fn thrown_error(name: &str, message: &str, place: Option<(u32, u32)>) -> ScriptError {
    let kind = match (name, message) {
        (_, "out of memory") => ErrorKind::Memory,
        ("RangeError" | "InternalError", text) if text.contains("stack") => ErrorKind::Stack,
        _ => ErrorKind::Thrown,
    };
    let text = match (name, message) {
        ("" | "Error", message) => message.to_owned(),
        (name, message) => format!("{name}: {message}"),
    };
    let (line, column) = place.unzip();
    ScriptError { kind, message: text, line, column }
}

/// The first place of a stack trace that lies in the author's source, which has `lines` lines.
fn place(stack: &str, lines: u32) -> Option<(u32, u32)> {
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

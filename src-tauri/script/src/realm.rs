//! One QuickJS runtime with the globals that scripts see.

use std::rc::Rc;
use std::time::Instant;

use rquickjs::context::{EvalOptions, intrinsic};
use rquickjs::{
    CatchResultExt, Context, Ctx, Error, Exception, Function, Object, Persistent, Runtime,
    TypedArray, Value,
};

use crate::console::Console;
use crate::limits::Limits;
use crate::meter::{Meter, MeteredAllocator, Refused};
use crate::types::{ErrorKind, Input, Notice, Script, ScriptError};
use crate::watch::Watch;
use crate::{output, source};

/// The prelude: one function of (`frozen`, `native`) that gives the host's functions.
const PRELUDE: &str = concat!(
    "(function(frozen,native){'use strict';const{emit,utf8,tick,usesBigInts,returned}=native;",
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

/// Characters of a BigInt in source text. Reading one takes time that grows with their square.
const BIG_INT_DIGITS: usize = 4096;

type SavedFunction = Persistent<Function<'static>>;

/// A compiled script; belongs to the realm that made it.
#[derive(Clone)]
pub(crate) struct Compiled {
    factory: SavedFunction,
    wants_payload: bool,
    makes_big_ints: bool,
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
                let frozen = built_ins == BuiltIns::Frozen;
                let host = Host::load(&ctx, frozen, &console, &watch, &meter, &limits);
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
            Ok(Compiled {
                factory: Persistent::save(&ctx, factory),
                wants_payload: source::mentions_payload(&script.source),
                makes_big_ints: source::longest_big_int(&script.source).is_some(),
                lines,
            })
        })
    }

    /// Runs a compiled script.
    pub(crate) fn run(&self, compiled: &Compiled, input: &Input<'_>) -> Ran {
        self.watch.start(Instant::now(), self.limits.time);
        self.meter.start();
        let (result, clean) = self.context.with(|ctx| {
            let result = self.call(&ctx, compiled, input);
            self.meter.host();
            // A script may catch what it is told when its time is over, and return after all.
            let result = if self.watch.expired() { Err(self.too_slow()) } else { result };
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
        let returned = match *input {
            Input::ThingModel { device, msg, thing_model_id, notice } => {
                let (device, msg) = (json("device", device)?, json("msg", msg)?);
                let (notice, payload) = (notice_bits(notice), compiled.wants_payload);
                let run = restore(&self.host.thing_model)?;
                self.hand_over(compiled);
                run.call((factory, device, msg, thing_model_id, notice, payload))
            }
            Input::Rpc { device, params, alarms, org_params } => {
                let (device, params) = (json("device", device)?, json("params", params)?);
                let (alarms, org) = (json("alarms", alarms)?, json("org_params", org_params)?);
                let run = restore(&self.host.rpc)?;
                self.hand_over(compiled);
                run.call((factory, device, params, alarms, org))
            }
            Input::Trigger { device, thing_model_id } => {
                let device = json("device", device)?;
                let run = restore(&self.host.trigger)?;
                self.hand_over(compiled);
                run.call((factory, device, thing_model_id))
            }
            Input::Forwarder { topic, msg, org_params } => {
                let (msg, org) = (json("msg", msg)?, json("org_params", org_params)?);
                let run = restore(&self.host.forwarder)?;
                self.hand_over(compiled);
                run.call((factory, topic, msg, org))
            }
        };
        returned.map_err(|_| self.caught(ctx, compiled.lines))
    }

    /// From here on the memory is the author's.
    fn hand_over(&self, compiled: &Compiled) {
        self.meter.author(self.limits.block_bytes, self.limits.big_int_bytes);
        if compiled.makes_big_ints {
            self.meter.uses_big_ints();
        }
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
            return self.too_slow();
        }
        let mut error = match parts.as_deref() {
            Some([name, message, stack]) => thrown_error(name, message, place(stack, lines)),
            _ => ScriptError::new(ErrorKind::Thrown, "the script threw"),
        };
        if error.kind == ErrorKind::Memory {
            error.message = self.out_of_memory();
        }
        error
    }

    fn too_slow(&self) -> ScriptError {
        let millis = self.limits.time.as_millis();
        let message = format!("the script did not end within {millis} ms");
        ScriptError::new(ErrorKind::Timeout, message)
    }

    fn out_of_memory(&self) -> String {
        match self.meter.refused() {
            Some(Refused::Block(bytes)) => {
                format!("out of memory: one text, list or buffer may have {} KiB", bytes >> 10)
            }
            Some(Refused::BigInt(bytes)) => format!(
                "out of memory: in a script with BigInts, one value may have {} KiB",
                bytes >> 10
            ),
            None => {
                format!("out of memory: a script may have {} KiB", self.limits.memory_bytes >> 10)
            }
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
    if source::longest_big_int(text).is_some_and(|digits| digits > BIG_INT_DIGITS) {
        let message = format!("a BigInt may be written with {BIG_INT_DIGITS} digits");
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
    let allocator = MeteredAllocator { meter: meter.clone(), watch: watch.clone() };
    let runtime = Runtime::new_with_alloc(allocator)?;
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
    fn load(
        ctx: &Ctx<'_>,
        frozen: bool,
        console: &Console,
        watch: &Watch,
        meter: &Meter,
        limits: &Limits,
    ) -> Result<Self, Error> {
        let mut options = EvalOptions::default();
        options.filename = Some("prelude".to_owned());
        let prelude: Function<'_> = ctx.eval_with_options(PRELUDE, options)?;
        let host: Object<'_> =
            prelude.call((frozen, native_functions(ctx, console, watch, meter, limits)?))?;
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

/// What the prelude may ask of the host.
fn native_functions<'js>(
    ctx: &Ctx<'js>,
    console: &Console,
    watch: &Watch,
    meter: &Meter,
    limits: &Limits,
) -> Result<Object<'js>, Error> {
    let (console, watch, meter) = (console.clone(), watch.clone(), meter.clone());
    let native = Object::new(ctx.clone())?;
    let emit = move |level: u32, text: String| console.write(level, text);
    native.set("emit", Function::new(ctx.clone(), emit)?)?;
    let tick = move |ctx: Ctx<'js>| match watch.must_stop() {
        true => Err(Exception::throw_internal(&ctx, "interrupted")),
        false => Ok(()),
    };
    native.set("tick", Function::new(ctx.clone(), tick)?)?;
    let big_ints = meter.clone();
    let uses_big_ints = move || big_ints.uses_big_ints();
    native.set("usesBigInts", Function::new(ctx.clone(), uses_big_ints)?)?;
    // Text grows by half when it is full, and a character may take two bytes.
    let largest_result = limits.output_bytes.saturating_mul(4);
    let returned = move || meter.result(largest_result);
    native.set("returned", Function::new(ctx.clone(), returned)?)?;
    native.set("utf8", utf8_functions(ctx)?)?;
    Ok(native)
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
        ("OutputError", _) => ErrorKind::Output,
        ("RangeError" | "InternalError", text) if text.contains("stack") => ErrorKind::Stack,
        _ => ErrorKind::Thrown,
    };
    let text = match (name, message) {
        ("" | "Error" | "OutputError", message) => message.to_owned(),
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

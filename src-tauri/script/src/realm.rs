//! One QuickJS runtime with the globals that scripts see.

use std::rc::Rc;
use std::time::Instant;

use model::record::Categories;
use model::{Said, Saying, say};
use rquickjs::context::{EvalOptions, intrinsic};
use rquickjs::{CatchResultExt, Context, Ctx, Error, Function, Object, Persistent, Runtime, Value};

use crate::compile::{bounded_runtime, evaluate, place, thrown_error};
use crate::console::Console;
use crate::limits::Limits;
use crate::meter::{Meter, Refused};
use crate::native::{self, Formulas};
use crate::types::{ErrorKind, Input, Script, ScriptError};
use crate::watch::Watch;
use crate::{output, source};

/// The prelude: one function of (`frozen`, `native`) that gives the host's functions.
const PRELUDE: &str = concat!(
    "(function(frozen,native){'use strict';const{emit,utf8,tick,usesBigInts,returned,postProcess,locale}=native;",
    include_str!("prelude/guards.js"),
    include_str!("prelude/locale.js"),
    include_str!("prelude/buffer.js"),
    include_str!("prelude/console.js"),
    include_str!("prelude/tkl/types.js"),
    include_str!("prelude/tkl/utils.js"),
    include_str!("prelude/tkl/payload.js"),
    include_str!("prelude/tkl/rpc.js"),
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
    native: native::Host,
}

impl Drop for Realm {
    fn drop(&mut self) {
        // No function may outlive its realm.
        self.native.formulas.clear();
    }
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
        let native = native::Host {
            console: Console::new(&limits),
            watch: Watch::default(),
            meter: Meter::default(),
            limits,
            formulas: Formulas::default(),
        };
        let runtime = bounded_runtime(&native.limits, &native.watch, &native.meter);
        let runtime = runtime.map_err(no_room)?;
        let context = Context::custom::<Intrinsics>(&runtime).map_err(no_room)?;
        let host = context
            .with(|ctx| {
                let host = Host::load(&ctx, built_ins == BuiltIns::Frozen, &native);
                host.catch(&ctx).map_err(|error| error.to_string())
            })
            .map_err(|error| ScriptError::new(ErrorKind::Memory, error))?;
        // A collection walks the whole realm, so let garbage gather first. Most of what a run
        // makes is freed by reference counts at once.
        runtime.set_gc_threshold(native.meter.used_bytes() + (1 << 20));
        Ok(Self { host, context, runtime, native })
    }

    /// Compiles a script whose text passed [`check`].
    pub(crate) fn compile(&self, script: &Script) -> Result<Compiled, ScriptError> {
        self.native.watch.start(Instant::now(), self.native.limits.time);
        let text = source::factory(script.kind, script.parser, &script.source);
        self.context.with(|ctx| {
            let lines = source::lines(&script.source);
            let factory: Function<'_> =
                evaluate(&ctx, &text, source::FILE).map_err(|_| self.caught(&ctx, lines))?;
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
        self.native.watch.start(Instant::now(), self.native.limits.time);
        self.native.meter.start();
        let (result, clean) = self.context.with(|ctx| {
            let result = self.call(&ctx, compiled, input);
            self.native.meter.host();
            // A script may catch what it is told when its time is over, and return after all.
            let result = if self.native.watch.expired() { Err(self.too_slow()) } else { result };
            let clean = !self.native.watch.expired() && self.clean(&ctx);
            (result, clean)
        });
        let memory_bytes = self.native.meter.peak_bytes();
        let out_of_memory = matches!(&result, Err(error) if error.kind == ErrorKind::Memory);
        let reusable = clean && !out_of_memory && !self.runtime.is_job_pending();
        Ran { result, reusable, memory_bytes }
    }

    /// Lines written to the console since the last call.
    pub(crate) fn take_console(&self) -> Vec<crate::ConsoleLine> {
        self.native.console.take()
    }

    /// Bytes the realm has taken from the system.
    #[cfg(test)]
    pub(crate) fn used_bytes(&self) -> usize {
        self.native.meter.used_bytes()
    }

    fn call(
        &self,
        ctx: &Ctx<'_>,
        compiled: &Compiled,
        input: &Input<'_>,
    ) -> Result<Option<serde_json::Value>, ScriptError> {
        let returned = self.invoke(ctx, compiled, input)?;
        let Some(text) = returned.as_string() else { return Ok(None) };
        let text = text
            .to_string()
            .map_err(|_| ScriptError::new(ErrorKind::Output, Saying::ScriptResultText))?;
        output::read(&text, &self.native.limits).map(Some)
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
                ScriptError::new(ErrorKind::Input, say!(ScriptInputNoJson, name = name))
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
        self.native.meter.author(self.native.limits.block_bytes, self.native.limits.big_int_bytes);
        if compiled.makes_big_ints {
            self.native.meter.uses_big_ints();
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
        // Without memory for an error, the engine throws null.
        let starved = thrown.is_null() && self.is_full();
        let describe = || -> Result<Vec<String>, Error> {
            self.host.describe.clone().restore(ctx)?.call((thrown,))
        };
        // Reading a message may run the author's getters, so time may run out here, too.
        let parts = if self.native.watch.expired() { None } else { describe().ok() };
        if parts.is_none() {
            ctx.catch();
        }
        if self.native.watch.expired() {
            return self.too_slow();
        }
        let mut error = match parts.as_deref() {
            _ if starved => ScriptError::new(ErrorKind::Memory, ""),
            None if self.is_full() => ScriptError::new(ErrorKind::Memory, ""),
            Some([name, message, stack]) => thrown_error(name, message, place(stack, lines)),
            _ => ScriptError::new(ErrorKind::Thrown, Saying::ScriptThrewUnknown),
        };
        if error.kind == ErrorKind::Memory {
            error.message = self.out_of_memory();
        }
        error
    }

    /// Whether the run came close to all memory it may have; the engine counts a little more than
    /// the meter for each block.
    fn is_full(&self) -> bool {
        let limit = self.native.limits.memory_bytes;
        self.native.meter.highest_bytes() > limit - limit / 32
    }

    fn too_slow(&self) -> ScriptError {
        let millis = u64::try_from(self.native.limits.time.as_millis()).unwrap_or(u64::MAX);
        ScriptError::new(ErrorKind::Timeout, say!(ScriptLate, limit_ms = millis))
    }

    fn out_of_memory(&self) -> Said {
        match self.native.meter.refused() {
            Some(Refused::Block(bytes)) => say!(ScriptMemoryBlock, limit = bytes >> 10),
            Some(Refused::BigInt(bytes)) => say!(ScriptMemoryBigInt, limit = bytes >> 10),
            None => say!(ScriptMemoryAll, limit = self.native.limits.memory_bytes >> 10),
        }
    }
}

impl Host {
    fn load(ctx: &Ctx<'_>, frozen: bool, native: &native::Host) -> Result<Self, Error> {
        let mut options = EvalOptions::default();
        options.filename = Some("prelude".to_owned());
        let prelude: Function<'_> = ctx.eval_with_options(PRELUDE, options)?;
        let host: Object<'_> = prelude.call((frozen, native::functions(ctx, native)?))?;
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

/// The bits `host.js` takes for `noticeAttrs`.
fn notice_bits(notice: Categories) -> u8 {
    u8::from(notice.telemetry) | u8::from(notice.shared) << 1 | u8::from(notice.server) << 2
}

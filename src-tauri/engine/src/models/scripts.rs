//! Trying a script: the real sandbox, the real limits, no effect.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use model::record::{Categories, ParserType};
use model::{JsonMap, Said, Saying, TenantCode, say};
use script::{ErrorKind, Input, Outcome, Sandbox, Script, ScriptError, ScriptKey, ScriptKind};
use serde_json::Value;
use things::result::{self, ParsedResult, ResultError};
use tokio::sync::{Semaphore, SemaphorePermit};

use crate::{Engine, Error};

/// Longest script, bytes: what the sandbox compiles.
pub(crate) const SOURCE_MAX: usize = script::SOURCE_BYTES;
/// Trials that may run at once; more wait.
const AT_ONCE: usize = 2;

/// What a trial runs.
#[derive(Debug, Clone, Copy)]
pub enum TrialKind {
    /// A thing model of this style.
    ThingModel(ParserType),
    /// An RPC.
    Rpc,
    /// A trigger.
    Trigger,
    /// A forwarder.
    Forwarder,
}

/// The variables a script sees; those its kind does not have are ignored.
#[derive(Debug, Clone, Default)]
#[expect(missing_docs, reason = "the fields are the script's variables, see thinklink.md 3")]
pub struct TrialInput {
    pub device: Option<Value>,
    pub msg: Option<Value>,
    pub thing_model_id: Option<String>,
    pub notice_attrs: Option<Value>,
    pub params: Option<Value>,
    pub alarms: Option<Value>,
    pub org_params: Option<Value>,
    pub topic: Option<String>,
}

/// Keeps trials from taking both cores.
#[derive(Debug)]
pub(crate) struct Trials {
    permits: Semaphore,
    /// Every trial is a script of its own to the sandbox's cache.
    next: AtomicU64,
}

impl Trials {
    pub(crate) fn new() -> Self {
        Self { permits: Semaphore::new(AT_ONCE), next: AtomicU64::new(0) }
    }

    /// Waits for its turn; `None` while stopping.
    pub(crate) async fn permit(&self) -> Option<SemaphorePermit<'_>> {
        self.permits.acquire().await.ok()
    }

    /// A source as a script that no other one is taken for.
    pub(crate) fn script(&self, kind: TrialKind, source: String) -> Script {
        script_of(kind, source, self.next.fetch_add(1, Ordering::Relaxed))
    }
}

/// The use cases of scripts.
#[derive(Debug, Clone, Copy)]
pub struct Scripts<'e>(pub(crate) &'e Engine);

impl Scripts<'_> {
    /// Runs a script once and forgets it. Its failure is part of the outcome. It sees the
    /// tenant's `org_params`, unless the input has others.
    ///
    /// # Errors
    /// [`Error::Invalid`] when the script is too long, [`Error::Unavailable`] while stopping.
    pub async fn run(
        &self,
        tenant: &TenantCode,
        kind: TrialKind,
        source: String,
        mut input: TrialInput,
    ) -> Result<Outcome, Error> {
        if source.len() > SOURCE_MAX {
            let detail = say!(BytesOver, bytes = source.len(), limit = SOURCE_MAX);
            return Err(Error::field("source", detail));
        }
        let stopping = || Error::Unavailable(Saying::Stopping.into());
        let trials = &self.0.core.trials;
        let _permit = trials.permit().await.ok_or_else(stopping)?;
        let script = trials.script(kind, source);
        if input.org_params.is_none() {
            input.org_params = Some(Value::Object(self.0.org_params().get(tenant)));
        }
        tokio::task::spawn_blocking(move || run(&script, &input)).await.map_err(|_| stopping())
    }
}

fn script_of(kind: TrialKind, source: String, version: u64) -> Script {
    let (kind, parser) = match kind {
        TrialKind::ThingModel(parser) => (ScriptKind::ThingModel, parser),
        TrialKind::Rpc => (ScriptKind::Rpc, ParserType::Custom),
        TrialKind::Trigger => (ScriptKind::Trigger, ParserType::Custom),
        TrialKind::Forwarder => (ScriptKind::Forwarder, ParserType::Custom),
    };
    Script { key: ScriptKey { id: 0, version }, kind, parser, source: Arc::from(source) }
}

fn run(script: &Script, input: &TrialInput) -> Outcome {
    let text =
        |value: &Option<Value>| value.as_ref().map_or_else(|| "{}".to_owned(), ToString::to_string);
    let flag = |name: &str, default: bool| {
        let notice = input.notice_attrs.as_ref().and_then(|notice| notice.get(name));
        notice.and_then(Value::as_bool).unwrap_or(default)
    };
    let known = input.device.as_ref();
    let (device, msg, params) = (text(&input.device), text(&input.msg), text(&input.params));
    let (alarms, org_params) = (text(&input.alarms), text(&input.org_params));
    let thing_model_id = input.thing_model_id.as_deref().unwrap_or("0");
    let input = match script.kind {
        ScriptKind::ThingModel => Input::ThingModel {
            device: &device,
            msg: &msg,
            thing_model_id,
            notice: Categories {
                telemetry: flag("telemetry_data", true),
                shared: flag("shared_attrs", false),
                server: flag("server_attrs", false),
            },
        },
        ScriptKind::Rpc => Input::Rpc {
            device: &device,
            params: &params,
            alarms: &alarms,
            org_params: &org_params,
        },
        ScriptKind::Trigger => Input::Trigger { device: &device, thing_model_id },
        ScriptKind::Forwarder => Input::Forwarder {
            topic: input.topic.as_deref().unwrap_or_default(),
            msg: &msg,
            org_params: &org_params,
        },
    };
    let mut sandbox = Sandbox::new(script::Limits::default());
    let mut outcome = sandbox.run(script, &input);
    outcome.result = outcome.result.and_then(|value| {
        let problem = problem_of(script.kind, &value, known, &msg);
        problem.map_or(Ok(value), |problem| Err(ScriptError::new(ErrorKind::Output, problem)))
    });
    outcome
}

/// Why what a script returned could not be used, if it was for real.
fn problem_of(
    kind: ScriptKind,
    value: &Option<Value>,
    device: Option<&Value>,
    msg: &str,
) -> Option<Said> {
    let value = value.clone();
    match kind {
        ScriptKind::ThingModel => check_results(value, device).err().map(Said::from),
        ScriptKind::Rpc => things::rpc::interpret(value).err().map(Said::from),
        ScriptKind::Trigger => things::trigger::interpret(value).err().map(Said::from),
        ScriptKind::Forwarder => {
            let original = serde_json::from_str(msg).unwrap_or_default();
            things::forward::interpret(value, &original).err().map(Said::from)
        }
    }
}

/// Whether a thing model's results could be used by a device that looks like this. What its
/// sub-devices have is not known here.
fn check_results(value: Option<Value>, device: Option<&Value>) -> Result<(), ResultError> {
    let results = result::interpret(value)?;
    let own: Vec<ParsedResult> =
        results.into_iter().filter(|result| result.sub_device.is_none()).collect();
    let nothing = JsonMap::new();
    let side = |name: &str| {
        let values = device.and_then(|device| device.get(name)).and_then(Value::as_object);
        values.unwrap_or(&nothing)
    };
    result::check_room(&own, side("server_attrs"), side("shared_attrs"))
}

//! What goes into a run and what comes out of it.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use model::record::{Categories, ParserType};
use model::{Said, Saying, say};
use serde_json::Value;

use crate::console::ConsoleLine;

/// Names one version of one script; equal keys must mean equal source, kind and parser.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ScriptKey {
    /// The record's id.
    pub id: u64,
    /// Anything that changes whenever the source does, such as the time of the last edit.
    pub version: u64,
}

/// What a script is for: which function is called and which inputs it sees.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ScriptKind {
    /// `payload_parser({device, msg, thingModelId, noticeAttrs})`, or a codec.
    ThingModel,
    /// `rpc_script({device, params, alarms, logger, org_params})`.
    Rpc,
    /// `trigger_script(device, thingModelId)`.
    Trigger,
    /// `forwardScript({topic, msg, org_params})`.
    Forwarder,
}

/// A script to run.
#[derive(Debug, Clone)]
pub struct Script {
    /// Key of the compiled form in the cache.
    pub key: ScriptKey,
    /// What it is for.
    pub kind: ScriptKind,
    /// Its style; only thing models have more than one.
    pub parser: ParserType,
    /// The author's text.
    pub source: Arc<str>,
}

/// The inputs of one run. Every `&str` but ids and topics is the text of one JSON value.
#[derive(Debug, Clone, Copy)]
pub enum Input<'a> {
    /// For [`ScriptKind::ThingModel`].
    ThingModel {
        /// The device before this message.
        device: &'a str,
        /// The AS uplink, or the source device of a relation.
        msg: &'a str,
        /// Id of the running model.
        thing_model_id: &'a str,
        /// What changed, as a thing model sees it in `noticeAttrs`; see [`Categories::UPLINK`].
        notice: Categories,
    },
    /// For [`ScriptKind::Rpc`].
    Rpc {
        /// The target device.
        device: &'a str,
        /// The caller's parameters.
        params: &'a str,
        /// Active alarms by name.
        alarms: &'a str,
        /// Parameters of the organisation.
        org_params: &'a str,
    },
    /// For [`ScriptKind::Trigger`].
    Trigger {
        /// The device after parsing.
        device: &'a str,
        /// Id of the model that was updated.
        thing_model_id: &'a str,
    },
    /// For [`ScriptKind::Forwarder`].
    Forwarder {
        /// Topic the message arrived on.
        topic: &'a str,
        /// The message.
        msg: &'a str,
        /// Parameters of the organisation.
        org_params: &'a str,
    },
}

/// What became of a run.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// What the script returned; `None` when it returned nothing. `undefined` members and
    /// functions are gone, NaN and infinities are null, a BigInt is a number where that is exact
    /// and text otherwise.
    pub result: Result<Option<Value>, ScriptError>,
    /// What it wrote to `console` or `logger`, in order.
    pub console: Vec<ConsoleLine>,
    /// Wall-clock time of the run, preparation included.
    pub elapsed: Duration,
    /// How much of it went into what later runs use as well: compiling the script, and making the
    /// realm when there was none.
    pub preparation: Duration,
    /// Bytes of memory the run took from the system at its peak; often 0, because small objects
    /// find room in pages that are there already.
    pub memory_bytes: u64,
}

/// Why a run gave no result. Data for the script's author.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.sentence())]
pub struct ScriptError {
    /// What went wrong, for a program.
    pub kind: ErrorKind,
    /// What went wrong, for the author: a sentence of ours, or the words of the script or of the
    /// engine.
    pub message: Said,
    /// Line in the author's source, from 1.
    pub line: Option<u32>,
    /// Column in the author's source, from 1.
    pub column: Option<u32>,
}

impl ScriptError {
    /// A failure without a place.
    pub fn new(kind: ErrorKind, message: impl Into<Said>) -> Self {
        Self { kind, message: message.into(), line: None, column: None }
    }

    /// What went wrong, without the place. Words that are not ours are said with the kind of
    /// failure before them, in languages other than theirs.
    #[must_use]
    pub fn why(&self) -> Said {
        if self.message.saying().is_some() {
            return self.message.clone();
        }
        Said::new(self.kind.saying()).with("why", self.message.text())
    }

    /// What went wrong, and where.
    #[must_use]
    pub fn sentence(&self) -> Said {
        match (self.line, self.column) {
            (Some(line), Some(column)) => {
                say!(ScriptPlace, why = self.why(), line = line, column = column)
            }
            _ => self.why(),
        }
    }
}

/// The kinds of [`ScriptError`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ErrorKind {
    /// The source is not a script.
    Syntax,
    /// The script threw.
    Thrown,
    /// It did not end in time.
    Timeout,
    /// It wanted more memory than it may have.
    Memory,
    /// It called too deep.
    Stack,
    /// Its result cannot be represented or is too large.
    Output,
    /// An input is not JSON, or not the kind of input this script takes.
    Input,
}

impl ErrorKind {
    /// The word used in the API.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Syntax => "syntax",
            Self::Thrown => "thrown",
            Self::Timeout => "timeout",
            Self::Memory => "memory",
            Self::Stack => "stack",
            Self::Output => "output",
            Self::Input => "input",
        }
    }

    /// How words that are not ours are introduced.
    const fn saying(self) -> Saying {
        match self {
            Self::Syntax => Saying::ScriptSyntax,
            Self::Thrown => Saying::ScriptThrew,
            Self::Timeout => Saying::ScriptTimeout,
            Self::Memory => Saying::ScriptMemory,
            Self::Stack => Saying::ScriptStack,
            Self::Output | Self::Input => Saying::ScriptOutput,
        }
    }
}

impl fmt::Display for ErrorKind {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.as_str())
    }
}

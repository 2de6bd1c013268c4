//! Runs the scripts of thing models, RPCs, triggers and forwarders in QuickJS.
//!
//! Owns: compiling (once, cached), running under limits, what scripts see (`Buffer`, `console`,
//! the ThinkLink helper),
//! turning results and errors into plain data. Does not own: what a result means (see `things`),
//! when a script runs, or which thread it runs on: a [`Sandbox`] lives on the thread that made it.
//!
//! A run leaves nothing behind. There are two ways to have that, and both are used:
//!
//! | Way | Cost of a typical thing model | For |
//! | --- | --- | --- |
//! | one frozen realm per sandbox; what a run puts on the global object is deleted after it | about 16 µs | nearly every script |
//! | a realm of its own for each run, thrown away after it | about 4 ms | scripts that extend built-ins, such as `Array.prototype.last = …` |
//!
//! The figures are those of `cargo bench -p thinklink-script`. A realm in which a script ran into
//! a limit, or left something that cannot be deleted, is thrown away too.
//!
//! Start at [`Sandbox::run`].

mod compile;
mod console;
mod limits;
mod locale;
mod meter;
mod native;
mod output;
mod realm;
mod sandbox;
mod source;
mod types;
mod watch;

pub use console::{ConsoleLine, Level};
pub use limits::{Limits, SOURCE_BYTES};
pub use sandbox::Sandbox;
pub use types::{ErrorKind, Input, Outcome, Script, ScriptError, ScriptKey, ScriptKind};

#[cfg(test)]
mod tests;

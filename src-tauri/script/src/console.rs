//! What scripts write to `console`, bounded.

use std::cell::RefCell;
use std::fmt;
use std::rc::Rc;

use model::{Said, say};

use crate::limits::Limits;

/// How important a console line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Level {
    /// `console.debug`.
    Debug,
    /// `console.log` and `console.info`.
    Info,
    /// `console.warn`.
    Warn,
    /// `console.error`.
    Error,
}

impl Level {
    /// The word used in the API.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Debug => "debug",
            Self::Info => "info",
            Self::Warn => "warn",
            Self::Error => "error",
        }
    }

    /// From the number `console.js` passes.
    const fn from_number(number: u32) -> Self {
        match number {
            0 => Self::Debug,
            2 => Self::Warn,
            3 => Self::Error,
            _ => Self::Info,
        }
    }
}

impl fmt::Display for Level {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.as_str())
    }
}

/// One call of a console method.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConsoleLine {
    /// Its importance.
    pub level: Level,
    /// Its arguments as text, joined by spaces, at most about 2,000 characters; or how many lines
    /// are missing.
    pub text: Said,
}

#[derive(Default)]
struct Lines {
    kept: Vec<ConsoleLine>,
    bytes: usize,
    dropped: usize,
}

/// Collects the lines of the current run; shared with the realm's `console`.
#[derive(Clone, Default)]
pub(crate) struct Console {
    lines: Rc<RefCell<Lines>>,
    max_lines: usize,
    max_bytes: usize,
}

impl Console {
    pub(crate) fn new(limits: &Limits) -> Self {
        Self {
            lines: Rc::default(),
            max_lines: limits.console_lines,
            max_bytes: limits.console_bytes,
        }
    }

    pub(crate) fn write(&self, level: u32, text: String) {
        let mut lines = self.lines.borrow_mut();
        if lines.kept.len() >= self.max_lines || lines.bytes + text.len() > self.max_bytes {
            lines.dropped += 1;
            return;
        }
        lines.bytes += text.len();
        lines.kept.push(ConsoleLine { level: Level::from_number(level), text: text.into() });
    }

    /// The lines of the run that just ended; the next run starts with none.
    pub(crate) fn take(&self) -> Vec<ConsoleLine> {
        let Lines { mut kept, dropped, .. } = self.lines.take();
        if dropped > 0 {
            let text = say!(ConsoleDropped, count = dropped);
            kept.push(ConsoleLine { level: Level::Warn, text });
        }
        kept
    }
}

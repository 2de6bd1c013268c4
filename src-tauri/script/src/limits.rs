//! What a script may use.

use std::time::Duration;

/// Upper bounds of one run. The defaults suit a production instance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Wall-clock time of one run, compilation excluded. Source: the product's documentation
    /// gives scripts 1000 ms.
    pub time: Duration,
    /// Bytes a realm may hold: built-ins (about 0.7 MiB), compiled scripts and what the run makes.
    pub memory_bytes: usize,
    /// Bytes of the largest single text, list or buffer a run may make. The engine does not ask for
    /// the time while it copies or compares one.
    pub block_bytes: usize,
    /// Bytes of the largest one in a run that uses BigInts. The engine multiplies, divides and
    /// writes them in a time that grows with the square of their length.
    pub big_int_bytes: usize,
    /// Bytes of machine stack a run may use. The thread's stack must be at least 512 KiB larger.
    pub stack_bytes: usize,
    /// Bytes of JSON a script may return.
    pub output_bytes: usize,
    /// Bytes of source text. Compiling a regular expression takes time that grows with the square
    /// of its length, and the engine does not ask for the time while it does.
    pub source_bytes: usize,
    /// Lines a run may write to the console; further lines are counted and dropped.
    pub console_lines: usize,
    /// Bytes a run may write to the console; further lines are counted and dropped.
    pub console_bytes: usize,
    /// Compiled scripts kept; the least recently used one makes room.
    pub cached_scripts: usize,
}

/// Bytes of source text of a script that runs under the usual [`Limits`].
pub const SOURCE_BYTES: usize = 256 << 10;

impl Default for Limits {
    fn default() -> Self {
        Self {
            time: Duration::from_secs(1),
            memory_bytes: 32 << 20,
            block_bytes: 1 << 20,
            big_int_bytes: 64 << 10,
            stack_bytes: 256 << 10,
            output_bytes: 1 << 20,
            source_bytes: SOURCE_BYTES,
            console_lines: 200,
            console_bytes: 64 << 10,
            cached_scripts: 128,
        }
    }
}

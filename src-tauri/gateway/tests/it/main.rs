//! The service through its sockets.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may panic")]

mod mutations;
mod service;
mod station;

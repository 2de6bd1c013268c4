//! Simulated gateways and devices against a small server written for these tests.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod devices;
mod load;
mod server;

//! The reference vectors of `tests/data/lorawan-vectors.json`, every one of them.
//!
//! `adr` is proved in the `ns` crate and `udp` in `gateway`, which read the same file.

mod file;
mod frames;
mod joins;
mod negative;
mod numbers;

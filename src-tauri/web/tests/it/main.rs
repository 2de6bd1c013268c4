//! Calls to a real server on loopback.

#[cfg(test)]
mod calls;

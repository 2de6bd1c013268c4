//! Sending to a real server on loopback that can be difficult.

#[cfg(test)]
mod sending;
#[cfg(test)]
#[path = "../../../../tests/support/smtp.rs"]
mod smtp;

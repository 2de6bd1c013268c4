//! The router in front of a real engine, called as shells call it.

mod access;
mod records;
mod support;

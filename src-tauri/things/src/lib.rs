//! Application-server decisions: what a thing model's result means, what it changes, and the
//! messages that tell others.
//!
//! Pure: no IO, no clock, no script engine. `engine` loads, runs, applies and publishes.
//!
//! Start at [`result::interpret`] for what comes out of a script, at [`as_message`] and
//! [`device_input`] for what goes in, and at [`builtin`] for the models that ship.

pub mod as_message;
pub mod builtin;
mod device;
pub mod merge;
pub mod result;
pub mod sub_device;

pub use device::{DeviceState, device_input, device_input_text};

//! Application-server decisions: what a thing model's result means, what it changes, and the
//! messages that tell others.
//!
//! Pure: no IO, no clock, no script engine. `engine` loads, runs, applies and publishes.
//!
//! Start at [`result::interpret`] for what comes out of a thing model, at [`rpc::interpret`],
//! [`trigger::interpret`] and [`forward::interpret`] for what comes out of the other scripts, at
//! [`as_message`] and [`device_input`] for what goes in, and at [`builtin`] for the models that
//! ship.

pub mod alarm;
pub mod as_message;
pub mod attribute;
pub mod builtin;
pub mod compare;
mod device;
pub mod display;
pub mod forward;
pub mod icon;
pub mod merge;
pub mod result;
pub mod rpc;
mod shape;
pub mod sub_device;
pub mod trigger;

pub use device::{DeviceState, device_input, device_input_text};
pub use shape::ShapeError;

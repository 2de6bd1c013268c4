//! The lists that people page through: filtered, sorted, with totals, from both files at once.
//!
//! Pages are found by key, not by offset: a page far down costs the same as the first, and rows
//! that come or go meanwhile neither repeat nor hide others.

mod device;
mod gateway;
mod listing;
mod profile;
mod thing_model;

pub use device::{DeviceCounts, DeviceItem, DeviceQuery, DeviceSort};
pub use gateway::{GatewayItem, GatewayQuery, GatewaySort};
pub use listing::Listed;
pub use profile::{ProfileItem, ProfileQuery, ProfileSort};
pub use thing_model::{ThingModelItem, ThingModelQuery, ThingModelSort};

#[cfg(test)]
mod tests;

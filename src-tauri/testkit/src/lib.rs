//! Simulated gateways and devices that play against any instance over real UDP.
//!
//! Used by `thinklink simulate`, by the simulated site inside the program, and by tests. Nothing
//! here knows the server's insides: the only ways in are datagrams and the descriptions
//! ([`DeviceDescription`]) from which somebody creates profiles and devices.
//!
//! Keys and identifiers of simulated devices are public knowledge. Start at [`site`] for the
//! demonstration, at [`load`] for figures, at [`SimulatedDevice`] for a test.

mod air;
mod description;
mod device;
mod gateway_client;
pub mod load;
mod noise;
mod nonce_file;
mod play;
pub mod profile_file;
pub mod sensor;
pub mod site;
#[cfg(feature = "lorawan-device-stack")]
pub mod stack;
mod temp_dir;

pub use air::{Air, Delivery, Emission, Listening, Signal, Transmission, Window};
pub use description::{Activation, DeviceDescription, GatewayDescription, Model};
pub use device::{JoinFailure, Received, SendFailure, Sent, SimulatedDevice, Uplink};
pub use gateway_client::{GatewayCounts, SimulatedGateway};
pub use nonce_file::{NonceFile, NonceFileError};
pub use play::{LastDevNonces, Pace, play};
pub use temp_dir::TempDir;

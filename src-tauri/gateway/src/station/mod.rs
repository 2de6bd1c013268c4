//! Gateways that run LoRa Basics Station and speak the LNS protocol: JSON over WebSocket.
//!
//! A station asks `/router-info` where to go, connects there, says who it is (`version`), gets its
//! radio's settings (`router_config`), and then reports frames and takes downlinks until the
//! connection ends. [`message`] reads what it says, [`reply`] writes what it is told, [`plan`]
//! makes the radio's settings, [`desk`] decides who may hold a connection, [`connection`] serves
//! one, [`server`] accepts them.
//!
//! Source: Semtech, "The LNS Protocol" (LoRa Basics Station documentation, version 2).

pub mod message;
pub mod plan;
pub mod reply;

mod connection;
mod desk;
mod handshake;
mod id;
mod recent;
mod server;
mod tls;

pub use desk::{Denial, Trust};
pub use id::{read_eui, write_id6};
pub use plan::Plan;
pub use server::{Config, Counters, Error, Limits, Station, StationRules};
pub use tls::{Expected, Identity, TlsError};

//! The program from outside: its command line, its ready line, its edges on loopback.
//!
//! One binary, one module for each area.

#[path = "../support/events.rs"]
mod events;
#[path = "../support/foreign.rs"]
mod foreign;
#[path = "../support/forwarder.rs"]
mod forwarder;
#[path = "../support/headless.rs"]
mod headless;
#[path = "../support/http.rs"]
mod http;
#[path = "../support/lora_packet.rs"]
mod lora_packet;
#[path = "../support/mosquitto.rs"]
mod mosquitto;
#[path = "../support/mqtt.rs"]
mod mqtt;
#[path = "../support/process.rs"]
mod process;
// The lints take a module for test code, which may unwrap, only when it is marked so.
#[cfg(test)]
#[expect(dead_code, reason = "some manners are met by the tests of `mail` alone")]
#[path = "../support/smtp.rs"]
mod smtp;
#[path = "../support/stage.rs"]
mod stage;
#[path = "../support/station.rs"]
mod station;

mod access;
mod airspace;
mod alarms;
mod attributes;
mod bulk;
mod class_c;
mod counterparts;
mod diagnosis;
mod downlinks;
mod downlinks_by_mqtt;
mod durability;
mod executions;
mod families;
mod field_bugs;
mod gateways;
mod history_export;
mod hostile;
mod impact;
mod imports;
mod lifecycle;
mod lists;
mod locations;
mod mac;
mod network;
mod other_devices;
mod outside;
mod races;
mod relations;
mod restore;
mod rpc;
mod rpc_by_mqtt;
mod simulate;
mod slow_scripts;
mod stations;
mod storage;
mod sub_devices;
mod uplink;

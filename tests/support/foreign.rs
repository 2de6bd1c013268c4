//! A LoRaWAN device driven by a stack that is not ours, on the air of one simulated gateway.
//!
//! What such a device joins, sends and is answered shows more than our agreeing with ourselves.

use std::net::SocketAddr;

use anyhow::Result;
use lorawan::{AesKey, DevAddr, Eui64};
use serde_json::{Value, json};
use testkit::Air;
use testkit::stack::{StackDevice, StackSent};
use tokio::runtime::Runtime;

/// The built-in thing model that reads its frames.
pub(crate) const THING_MODEL: &str = "mt_ks52";
const GATEWAY: [u8; 8] = [0x02, 0x51, 0x7E, 0xFF, 0xFE, 0xE2, 0xE0, 0x01];
const JOIN_EUI: [u8; 8] = [0x70, 0xB3, 0xD5, 0x7E, 0xD0, 0, 0, 0];
const DEV_ADDR: [u8; 4] = [0x00, 0x0B, 0xEE, 0xF1];
const KEY_1: [u8; 16] = *b"a key for tests!";
const KEY_2: [u8; 16] = *b"another test key";

/// How the device gets its session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Activation {
    Otaa,
    Abp,
}

/// The device and its air.
pub(crate) struct Foreign {
    runtime: Runtime,
    air: Air,
    device: StackDevice,
}

impl Activation {
    fn dev_eui(self) -> Eui64 {
        let last = match self {
            Self::Otaa => 1,
            Self::Abp => 2,
        };
        Eui64::from_be_bytes([0x70, 0xB3, 0xD5, 0x7E, 0xD0, 0xE2, 0xE0, last])
    }

    /// The device's EUI as the API spells it.
    pub(crate) fn eui(self) -> String {
        hex::encode(self.dev_eui().to_be_bytes())
    }

    /// Body of `POST /api/v1/lorawan-profiles`.
    pub(crate) fn profile(self) -> Value {
        match self {
            Self::Otaa => json!({
                "dev_eui": self.eui(),
                "join_mode": "OTAA",
                "standard": "EU868",
                "join_eui": hex::encode(JOIN_EUI),
                "app_key": hex::encode(KEY_1),
            }),
            Self::Abp => json!({
                "dev_eui": self.eui(),
                "join_mode": "ABP",
                "standard": "EU868",
                "dev_addr": hex::encode(DEV_ADDR),
                "nwks_key": hex::encode(KEY_1),
                "apps_key": hex::encode(KEY_2),
            }),
        }
    }

    /// Body of `POST /api/v1/devices`.
    pub(crate) fn device(self) -> Value {
        json!({"eui": self.eui(), "name": format!("Foreign {self:?}"), "thing_model": [THING_MODEL]})
    }
}

impl Foreign {
    /// Switches the device on: its gateway connects, and it gets its session.
    pub(crate) fn switch_on(gwmp: SocketAddr, activation: Activation) -> Result<Self> {
        let runtime = Runtime::new()?;
        let key = AesKey::new;
        let mut device = match activation {
            Activation::Otaa => {
                let join_eui = Eui64::from_be_bytes(JOIN_EUI);
                StackDevice::otaa(activation.dev_eui(), join_eui, &key(KEY_1), 7)
            }
            Activation::Abp => {
                StackDevice::abp(DevAddr::from_be_bytes(DEV_ADDR), &key(KEY_1), &key(KEY_2), 7)
            }
        };
        let air = runtime.block_on(async {
            let air = Air::open(gwmp, &[Eui64::from_be_bytes(GATEWAY)]).await?;
            device.join(&air).await?;
            anyhow::Ok(air)
        })?;
        Ok(Self { runtime, air, device })
    }

    /// Reports a temperature in tenths of a degree Celsius, as a KS52 does.
    pub(crate) fn report(&mut self, tenths: i16, confirmed: bool) -> Result<StackSent> {
        let [low, high] = (tenths + 1_000).to_le_bytes();
        let payload = [0x21, 0x07, 0x03, 0, 0, 60, 0, 0, low, high, 0xC8, 0x01, 200, 0, 0];
        Ok(self.runtime.block_on(self.device.send(&self.air, 11, &payload, confirmed))?)
    }
}

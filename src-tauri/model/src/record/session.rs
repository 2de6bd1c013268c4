//! What devices and the network server agreed on.

use lorawan::{AesKey, DevAddr, Eui64};

use crate::Timestamp;

/// What a device and the network server agreed on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// The device.
    pub dev_eui: Eui64,
    /// Its address in this session.
    pub dev_addr: DevAddr,
    /// Network session key.
    pub nwk_s_key: AesKey,
    /// Application session key.
    pub app_s_key: AesKey,
    /// Full counter of the last accepted uplink; `None` before the first.
    pub last_f_cnt_up: Option<u32>,
    /// Full counter the next downlink gets.
    pub next_f_cnt_down: u32,
    /// RX1 delay in force, seconds.
    pub rx_delay: u8,
    /// RX1 data-rate offset in force.
    pub rx1dr_offset: u8,
    /// RX2 data rate in force.
    pub rx2dr: u8,
    /// RX2 frequency in force, Hz.
    pub rx2_freq: u32,
    /// DevNonce of the join that made it; `None` for ABP.
    pub dev_nonce: Option<u16>,
    /// When it was made.
    pub created_at: Timestamp,
}

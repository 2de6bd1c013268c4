//! Profiles, sessions and received copies that the tests of this crate start from.

use std::sync::Arc;
use std::time::Instant;

use lorawan::{AesKey, DevAddr, Eui64};
use model::radio::{GatewayUplink, Modulation};
use model::record::{ClassMode, JoinMode, LorawanProfile, LwVersion, Session, Standard};
use model::{TenantCode, Timestamp};

pub(crate) const DEV_EUI: Eui64 =
    Eui64::from_be_bytes([0x0f, 0x1e, 0x2d, 0x3c, 0x4b, 0x5a, 0x69, 0x78]);
pub(crate) const JOIN_EUI: Eui64 =
    Eui64::from_be_bytes([0xa1, 0xb2, 0xc3, 0xd4, 0xe5, 0xf6, 0x07, 0x18]);
pub(crate) const DEV_ADDR: DevAddr = DevAddr::from_be_bytes([0x02, 0xa1, 0xb2, 0xc3]);

/// A key of one repeated byte.
pub(crate) const fn key(byte: u8) -> AesKey {
    AesKey::new([byte; 16])
}

/// An EU868 device with provisioned keys.
pub(crate) fn abp_profile() -> LorawanProfile {
    LorawanProfile {
        dev_eui: DEV_EUI,
        tenant: TenantCode::public(),
        join_mode: JoinMode::Abp,
        join_eui: None,
        dev_addr: Some(DEV_ADDR),
        apps_key: Some(key(2)),
        nwks_key: Some(key(1)),
        app_key: None,
        enable: true,
        down_enable: true,
        lw_ver: LwVersion::V1_0_2,
        standard: Standard::Eu868,
        as923_group: 1,
        class_mode: ClassMode::ClassA,
        join_class_mode: ClassMode::ClassA,
        rx1dr_offset: 0,
        rx2dr: 0,
        rx_delay: 1,
        rx_delay_join: 5,
        rx2_freq: 869_525_000,
        resets_f_cnt: false,
        adr: true,
        batch: String::new(),
        model: String::new(),
        handle: String::new(),
        created_at: Timestamp::default(),
        updated_at: Timestamp::default(),
    }
}

/// The same device with an AppKey instead.
pub(crate) fn otaa_profile() -> LorawanProfile {
    LorawanProfile {
        join_mode: JoinMode::Otaa,
        dev_addr: None,
        apps_key: None,
        nwks_key: None,
        app_key: Some("8d7f0a31c4e25b9612af3367d05984be".parse().unwrap()),
        ..abp_profile()
    }
}

/// A session with the ABP profile's keys.
pub(crate) fn session(last_f_cnt_up: Option<u32>) -> Session {
    Session { last_f_cnt_up, ..crate::session::abp(&abp_profile(), Timestamp::default()).unwrap() }
}

/// One reception of `phy` on 868.1 MHz with SF7.
pub(crate) fn heard(gateway: u8, snr_db: f32, phy: &[u8]) -> GatewayUplink {
    GatewayUplink {
        gateway: Eui64::from_be_bytes([0, 0, 0, 0, 0, 0, 0, gateway]),
        received_at: Timestamp::default(),
        arrived: Instant::now(),
        token: 0,
        phy: Arc::from(phy),
        frequency_hz: 868_100_000,
        modulation: Modulation::LoRa { spreading_factor: 7, bandwidth_hz: 125_000 },
        code_rate: Arc::from("4/5"),
        tmst: 0,
        time: None,
        tmms: None,
        ftime: None,
        rssi_dbm: Some(-80.0),
        snr_db: Some(snr_db),
        channel: 0,
        rf_chain: 0,
        board: None,
        antenna: None,
    }
}

//! Records with sensible fields, and a store in a folder that goes away.

use lorawan::{AesKey, DevAddr, Eui64};
use model::record::{
    ApplyTo, ClassMode, Device, Gateway, GatewayType, JoinMode, Location, LorawanProfile,
    LwVersion, ParserType, PositionSource, Session, Standard, Tenant, ThingModel,
};
use model::{DeviceEui, RecordId, TenantCode, Timestamp};
use tempfile::TempDir;
use thinklink_store::{Options, Store, StoredMac};

pub(crate) const NOW: Timestamp = Timestamp::from_millis(1_777_622_400_000);

pub(crate) fn tenant() -> TenantCode {
    "default".parse().unwrap()
}

pub(crate) fn eui(number: u64) -> Eui64 {
    Eui64::from_be_bytes((0x70b3_d57e_d100_0000 + number).to_be_bytes())
}

pub(crate) fn addr(number: u32) -> DevAddr {
    DevAddr::from_be_bytes((0x0100_0000 + number).to_be_bytes())
}

pub(crate) fn key(byte: u8) -> AesKey {
    AesKey::new([byte; 16])
}

/// A store with tenant `default`.
pub(crate) fn open() -> (TempDir, Store) {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(dir.path(), &Options::default()).unwrap();
    store
        .write_blocking(|tx| {
            tx.tenants().insert(&Tenant { code: tenant(), name: "Default".into(), created_at: NOW })
        })
        .unwrap();
    (dir, store)
}

pub(crate) fn profile(number: u64) -> LorawanProfile {
    LorawanProfile {
        dev_eui: eui(number),
        tenant: tenant(),
        join_mode: JoinMode::Otaa,
        join_eui: Some(eui(999)),
        dev_addr: None,
        apps_key: None,
        nwks_key: None,
        app_key: Some(key(7)),
        enable: true,
        down_enable: true,
        lw_ver: LwVersion::V1_0_4,
        standard: Standard::Eu868,
        as923_group: 1,
        class_mode: ClassMode::ClassA,
        join_class_mode: ClassMode::ClassC,
        rx1dr_offset: 1,
        rx2dr: 2,
        rx_delay: 3,
        rx_delay_join: 5,
        rx2_freq: 869_525_000,
        resets_f_cnt: false,
        adr: true,
        batch: "B1".into(),
        model: "KS52".into(),
        handle: "h".into(),
        created_at: NOW,
        updated_at: NOW,
    }
}

pub(crate) fn session(number: u64, dev_addr: u32) -> Session {
    Session {
        dev_eui: eui(number),
        dev_addr: addr(dev_addr),
        nwk_s_key: key(1),
        app_s_key: key(2),
        last_f_cnt_up: None,
        next_f_cnt_down: 0,
        rx_delay: 1,
        rx1dr_offset: 0,
        rx2dr: 0,
        rx2_freq: 869_525_000,
        dev_nonce: None,
        created_at: NOW,
    }
}

pub(crate) fn mac(revision: u64) -> StoredMac {
    StoredMac { state: format!("{{\"revision\":{revision}}}"), revision }
}

pub(crate) fn device(number: u64) -> Device {
    Device {
        id: RecordId(1_000 + number),
        name: format!("Device {number}"),
        ..Device::new(DeviceEui::from(eui(number)), tenant(), 900, NOW)
    }
}

pub(crate) fn thing_model(id: u64, id_name: &str) -> ThingModel {
    ThingModel {
        id: RecordId(id),
        tenant: tenant(),
        id_name: id_name.into(),
        name: format!("Model {id_name}"),
        payload_parser: "return {};".into(),
        payload_parser_type: ParserType::Custom,
        apply_to: ApplyTo::Any,
        telemetry_config: serde_json::json!({"fields": {"z": {"order": 1}, "a": {"order": 2}}}),
        tags: vec!["t1".into()],
        remark: String::new(),
        updated_at: NOW,
    }
}

pub(crate) fn gateway(number: u64) -> Gateway {
    Gateway {
        name: format!("Gateway {number}"),
        gateway_type: GatewayType::BasicsStation,
        standard: Some(Standard::Cn470),
        sub_band: Some(11),
        down_enable: false,
        antenna_gain: -1.5,
        max_eirp: Some(14),
        fixed_address: Some("192.0.2.0/24".parse().unwrap()),
        position_source: PositionSource::Gps,
        notification_groups: vec![RecordId(7), RecordId(9)],
        latitude: Some(48.5),
        ..Gateway::new(eui(number), tenant(), 60, NOW)
    }
}

pub(crate) fn location(id: u64, parent: Option<u64>) -> Location {
    Location {
        id: RecordId(id),
        tenant: tenant(),
        code: format!("L{id}"),
        parent: parent.map(RecordId),
        name: format!("Place {id}"),
        address_1: "1 Main Street".into(),
        address_2: "Back yard".into(),
        address_3: String::new(),
        zip: "00123".into(),
        phone: "+49 30 1234".into(),
        latitude: Some(-89.5),
        longitude: Some(180.0),
        created_at: NOW,
        updated_at: NOW,
    }
}

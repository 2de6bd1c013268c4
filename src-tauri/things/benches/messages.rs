//! What building one message costs: `cargo bench -p thinklink-things`.

use std::sync::Arc;
use std::time::Instant;

use divan::Bencher;
use model::radio::{GatewayUplink, Modulation};
use model::record::{ClassMode, Device};
use model::{DeviceEui, JsonMap, RecordId, Timestamp};
use serde_json::{Value, json};
use thinklink_things::as_message::{Telemetry, Uplink, telemetry_message, uplink};
use thinklink_things::{DeviceState, device_input_text};

fn main() {
    divan::main();
}

const NOW: Timestamp = Timestamp::from_millis(1_777_622_400_000);

fn eui() -> DeviceEui {
    "70b3d57ed0001234".parse().expect("an EUI")
}

fn map(value: Value) -> JsonMap {
    match value {
        Value::Object(map) => map,
        _ => JsonMap::new(),
    }
}

fn fields() -> JsonMap {
    map(json!({"period_data": 60, "status": "normal", "temperatrue": 24.9, "humidity": 53.7,
        "vbat": 3.24, "rssi": -61, "snr": 10, "update_time": 1_777_622_400_000_i64}))
}

/// The AS uplink of one gateway.
#[divan::bench]
fn as_uplink(bencher: Bencher<'_, '_>) {
    let eui = eui();
    let copies = [GatewayUplink {
        gateway: "5a53012501030099".parse().expect("an EUI"),
        received_at: NOW,
        arrived: Instant::now(),
        token: 1,
        phy: Arc::from([0_u8; 28]),
        frequency_hz: 868_100_000,
        modulation: Modulation::LoRa { spreading_factor: 9, bandwidth_hz: 125_000 },
        code_rate: Arc::from("4/5"),
        tmst: 123_456_789,
        time: Some("2026-05-01T08:00:00.123456Z".into()),
        tmms: None,
        ftime: None,
        rssi_dbm: Some(-71.0),
        snr_db: Some(9.5),
        channel: 2,
        rf_chain: 0,
        board: None,
        antenna: None,
    }];
    bencher.bench_local(|| {
        uplink(&Uplink {
            eui: &eui,
            token: 4711,
            class: ClassMode::ClassA,
            confirmed: false,
            f_cnt: 1033,
            f_port: 11,
            payload: &[0x21; 15],
            copies: &copies,
            position: None,
        })
    });
}

/// The telemetry message of one model.
#[divan::bench]
fn telemetry(bencher: Bencher<'_, '_>) {
    let (eui, telemetry_data) = (eui(), fields());
    bencher.bench_local(|| {
        telemetry_message(&Telemetry {
            eui: &eui,
            active_time: NOW,
            thing_model_id: RecordId(40_000_000_000_000_001),
            thing_model_id_name: "mt_ks52",
            telemetry_data: &telemetry_data,
        })
    });
}

/// The `device` of a script.
#[divan::bench]
fn device(bencher: Bencher<'_, '_>) {
    let device = Device {
        id: RecordId(40_000_000_000_000_123),
        name: "Cold room".to_owned(),
        thing_model: vec![RecordId(40_000_000_000_000_001)],
        tags: vec!["KS52".to_owned()],
        server_attrs: map(json!({"limit": 8})),
        shared_attrs: map(json!({"period_data": 60})),
        ..Device::new(eui(), "default".parse().expect("a tenant code"), 900, NOW)
    };
    let telemetry = [(RecordId(40_000_000_000_000_001), fields())];
    bencher.bench_local(|| {
        let state = DeviceState {
            telemetry: &telemetry,
            active_time: Some(NOW),
            online: true,
            changed: &[],
        };
        device_input_text(&device, &state)
    });
}

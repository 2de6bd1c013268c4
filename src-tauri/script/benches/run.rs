//! What one run costs: `cargo bench -p thinklink-script`.

use std::sync::Arc;

use divan::Bencher;
use model::record::{Categories, ParserType};
use thinklink_script::{Input, Limits, Sandbox, Script, ScriptKey, ScriptKind};

fn main() {
    divan::main();
}

const DEVICE: &str = r#"{"id":"40000000000000123","eui":"70b3d57ed0001234","name":"Cold room 4","device_type":"NORMAL","data_from":"LoRaWAN","parent":null,"thing_model":["40000000000000001"],"tags":["ManThink","KS52"],"server_attrs":{"group":{"notify":[]},"limit":8},"shared_attrs":{"period_data":60,"period_measure":30,"cov_temperatrue":0.5,"cov_humidity":2},"telemetry_data":{"40000000000000001":{"period_data":60,"status":"normal","temperatrue":24.9,"humidity":53.7,"vbat":3.24,"rssi":-61,"snr":10,"update_time":1777622400000}},"heart_period":900,"active_time":"2026-05-01T08:00:00.000Z","real_time_storage":true,"remark":""}"#;
const MSG: &str = r#"{"version":"3.1","type":"data","if":"loraWAN","moteeui":"70b3d57ed0001234","token":4711,"userdata":{"class":"ClassA","confirmed":false,"seqno":1033,"port":11,"payload":"IQcDAAA8AADiBBsCxQAA"},"moteTx":{"freq":868.1,"modu":"LORA","datr":"SF9BW125","codr":"4/5","macAck":"","macCmd":""},"gwrx":[{"eui":"5a53012501030099","time":"2026-05-01T08:00:00.123456Z","tmms":0,"tmst":123456789,"ftime":0,"chan":2,"rfch":0,"rssi":-71,"lsnr":9.5}],"geoInfo":{"type":"gw:wifi","longitude":11.57,"latitude":48.13,"altitude":0,"accuracy":50}}"#;

/// A temperature and humidity parser as customers write them.
const KS52: &str = r#"
function payload_parser({device, msg, thingModelId, noticeAttrs}) {
  const payload = Buffer.from(msg.userdata.payload, 'base64');
  const port = msg.userdata.port;
  if (port !== 11 || payload.length !== 15) return null;
  if (payload[0] !== 0x21 || payload[1] !== 0x07 || payload[2] !== 0x03) return null;
  const telemetry_data = {};
  telemetry_data.period_data = payload.readUInt16LE(5);
  telemetry_data.status = (payload.readUInt8(7) & 1) === 1 ? 'fault' : 'normal';
  telemetry_data.temperatrue = Number(((payload.readUInt16LE(8) - 1000) / 10.0).toFixed(2));
  telemetry_data.humidity = Number((payload.readUInt16LE(10) / 10.0).toFixed(2));
  telemetry_data.vbat = Number(((payload.readUInt8(12) * 1.6) / 254 + 2.0).toFixed(2));
  telemetry_data.rssi = msg.gwrx[0].rssi;
  telemetry_data.snr = msg.gwrx[0].lsnr;
  return {telemetry_data, server_attrs: null, shared_attrs: {period_data: telemetry_data.period_data}};
}
"#;

/// The same, described by a table for the helper.
const KS52_TABLE: &str = r#"
const parser = new PayloadParser({
  device, msg,
  frameInfo: {port: 11, dataLen: 15, tagList: [{index: 0, tag: 0x21}, {index: 1, tag: 0x07}, {index: 2, tag: 0x03}], battery: 12, rssi: true},
  appInfo: [
    {field_name: 'period_data', index: 5, type: 'uint16le'},
    {field_name: 'status', index: 7, type: 'bit0-0', options: {0: 'normal', 1: 'fault'}},
    {field_name: 'temperatrue', index: 8, type: 'uint16le', postProcess: 'value = (value - 1000) / 10'},
    {field_name: 'humidity', index: 10, type: 'uint16le', coefficient: 0.1, decimal: 1},
  ],
});
return {telemetry_data: parser.telemetry()};
"#;

fn script(source: &str, parser: ParserType, version: u64) -> Script {
    Script {
        key: ScriptKey { id: 1, version },
        kind: ScriptKind::ThingModel,
        parser,
        source: Arc::from(source),
    }
}

fn input() -> Input<'static> {
    Input::ThingModel {
        device: DEVICE,
        msg: MSG,
        thing_model_id: "40000000000000001",
        notice: Categories::UPLINK,
    }
}

fn bench(bencher: Bencher<'_, '_>, source: &str, parser: ParserType) {
    let script = script(source, parser, 1);
    let mut sandbox = Sandbox::new(Limits::default());
    assert!(matches!(sandbox.run(&script, &input()).result, Ok(Some(_))));
    bencher.bench_local(|| sandbox.run(&script, &input()));
}

/// The figure that matters: a compiled, cached model.
#[divan::bench]
fn ks52(bencher: Bencher<'_, '_>) {
    bench(bencher, KS52, ParserType::Custom);
}

/// A parser made of a table with the ThinkLink helper.
#[divan::bench]
fn ks52_table(bencher: Bencher<'_, '_>) {
    bench(bencher, KS52_TABLE, ParserType::Custom);
}

/// A codec that brings its own `Object.assign`.
#[divan::bench]
fn brings_assign(bencher: Bencher<'_, '_>) {
    let source = "Object.defineProperty(Object, 'assign', {value(to, from) { for (const k in from) to[k] = from[k]; return to }}); return {telemetry_data: Object.assign({}, {a: 1})}";
    bench(bencher, source, ParserType::Custom);
}

/// The least a run costs: inputs are parsed, nothing is done.
#[divan::bench]
fn returns_at_once(bencher: Bencher<'_, '_>) {
    bench(bencher, "return {telemetry_data: null}", ParserType::Custom);
}

/// A TS013 codec.
#[divan::bench]
fn codec(bencher: Bencher<'_, '_>) {
    let source = "function decodeUplink({bytes, fPort}) { return {data: {t: (bytes[8] | bytes[9] << 8) / 10, fPort}} }";
    bench(bencher, source, ParserType::ChirpStack);
}

/// A script that leaves variables on the global object, which are deleted after the run.
#[divan::bench]
fn leaks_globals(bencher: Bencher<'_, '_>) {
    bench(bencher, "a = 1; b = [a]; return {telemetry_data: {a}}", ParserType::Custom);
}

/// A script that extends a built-in and so gets a realm of its own for each run.
#[divan::bench]
fn own_realm(bencher: Bencher<'_, '_>) {
    let source =
        format!("Array.prototype.last = function () {{ return this[this.length - 1] }};{KS52}");
    bench(bencher, &source, ParserType::Custom);
}

/// Compiling: each version of a script once for each worker thread.
#[divan::bench]
fn compile(bencher: Bencher<'_, '_>) {
    let mut sandbox = Sandbox::new(Limits::default());
    let mut version = 0;
    bencher.bench_local(|| {
        version += 1;
        sandbox.run(&script(KS52, ParserType::Custom, version), &input())
    });
}

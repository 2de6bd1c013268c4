//! The RPC models that ship with the product, owned by `PUBLIC`.
//!
//! Methods, parameters and bytes are the vendor's, because templates and integrations know them;
//! the scripts are our own. Source: thinklink reference, appendices A.2 and B; deviations from what
//! the vendor ships are named in each script.
//!
//! Ids are fixed: devices mount them. Never reuse one.

use model::record::RpcModel;
use model::{JsonMap, RecordId, TenantCode, Timestamp};
use serde_json::{Value, json};

/// An RPC model as it is installed.
#[derive(Debug, Clone, Copy)]
pub struct BuiltinRpcModel {
    /// Fixed record id.
    pub id: RecordId,
    /// The method.
    pub id_name: &'static str,
    /// Label.
    pub name: &'static str,
    /// The script.
    pub script: &'static str,
    parameters: &'static [Parameter],
}

impl BuiltinRpcModel {
    /// The record to store, owned by `PUBLIC`.
    #[must_use]
    pub fn into_record(self, updated_at: Timestamp) -> RpcModel {
        let parameters = self.parameters.iter().zip(1_u32..);
        let template: JsonMap = parameters
            .map(|(parameter, order)| (parameter.name.to_owned(), parameter.definition(order)))
            .collect();
        RpcModel {
            id: self.id,
            tenant: TenantCode::public(),
            id_name: self.id_name.to_owned(),
            name: self.name.to_owned(),
            // A sub-device has alarms of its own; all else is for the device that has the radio.
            inherit: self.id_name == "alarm",
            template: Value::Object(template),
            rpc_script: self.script.into(),
            tags: vec!["ManThink".to_owned()],
            remark: String::new(),
            updated_at,
        }
    }
}

/// All RPC models that ship, in the order of their ids.
#[must_use]
pub const fn rpc_models() -> &'static [BuiltinRpcModel] {
    CATALOGUE
}

/// One that ships, by its method.
pub(super) fn id_of(id_name: &str) -> Option<RecordId> {
    CATALOGUE.iter().find(|model| model.id_name == id_name).map(|model| model.id)
}

/// What a parameter is without a value.
#[derive(Debug, Clone, Copy)]
enum Usual {
    Number(i64),
    Text(&'static str),
    Flag(bool),
    /// It may be left out.
    Nothing,
    /// It must be given.
    Needed,
}

/// Labels and values of a dropdown.
type Options = &'static [(&'static str, Usual)];

#[derive(Debug, Clone, Copy)]
struct Parameter {
    name: &'static str,
    alias: &'static str,
    kind: &'static str,
    unit: &'static str,
    usual: Usual,
    options: Options,
}

impl Usual {
    fn value(self) -> Value {
        match self {
            Self::Number(number) => number.into(),
            Self::Text(text) => text.into(),
            Self::Flag(flag) => flag.into(),
            Self::Nothing | Self::Needed => Value::Null,
        }
    }
}

impl Parameter {
    const fn of_unit(self, unit: &'static str) -> Self {
        Self { unit, ..self }
    }

    const fn one_of(self, options: Options) -> Self {
        Self { options, ..self }
    }

    fn definition(&self, order: u32) -> Value {
        let options = self.options.iter().zip(1_u32..).map(|((label, value), id)| {
            json!({"id": id.to_string(), "label": label, "value": value.value()})
        });
        json!({
            "name": self.name,
            "alias": self.alias,
            "type": self.kind,
            "order": order,
            "unit": self.unit,
            "dftValue": self.usual.value(),
            "options": options.collect::<Vec<_>>(),
            "required": matches!(self.usual, Usual::Needed),
        })
    }
}

const fn number(name: &'static str, alias: &'static str, usual: i64) -> Parameter {
    Parameter { name, alias, kind: "number", unit: "", usual: Usual::Number(usual), options: &[] }
}

const fn needed(name: &'static str, alias: &'static str) -> Parameter {
    Parameter { name, alias, kind: "number", unit: "", usual: Usual::Needed, options: &[] }
}

const fn text(name: &'static str, alias: &'static str, usual: &'static str) -> Parameter {
    Parameter { name, alias, kind: "string", unit: "", usual: Usual::Text(usual), options: &[] }
}

const fn needed_text(name: &'static str, alias: &'static str) -> Parameter {
    Parameter { name, alias, kind: "string", unit: "", usual: Usual::Needed, options: &[] }
}

const fn flag(name: &'static str, alias: &'static str, usual: bool) -> Parameter {
    Parameter { name, alias, kind: "boolean", unit: "", usual: Usual::Flag(usual), options: &[] }
}

const START: Parameter = number("start_addr", "First register", 0);
const VALUE: Parameter = needed("value", "Value");
const STATUS: Parameter = flag("status", "On", true);

const BAUD_RATES: Options = &[
    ("1200", Usual::Number(1_200)),
    ("2400", Usual::Number(2_400)),
    ("4800", Usual::Number(4_800)),
    ("9600", Usual::Number(9_600)),
    ("19200", Usual::Number(19_200)),
    ("38400", Usual::Number(38_400)),
];
const BANDWIDTHS: Options =
    &[("125 kHz", Usual::Number(7)), ("250 kHz", Usual::Number(8)), ("500 kHz", Usual::Number(9))];
const WAKE_BANDWIDTHS: Options = &[
    ("125 kHz", Usual::Number(125)),
    ("250 kHz", Usual::Number(250)),
    ("500 kHz", Usual::Number(500)),
];
const LEVELS: Options = &[
    ("Low", Usual::Text("low")),
    ("Mid", Usual::Text("mid")),
    ("High", Usual::Text("high")),
    ("Urgent", Usual::Text("urgent")),
];

macro_rules! catalogue {
    ($($id:literal $id_name:literal $name:literal [$($parameter:expr),* $(,)?])+) => {
        &[$(BuiltinRpcModel {
            id: RecordId(40_000_000_000_001_000 + $id),
            id_name: $id_name,
            name: $name,
            script: include_str!(concat!("rpc/", $id_name, ".js")),
            parameters: &[$($parameter),*],
        },)+]
    };
}

const CATALOGUE: &[BuiltinRpcModel] = catalogue![
    1 "mt_act_dn_data" "[MT DATA] down data" [
        number("port", "Port", 12),
        text("data", "Data (hex)", "1234"),
        text("type", "Type", "data").one_of(&[
            ("Send", Usual::Text("data")),
            ("Clear the queue, then send", Usual::Text("dataClear")),
        ]),
        flag("confirmed", "Confirmed", false),
    ]
    2 "alarm" "ALARM" [
        text("name", "Name", "[alarm]"),
        text("action", "Action", "new").one_of(&[
            ("Raise", Usual::Text("new")),
            ("Clear", Usual::Text("clear")),
            ("Leave as it is", Usual::Text("no")),
        ]),
        text("title", "Title", ""),
        text("desc", "Description", ""),
        text("level", "Level", "low").one_of(LEVELS),
        Parameter {
            name: "notify",
            alias: "Notification groups",
            kind: "object",
            unit: "",
            usual: Usual::Nothing,
            options: &[],
        },
    ]
    3 "mt_data_transparent" "[MT DATA] transparent" [needed_text("payload", "Payload (hex)")]
    4 "mt_app_reset" "[MT APP] reset" []
    5 "mt_app_redo" "[MT APP] redo" []
    6 "mt_app_join" "[MT APP] join" []
    7 "mtset_period_heart" "[MT APP] set heartbeat period" [
        number("period", "Period", 1_440).of_unit("min"),
    ]
    8 "mtget_period_heart" "[MT APP] get heartbeat period" []
    9 "mtget_period_data" "[MT APP] set data period" [needed("period", "Period").of_unit("s")]
    10 "mtget_app_paras" "[MT APP] get registers" [
        START,
        number("reg_count", "Registers", 40),
    ]
    11 "mtset_app_uint8" "[MT APP] set uint8" [START, VALUE]
    12 "mtset_app_uint16le" "[MT APP] set uint16" [START, VALUE]
    13 "mtset_app_uint32le" "[MT APP] set uint32" [START, VALUE]
    14 "mtset_app_uart" "[MT APP] set UART" [
        number("baudRate", "Baud rate", 9_600).one_of(BAUD_RATES),
        number("dataBits", "Data bits", 8),
        number("stopBits", "Stop bits", 1),
        number("checkBits", "Parity", 0).one_of(&[
            ("None", Usual::Number(0)),
            ("Odd", Usual::Number(1)),
            ("Even", Usual::Number(2)),
        ]),
    ]
    15 "mtget_app_device_count" "[MT APP] get number of devices" []
    16 "mtget_app_multi_device_para" "[MT APP] get polled addresses" [
        number("addr_len", "Bytes of an address", 4),
        number("device_counts", "Devices", 6),
    ]
    17 "mtset_dtu_multi_device" "[MT DTU] set polled addresses" [
        text("sub_addr1", "Address 1", "nc"),
        text("sub_addr2", "Address 2", "nc"),
        text("sub_addr3", "Address 3", "nc"),
        text("sub_addr4", "Address 4", "nc"),
        text("sub_addr5", "Address 5", "nc"),
        text("sub_addr6", "Address 6", "nc"),
        number("sub_addr_size", "Bytes of an address", 4),
        number("query_index", "Query index", 0),
        flag("is_hex", "Addresses are hexadecimal", true),
    ]
    18 "mtget_cf_all_paras" "[MT CF] get all registers" []
    19 "mtget_cf_excnf" "[MT CF] get extended settings" []
    20 "mtget_cf_gbroad" "[MT CF] get group broadcast" []
    21 "mtget_cf_sw" "[MT CF] get wake-up" []
    22 "mtset_cf_sw" "[MT CF] set wake-up" [
        number("sf", "Spreading factor", 9),
        number("bw", "Bandwidth", 7).one_of(BANDWIDTHS),
        number("swFreq", "Frequency", 901_300_000).of_unit("Hz"),
        number("swPeriod", "Period", 3_000).of_unit("ms"),
        number("upRepeat", "Repetitions", 1),
    ]
    23 "mtset_cf_gbroad" "[MT CF] set group broadcast" [
        needed_text("gbroadAddr", "Address (8 hex digits)"),
        needed_text("nkwSkey", "NwkSKey (32 hex digits)"),
        needed_text("appSkey", "AppSKey (32 hex digits)"),
    ]
    24 "mtget_fw_para" "[MT FW] get settings" []
    25 "mtget_frequencies" "[MT RADIO] get frequencies" []
    26 "mtset_radio_para" "[MT RADIO] set frequencies" [
        text("freq1", "Channel 1", ""),
        text("freq2", "Channel 2", ""),
        text("freq3", "Channel 3", ""),
        text("freq4", "Channel 4", ""),
        text("freq5", "Channel 5", ""),
        text("freq6", "Channel 6", ""),
        text("freq7", "Channel 7", ""),
        text("freq8", "Channel 8", ""),
        text("freq9", "Channel 9", ""),
        text("freq10", "Channel 10", ""),
        text("freq11", "Channel 11", ""),
        text("freq12", "Channel 12", ""),
        text("freq13", "Channel 13", ""),
        text("freq14", "Channel 14", ""),
        text("freq15", "Channel 15", ""),
        text("freq16", "Channel 16", ""),
        number("power", "Power", 22).of_unit("dBm"),
    ]
    27 "mtget_ks31_paras" "[MT KS31] get settings" []
    28 "mtget_ks32_paras" "[MT KS32] get settings" []
    29 "mtget_ks52_paras" "[MT KS52] get settings" []
    30 "mtget_ks61_paras" "[MT KS61] get settings" []
    31 "mtset_ks32_base" "[MT KS32] set counters" [
        number("base1", "Counter 1", 0),
        number("base2", "Counter 2", 0),
        number("base3", "Counter 3", 0),
        number("base4", "Counter 4", 0),
        number("base5", "Counter 5", 0),
        number("base6", "Counter 6", 0),
    ]
    32 "mt_ks61_switch1" "[MT KS61] switch 1" [STATUS]
    33 "mt_ks61_switch2" "[MT KS61] switch 2" [STATUS]
    34 "mt_ks61_switch3" "[MT KS61] switch 3" [STATUS]
    35 "mt_sw_dn" "[MT SW] wake-up data" [
        needed_text("data", "Data (hex)"),
        number("swBW", "Bandwidth", 500).one_of(WAKE_BANDWIDTHS),
        number("swSF", "Spreading factor", 9),
        number("swFreq", "Frequency", 923_300_000).of_unit("Hz"),
        number("swPeriod", "Period", 8_000).of_unit("ms"),
    ]
    36 "mtset_fw_para" "[MT FW] set settings" [
        number("reTx", "Retransmissions", 5),
        flag("swPublic", "Public network", true),
        number("devTimeReqDuty", "Duty of DeviceTimeReq", 255),
    ]
];

#[cfg(test)]
mod tests;

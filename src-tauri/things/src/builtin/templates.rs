//! The device templates that ship with the product, owned by `PUBLIC`.
//!
//! Source: thinklink reference 1.7 and appendix A.3. The vendor's definitions of attributes are not
//! published; ours are the registers that the built-in thing models read, in their order.
//!
//! Ids are fixed. Never reuse one.

use model::record::{DeviceTemplate, Integrations};
use model::{JsonMap, RecordId, TenantCode, Timestamp};
use serde_json::json;

use super::rpc_models;

/// A shared attribute: key, label, type, unit and register.
type Attribute = (&'static str, &'static str, &'static str, &'static str, u32);

/// A device template as it is installed.
#[derive(Debug, Clone, Copy)]
pub struct BuiltinTemplate {
    /// Fixed record id.
    pub id: RecordId,
    /// Label.
    pub name: &'static str,
    heart_period: u32,
    tags: &'static [&'static str],
    /// Text ids.
    thing_models: &'static [&'static str],
    /// Methods.
    rpcs: &'static [&'static str],
    shared_attrs: &'static [Attribute],
}

impl BuiltinTemplate {
    /// The record to store, owned by `PUBLIC`.
    #[must_use]
    pub fn into_record(self, updated_at: Timestamp) -> DeviceTemplate {
        let definitions = self.shared_attrs.iter().map(|(key, alias, kind, unit, order)| {
            let definition = json!({
                "key": key, "alias": alias, "type": kind, "unit": unit, "order": order,
                "dftValue": null, "remark": "",
            });
            ((*key).to_owned(), definition)
        });
        let thing_model = self.thing_models.iter().filter_map(|id_name| super::id_of(id_name));
        let rpc = self.rpcs.iter().filter_map(|id_name| rpc_models::id_of(id_name));
        DeviceTemplate {
            id: self.id,
            tenant: TenantCode::public(),
            name: self.name.to_owned(),
            thing_model: thing_model.collect(),
            rpc: rpc.collect(),
            trigger: Vec::new(),
            tags: self.tags.iter().map(|tag| (*tag).to_owned()).collect(),
            heart_period: self.heart_period,
            real_time_storage: true,
            integrations: Integrations::default(),
            location: None,
            server_attrs: JsonMap::new(),
            shared_attrs: definitions.collect(),
            remark: String::new(),
            updated_at,
        }
    }
}

/// All device templates that ship, in the order of their ids.
#[must_use]
pub const fn device_templates() -> &'static [BuiltinTemplate] {
    CATALOGUE
}

const PERIOD: Attribute = ("period_data", "Reporting period", "number", "s", 58);
const SET_HEART: &str = "mtset_period_heart";
const GET_HEART: &str = "mtget_period_heart";

const CATALOGUE: &[BuiltinTemplate] = &[
    BuiltinTemplate {
        id: RecordId(40_000_000_000_002_001),
        name: "DEFAULT",
        heart_period: 86_400,
        tags: &["default"],
        thing_models: &[],
        rpcs: &["mt_act_dn_data", "alarm"],
        shared_attrs: &[],
    },
    BuiltinTemplate {
        id: RecordId(40_000_000_000_002_002),
        name: "MT-KS32",
        heart_period: 900,
        tags: &["ManThink", "KS32"],
        thing_models: &["mt_ks32"],
        rpcs: &[SET_HEART, GET_HEART, "mtget_ks32_paras", "mtset_ks32_base"],
        shared_attrs: &[
            PERIOD,
            ("base_header", "Header of the bases", "number", "", 100),
            ("base1", "Counter 1 begins with", "number", "", 102),
            ("base2", "Counter 2 begins with", "number", "", 106),
            ("base3", "Counter 3 begins with", "number", "", 110),
            ("base4", "Counter 4 begins with", "number", "", 114),
            ("base5", "Counter 5 begins with", "number", "", 118),
            ("base6", "Counter 6 begins with", "number", "", 122),
        ],
    },
    BuiltinTemplate {
        id: RecordId(40_000_000_000_002_003),
        name: "MT-KS61",
        heart_period: 900,
        tags: &["ManThink", "IAQ", "KS61"],
        thing_models: &["mt_ks61"],
        rpcs: &[
            "mt_ks61_switch1",
            "mt_ks61_switch2",
            "mt_ks61_switch3",
            SET_HEART,
            GET_HEART,
            "mtset_app_uint8",
            "mtset_app_uint16le",
            "mtset_app_uint32le",
            "mtget_ks61_paras",
        ],
        shared_attrs: &[
            PERIOD,
            ("enable", "Enabled sensors", "string", "", 152),
            ("cov_temperature", "Change of temperature", "number", "℃", 153),
            ("cov_humidity", "Change of humidity", "number", "RH%", 154),
            ("cov_tvoc", "Change of TVOC", "number", "ug/m³", 155),
            ("cov_co2", "Change of CO₂", "number", "ppm", 156),
            ("cov_pm25", "Change of PM2.5", "number", "ug/m³", 157),
            ("pir_delay", "Delay of presence", "number", "", 158),
            ("lux_threshold1", "Light threshold 1", "number", "lux", 160),
            ("lux_threshold2", "Light threshold 2", "number", "lux", 162),
            ("lux_threshold3", "Light threshold 3", "number", "lux", 164),
            ("pir_mask", "Relays that follow presence", "string", "", 166),
        ],
    },
    BuiltinTemplate {
        id: RecordId(40_000_000_000_002_004),
        name: "MT-KS52",
        heart_period: 86_400,
        tags: &[],
        thing_models: &["mt_ks52"],
        rpcs: &[
            SET_HEART,
            GET_HEART,
            "mtget_ks52_paras",
            "mtset_app_uint8",
            "mtset_app_uint16le",
            "mtset_app_uint32le",
        ],
        shared_attrs: &[
            PERIOD,
            ("period_measure", "Measuring period", "number", "s", 142),
            ("cov_temperatrue", "Change of temperature", "number", "℃", 144),
            ("cov_humidity", "Change of humidity", "number", "RH%", 145),
        ],
    },
    BuiltinTemplate {
        id: RecordId(40_000_000_000_002_005),
        name: "MT-KS51",
        heart_period: 86_400,
        tags: &[],
        thing_models: &["mt_ks51"],
        rpcs: &[SET_HEART, GET_HEART],
        shared_attrs: &[PERIOD],
    },
    BuiltinTemplate {
        id: RecordId(40_000_000_000_002_006),
        name: "MT-DTU",
        heart_period: 86_400,
        tags: &["ManThink", "DTU"],
        thing_models: &["mt_dtu"],
        rpcs: &[
            "mt_act_dn_data",
            "mt_data_transparent",
            "mt_app_reset",
            "mt_app_redo",
            "mt_app_join",
            SET_HEART,
            GET_HEART,
            "mtget_period_data",
            "mtget_app_paras",
            "mtset_app_uint8",
            "mtset_app_uint16le",
            "mtset_app_uint32le",
            "mtset_app_uart",
            "mtget_app_device_count",
            "mtget_app_multi_device_para",
            "mtset_dtu_multi_device",
            "mtget_cf_all_paras",
            "mtget_cf_excnf",
            "mtget_cf_gbroad",
            "mtget_cf_sw",
            "mtset_cf_sw",
            "mtset_cf_gbroad",
            "mtget_fw_para",
            "mtget_frequencies",
            "mtset_radio_para",
        ],
        shared_attrs: &[
            ("class_mode", "Class", "string", "", 0),
            ("FuotaVersion", "FUOTA version", "number", "", 0),
            ("HwType", "Hardware type", "string", "", 0),
            ("HwVersion", "Hardware version", "number", "", 2),
            ("SwVersion", "Software version", "number", "", 3),
            ("BzType", "Business type", "number", "", 4),
            ("BzVersion", "Business version", "number", "", 6),
            ("BaudRate", "Baud rate", "number", "", 12),
            ("dataBits", "Data bits", "number", "", 13),
            ("stopBits", "Stop bits", "number", "", 13),
            ("checkBits", "Parity (0 none, 1 odd, 2 even)", "number", "", 13),
            ("KeepRx", "Keep receiving", "boolean", "", 14),
            ("Battery", "On battery", "boolean", "", 14),
            ("Uart1Used", "UART 1 used", "boolean", "", 14),
            ("TransparentBit", "Transparent", "boolean", "", 14),
            ("SwUp", "Wake-up uplinks", "boolean", "", 14),
            ("JoinRst", "Join after a restart", "boolean", "", 14),
            ("PowerCtrl", "Power control", "boolean", "", 14),
            ("Wait60s", "Wait 60 s", "boolean", "", 14),
            ("ConfirmDuty", "Confirmed every n-th", "number", "", 15),
            ("portPara", "Port of settings", "number", "", 16),
            ("portTransparent", "Port of transparent data", "number", "", 17),
            ("RstHours", "Restart after", "number", "h", 18),
            ("TimeOffset", "Time offset", "number", "s", 20),
            ("battery_base", "Battery base", "number", "", 24),
            ("utc_seconds", "Time of the device", "number", "s", 25),
            ("chip_temperature", "Temperature of the chip", "number", "℃", 29),
            ("chip_voltage", "Voltage of the chip", "number", "V", 31),
            ("query_retries", "Repeated queries", "number", "", 34),
            ("join_interval", "Between two joins", "number", "", 37),
            ("power_delay", "Delay of the peripheral's power", "number", "", 38),
            ("period_heart", "Heartbeat period", "number", "min", 58),
            ("sub_device_counts", "Polled devices", "number", "", 60),
            ("period_data", "Reporting period", "number", "s", 61),
            ("period_warning", "Period of warnings", "number", "s", 63),
        ],
    },
    BuiltinTemplate {
        id: RecordId(40_000_000_000_002_007),
        name: "MT-DTU-Emeter",
        heart_period: 900,
        tags: &["ManThink", "645", "Emeter"],
        thing_models: &["mt_dtu_emeter"],
        rpcs: &[SET_HEART, GET_HEART, "mt_app_reset"],
        shared_attrs: &[],
    },
];

#[cfg(test)]
mod tests {
    use model::Timestamp;

    use super::device_templates;

    #[test]
    fn every_model_they_name_ships() {
        for template in device_templates() {
            let record = template.into_record(Timestamp::default());
            assert_eq!(record.thing_model.len(), template.thing_models.len(), "{}", template.name);
            assert_eq!(record.rpc.len(), template.rpcs.len(), "{}", template.name);
            assert_eq!(record.shared_attrs.len(), template.shared_attrs.len(), "{}", template.name);
        }
    }
}

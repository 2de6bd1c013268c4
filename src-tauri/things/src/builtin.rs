//! What ships with the product, owned by `PUBLIC`: thing models here, commands in [`rpc_models`],
//! device templates in [`templates`].
//!
//! Frame formats and field keys are the vendor's (keys such as `temperatrue` are misspelt in the
//! field, and dashboards know them that way); the scripts are our own. Source: thinklink reference,
//! appendix A.1; deviations from what the vendor ships are named in each script.
//!
//! Ids are fixed: they are keys of stored telemetry. Never reuse one.

mod rpc_models;
mod templates;

use std::ops::Range;

use model::record::{ApplyTo, ParserType, ThingModel};
use model::{RecordId, TenantCode, Timestamp};
use serde_json::{Value, json};

pub use rpc_models::{BuiltinRpcModel, rpc_models};
pub use templates::{BuiltinTemplate, device_templates};

/// A thing model as it is installed.
#[derive(Debug, Clone, PartialEq)]
pub struct BuiltinThingModel {
    /// Fixed record id.
    pub id: RecordId,
    /// Stable text id.
    pub id_name: &'static str,
    /// Label.
    pub name: &'static str,
    /// Which records its results may go to.
    pub apply_to: ApplyTo,
    /// The script's style.
    pub parser: ParserType,
    /// The script.
    pub script: &'static str,
    /// `{ "fields": { <field>: { field_name, name, type, unit, order, icon } } }`.
    pub telemetry_config: Value,
    /// Tags.
    pub tags: &'static [&'static str],
    /// A sentence for people.
    pub remark: &'static str,
}

impl BuiltinThingModel {
    /// The record to store, owned by `PUBLIC`.
    #[must_use]
    pub fn into_record(self, updated_at: Timestamp) -> ThingModel {
        ThingModel {
            id: self.id,
            tenant: TenantCode::public(),
            id_name: self.id_name.to_owned(),
            name: self.name.to_owned(),
            payload_parser: self.script.to_owned(),
            payload_parser_type: self.parser,
            apply_to: self.apply_to,
            telemetry_config: self.telemetry_config,
            tags: self.tags.iter().map(|tag| (*tag).to_owned()).collect(),
            remark: self.remark.to_owned(),
            updated_at,
        }
    }
}

/// All thing models that ship, in the order of their ids.
#[must_use]
pub fn thing_models() -> Vec<BuiltinThingModel> {
    CATALOGUE.iter().map(Entry::thing_model).collect()
}

/// Ids of what ships, now or in a later version.
const IDS: Range<u64> = 40_000_000_000_000_000..40_000_000_000_100_000;

/// Whether an id is kept for what ships, also for what only later versions have.
#[must_use]
pub fn is_reserved(id: RecordId) -> bool {
    IDS.contains(&id.0)
}

/// Whether a model or device template with this id ships.
#[must_use]
pub fn ships(id: RecordId) -> bool {
    CATALOGUE.iter().any(|entry| entry.id == id.0)
        || rpc_models().iter().any(|model| model.id == id)
        || device_templates().iter().any(|template| template.id == id)
}

/// One that ships, by its text id.
fn id_of(id_name: &str) -> Option<RecordId> {
    CATALOGUE.iter().find(|entry| entry.id_name == id_name).map(|entry| RecordId(entry.id))
}

/// One shown field: key, label, type and unit. Order is the place in the list.
type Field = (&'static str, &'static str, &'static str, &'static str);

struct Entry {
    id: u64,
    id_name: &'static str,
    name: &'static str,
    apply_to: ApplyTo,
    script: &'static str,
    fields: &'static [Field],
    tags: &'static [&'static str],
    remark: &'static str,
}

impl Entry {
    fn thing_model(&self) -> BuiltinThingModel {
        BuiltinThingModel {
            id: RecordId(self.id),
            id_name: self.id_name,
            name: self.name,
            apply_to: self.apply_to,
            parser: ParserType::Custom,
            script: self.script,
            telemetry_config: telemetry_config(self.fields),
            tags: self.tags,
            remark: self.remark,
        }
    }
}

fn telemetry_config(fields: &[Field]) -> Value {
    let shown = fields.iter().zip(1_u32..).map(|((key, name, kind, unit), order)| {
        let field = json!({
            "field_name": key, "name": name, "type": kind, "unit": unit, "order": order, "icon": null,
        });
        ((*key).to_owned(), field)
    });
    json!({ "fields": shown.collect::<model::JsonMap>() })
}

const RADIO: [Field; 2] = [("rssi", "RSSI", "number", "dBm"), ("snr", "SNR", "number", "dB")];

const CATALOGUE: &[Entry] = &[
    Entry {
        id: 40_000_000_000_000_001,
        id_name: "mt_ks52",
        name: "MT-KS52 T&H",
        apply_to: ApplyTo::Any,
        script: include_str!("builtin/mt_ks52.js"),
        fields: &[
            ("temperatrue", "Temperature", "number", "℃"),
            ("humidity", "Humidity", "number", "RH%"),
            ("vbat", "Battery", "number", "V"),
            ("status", "Status", "string", ""),
            ("period_data", "Reporting period", "number", "s"),
            RADIO[0],
            RADIO[1],
        ],
        tags: &["ManThink", "KS52"],
        remark: "Temperature and humidity sensor",
    },
    Entry {
        id: 40_000_000_000_000_002,
        id_name: "mt_ks51",
        name: "MT-KS51 water leak",
        apply_to: ApplyTo::Any,
        script: include_str!("builtin/mt_ks51.js"),
        fields: &[
            ("detected", "Water detected", "number", ""),
            ("status", "Status", "string", ""),
            ("vbat", "Battery", "number", "V"),
            RADIO[0],
            RADIO[1],
        ],
        tags: &["ManThink", "KS51"],
        remark: "Water leak sensor",
    },
    Entry {
        id: 40_000_000_000_000_003,
        id_name: "mt_ks53",
        name: "MT-KS53",
        apply_to: ApplyTo::Any,
        script: include_str!("builtin/mt_ks53.js"),
        fields: &[
            ("temperatrue", "Temperature", "number", "℃"),
            ("status", "Status", "string", ""),
            ("vbat", "Battery", "number", "V"),
            RADIO[0],
            RADIO[1],
        ],
        tags: &["ManThink", "KS53"],
        remark: "Temperature sensor",
    },
    Entry {
        id: 40_000_000_000_000_004,
        id_name: "mt_ks31",
        name: "MT-KS31 4-20 mA / 0-10 V",
        apply_to: ApplyTo::Any,
        script: include_str!("builtin/mt_ks31.js"),
        fields: &[
            ("chan1", "Channel 1", "number", ""),
            ("chan2", "Channel 2", "number", ""),
            ("chan3", "Channel 3", "number", ""),
            ("chan4", "Channel 4", "number", ""),
            ("type", "Input type", "string", ""),
            ("status", "Status", "string", ""),
            ("vbat", "Battery", "number", "V"),
            RADIO[0],
            RADIO[1],
        ],
        tags: &["ManThink", "KS31"],
        remark: "Four analogue inputs; milliamperes or volts, see the input type",
    },
    Entry {
        id: 40_000_000_000_000_005,
        id_name: "mt_ks32",
        name: "MT-KS32 6×dry contact",
        apply_to: ApplyTo::Any,
        script: include_str!("builtin/mt_ks32.js"),
        fields: &[
            ("chan1", "Contact 1", "number", ""),
            ("chan2", "Contact 2", "number", ""),
            ("chan3", "Contact 3", "number", ""),
            ("chan4", "Contact 4", "number", ""),
            ("chan5", "Contact 5", "number", ""),
            ("chan6", "Contact 6", "number", ""),
            ("counter1", "Counter 1", "number", ""),
            ("counter2", "Counter 2", "number", ""),
            ("counter3", "Counter 3", "number", ""),
            ("counter4", "Counter 4", "number", ""),
            ("counter5", "Counter 5", "number", ""),
            ("counter6", "Counter 6", "number", ""),
            ("status", "Status", "string", ""),
            ("vbat", "Battery", "number", "V"),
            RADIO[0],
            RADIO[1],
        ],
        tags: &["ManThink", "KS32"],
        remark: "Six dry contacts with counters",
    },
    Entry {
        id: 40_000_000_000_000_006,
        id_name: "mt_ks61",
        name: "MT-KS61 IAQ",
        apply_to: ApplyTo::Any,
        script: include_str!("builtin/mt_ks61.js"),
        fields: &[
            ("temperature", "Temperature", "number", "℃"),
            ("humidity", "Humidity", "number", "RH%"),
            ("co2", "CO₂", "number", "ppm"),
            ("tvoc", "TVOC", "number", "ug/m³"),
            ("pm25", "PM2.5", "number", "ug/m³"),
            ("light", "Light", "number", "lux"),
            ("pir", "Presence", "number", ""),
            ("relay1", "Relay 1", "number", ""),
            ("relay2", "Relay 2", "number", ""),
            ("relay3", "Relay 3", "number", ""),
            ("status", "Status", "string", ""),
            RADIO[0],
            RADIO[1],
        ],
        tags: &["ManThink", "IAQ", "KS61"],
        remark: "Indoor air quality sensor",
    },
    Entry {
        id: 40_000_000_000_000_007,
        id_name: "mt_dtu",
        name: "MT-DTU",
        apply_to: ApplyTo::MasterDevice,
        script: include_str!("builtin/mt_dtu.js"),
        fields: &[("payload", "Payload", "string", ""), RADIO[0], RADIO[1]],
        tags: &["ManThink", "DTU"],
        remark: "Serial data passed through, and the configuration of the DTU",
    },
    Entry {
        id: 40_000_000_000_000_008,
        id_name: "mt_dtu_emeter",
        name: "MT-DTU-Emeter",
        apply_to: ApplyTo::SubDevice,
        script: include_str!("builtin/mt_dtu_emeter.js"),
        fields: &[
            ("ua", "Voltage A", "number", "V"),
            ("ub", "Voltage B", "number", "V"),
            ("uc", "Voltage C", "number", "V"),
            ("ia", "Current A", "number", "A"),
            ("ib", "Current B", "number", "A"),
            ("ic", "Current C", "number", "A"),
            ("yz", "Active energy, forward", "number", "kWh"),
            ("yf", "Active energy, reverse", "number", "kWh"),
            ("wz", "Reactive energy, forward", "number", "kvarh"),
            ("wf", "Reactive energy, reverse", "number", "kvarh"),
        ],
        tags: &["ManThink", "645", "Emeter"],
        remark: "Electricity meters that a DTU polls; each becomes a sub-device",
    },
    Entry {
        id: 40_000_000_000_000_009,
        id_name: "mt_dtu_multi_device",
        name: "MT-DTU-MULTIDEVICE",
        apply_to: ApplyTo::MasterDevice,
        script: include_str!("builtin/mt_dtu_multi_device.js"),
        fields: &[],
        tags: &["ManThink", "DTU"],
        remark: "The addresses that a DTU polls",
    },
    Entry {
        id: 40_000_000_000_000_010,
        id_name: "mt_dtu_mbus",
        name: "M-Bus DTU",
        apply_to: ApplyTo::Any,
        script: include_str!("builtin/mt_dtu_mbus.js"),
        fields: &[("payload", "Payload", "string", ""), RADIO[0], RADIO[1]],
        tags: &["ManThink", "DTU", "M-Bus"],
        remark: "Serial data passed through, and the configuration of an M-Bus DTU",
    },
    Entry {
        id: 40_000_000_000_000_011,
        // The vendor's spelling: templates and imports name it so.
        id_name: "mt_freqencies",
        name: "MT-Frequencies",
        apply_to: ApplyTo::Any,
        script: include_str!("builtin/mt_freqencies.js"),
        fields: &[],
        tags: &["ManThink"],
        remark: "The radio settings that a device answers to \"get frequencies\"",
    },
];

#[cfg(test)]
mod tests;

//! The thing models that ship with the product, owned by `PUBLIC`.
//!
//! Frame formats and field keys are the vendor's (keys such as `temperatrue` are misspelt in the
//! field, and dashboards know them that way); the scripts are our own. Source: thinklink reference,
//! appendix A.1; deviations from what the vendor ships are named in each script.
//!
//! Ids are fixed: they are keys of stored telemetry. Never reuse one.

use model::RecordId;
use model::record::{ApplyTo, ParserType};
use serde_json::{Value, json};

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

/// All thing models that ship, in the order of their ids.
#[must_use]
pub fn thing_models() -> Vec<BuiltinThingModel> {
    CATALOGUE.iter().map(Entry::thing_model).collect()
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

const CATALOGUE: &[Entry] = &[Entry {
    id: 40_000_000_000_000_001,
    id_name: "mt_ks52",
    name: "MT-KS52 T&H",
    apply_to: ApplyTo::Any,
    script: include_str!("builtin/mt_ks52.js"),
    fields: &[
        ("temperatrue", "Temperature", "number", "℃"),
        ("humidity", "Humidity", "number", "%"),
        ("vbat", "Battery", "number", "V"),
        ("status", "Status", "string", ""),
        ("period_data", "Reporting period", "number", "s"),
        RADIO[0],
        RADIO[1],
    ],
    tags: &["ManThink", "KS52"],
    remark: "Temperature and humidity sensor",
}];

//! What a file has of each kind of model.

use model::record::{DeviceTemplate, RpcModel, TriggerModel};
use model::{JsonMap, RecordId, TenantCode};
use serde_json::Value;

use crate::Engine;
use crate::fields::Checks;
use crate::imports::ImportKind;
use crate::imports::field::{BOOLS, Field, Shape};
use crate::imports::parsed::Parsed;
use crate::imports::references::names;
use crate::models::device_templates::DeviceTemplateChange;
use crate::models::rpc_models::RpcModelChange;
use crate::models::thing_models::ModelChange;
use crate::models::trigger_models::TriggerModelChange;
use crate::records::Managed;
use crate::registry::RunnableModel;

/// A kind of model that files hold.
pub(in crate::imports) trait Exchanged: Managed {
    /// What it is among the kinds.
    const KIND: ImportKind;
    /// What a file has of it, the key first.
    const FIELDS: &'static [Field];

    /// The field with the name that people call one by.
    const NAMED_BY: &'static str = if Self::KEY.is_empty() { "name" } else { Self::KEY };

    /// A new one.
    fn blank(tenant: &TenantCode) -> Self;

    /// Takes what a file has.
    fn take(&mut self, engine: &Engine, parsed: &mut Parsed<'_>, checks: &mut Checks);

    /// A field that names other models, with the names people know.
    fn named(&self, _: &Engine, _field: &str) -> Option<Value> {
        None
    }
}

pub(super) const ID: Field =
    Field::new("id", Shape::Raw, "Its id, or the name it is called by here.").required();
const ID_NAME: Field = Field::new("id_name", Shape::Text, "The name that scripts and files use.");
const LABEL: Field = Field::new("name", Shape::Text, "Name for people.");
const INHERIT: Field =
    Field::new("inherit", Shape::Bool, "Whether sub-devices take it over.").one_of(BOOLS);
const TAGS: Field = Field::new("tags", Shape::List, "Tags.").clearable();
const REMARK: Field = Field::new("remark", Shape::Text, "Free text.").clearable();

const fn switch(name: &'static str) -> Field {
    Field::new(name, Shape::Bool, "On or off.").one_of(BOOLS)
}

impl Exchanged for RunnableModel {
    const KIND: ImportKind = ImportKind::ThingModels;
    const FIELDS: &'static [Field] = &[
        ID,
        ID_NAME,
        LABEL,
        Field::new("payload_parser_type", Shape::Word, "How its script is called."),
        Field::new("payload_parser", Shape::Raw, "Its script.").clearable(),
        Field::new("apply_to", Shape::Word, "Which devices it is for."),
        Field::new("telemetry_config", Shape::Object, "How its values are shown."),
        TAGS,
        REMARK,
    ];

    fn blank(tenant: &TenantCode) -> Self {
        crate::models::thing_models::blank(tenant)
    }

    fn take(&mut self, _: &Engine, parsed: &mut Parsed<'_>, checks: &mut Checks) {
        let change = ModelChange {
            id_name: parsed.filled("id_name"),
            name: parsed.filled("name"),
            payload_parser: parsed.text("payload_parser"),
            payload_parser_type: parsed.one("payload_parser_type"),
            apply_to: parsed.one("apply_to"),
            telemetry_config: parsed.object("telemetry_config").map(Value::Object),
            tags: parsed.list("tags"),
            remark: parsed.text("remark"),
        };
        crate::models::thing_models::apply(change, &[], self, checks);
    }
}

impl Exchanged for RpcModel {
    const KIND: ImportKind = ImportKind::RpcModels;
    const FIELDS: &'static [Field] = &[
        ID,
        ID_NAME,
        LABEL,
        INHERIT,
        Field::new("template", Shape::Object, "Its parameters."),
        Field::new("rpc_script", Shape::Raw, "Its script.").clearable(),
        TAGS,
        REMARK,
    ];

    fn blank(tenant: &TenantCode) -> Self {
        crate::models::rpc_models::blank(tenant)
    }

    fn take(&mut self, _: &Engine, parsed: &mut Parsed<'_>, checks: &mut Checks) {
        let change = RpcModelChange {
            id_name: parsed.filled("id_name"),
            name: parsed.filled("name"),
            inherit: parsed.boolean("inherit"),
            template: parsed.object("template"),
            rpc_script: parsed.text("rpc_script"),
            tags: parsed.list("tags"),
            remark: parsed.text("remark"),
        };
        crate::models::rpc_models::apply(change, self, checks);
    }
}

impl Exchanged for TriggerModel {
    const KIND: ImportKind = ImportKind::TriggerModels;
    const FIELDS: &'static [Field] = &[
        ID,
        LABEL,
        INHERIT,
        Field::new("trigger_script", Shape::Raw, "Its script.").clearable(),
        TAGS,
        REMARK,
    ];

    fn blank(tenant: &TenantCode) -> Self {
        crate::models::trigger_models::blank(tenant)
    }

    fn take(&mut self, _: &Engine, parsed: &mut Parsed<'_>, checks: &mut Checks) {
        let change = TriggerModelChange {
            name: parsed.filled("name"),
            inherit: parsed.boolean("inherit"),
            trigger_script: parsed.text("trigger_script"),
            tags: parsed.list("tags"),
            remark: parsed.text("remark"),
        };
        crate::models::trigger_models::apply(change, self, checks);
    }
}

impl Exchanged for DeviceTemplate {
    const KIND: ImportKind = ImportKind::DeviceTemplates;
    const FIELDS: &'static [Field] = &[
        ID,
        LABEL,
        Field::new("thing_model", Shape::List, "Thing models by id name or id.").clearable(),
        Field::new("rpc", Shape::List, "RPC models by id name or id.").clearable(),
        Field::new("trigger", Shape::List, "Trigger models by name or id.").clearable(),
        TAGS,
        Field::new("heart_period", Shape::Integer, "Seconds without data until offline."),
        switch("real_time_storage"),
        switch("things_board"),
        switch("home_assistant"),
        switch("bacnet"),
        switch("modbus_tcp"),
        switch("third_party"),
        Field::new("server_attrs", Shape::Object, "Definitions of server attributes."),
        Field::new("shared_attrs", Shape::Object, "Definitions of shared attributes."),
        REMARK,
    ];

    fn blank(tenant: &TenantCode) -> Self {
        crate::models::device_templates::blank(tenant)
    }

    fn take(&mut self, engine: &Engine, parsed: &mut Parsed<'_>, checks: &mut Checks) {
        let change = DeviceTemplateChange {
            name: parsed.filled("name"),
            thing_model: parsed.models("thing_model"),
            rpc: parsed.models("rpc"),
            trigger: parsed.models("trigger"),
            tags: parsed.list("tags"),
            heart_period: parsed.one("heart_period"),
            real_time_storage: parsed.boolean("real_time_storage"),
            integrations: parsed.integrations(),
            // Where something is means nothing in another instance.
            location: None,
            server_attrs: parsed.object("server_attrs"),
            shared_attrs: parsed.object("shared_attrs"),
            remark: parsed.text("remark"),
        };
        engine.device_templates().apply(change, self, checks);
    }

    fn named(&self, engine: &Engine, field: &str) -> Option<Value> {
        let (registry, tenant) = (&engine.core.registry, &self.tenant);
        Some(match field {
            "thing_model" => names(&self.thing_model, &registry.thing_models, tenant).into(),
            "rpc" => names(&self.rpc, &registry.rpc_models, tenant).into(),
            "trigger" => names(&self.trigger, &registry.trigger_models, tenant).into(),
            "server_attrs" => with_methods(engine, tenant, &self.server_attrs),
            "shared_attrs" => with_methods(engine, tenant, &self.shared_attrs),
            _ => return None,
        })
    }
}

/// Definitions of attributes with their linked RPC models by the names people know.
fn with_methods(engine: &Engine, tenant: &TenantCode, definitions: &JsonMap) -> Value {
    let mut written = definitions.clone();
    for definition in written.values_mut() {
        let Some(rpcs) = definition.get("rpcs").filter(|rpcs| is_filled(rpcs)) else { continue };
        let ids: Option<Vec<RecordId>> = rpcs.as_array().and_then(|rpcs| {
            rpcs.iter().map(|rpc| rpc.as_str().and_then(|id| id.parse().ok())).collect()
        });
        if let (Some(ids), Some(rpcs)) = (ids, definition.get_mut("rpcs")) {
            *rpcs = names(&ids, &engine.core.registry.rpc_models, tenant).into();
        }
    }
    Value::Object(written)
}

fn is_filled(value: &Value) -> bool {
    value.as_array().is_some_and(|items| !items.is_empty())
}

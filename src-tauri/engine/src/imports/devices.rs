//! Devices in workbooks. Source: the chapter 1.2.2, thinklink.md 1.2 and 4.13.

use model::record::{Device, RecordKey};
use model::{DeviceEui, RecordId, TenantCode};
use store::{StoreError, WriteTx};

use super::clean::{Shape, list, list_text};
use super::field::{BOOLS, Field, bool_text};
use super::parsed::Parsed;
use super::subject::{Found, Saved, Subject, Values, Wish};
use crate::devices::{DeviceChange, IntegrationsChange, NewDevice};
use crate::error::FieldError;
use crate::event::Resource;
use crate::models::mounting::ModelKey;
use crate::registry::{Shelf, Shelved};
use crate::{Engine, Error};

pub(super) struct DeviceRows;

impl Subject for DeviceRows {
    type Record = Device;
    /// Devices need nothing for themselves but their EUI.
    type Claims = ();

    const NAME: &'static str = "devices";
    const FIELDS: &'static [Field] = &[
        Field::new("eui", Shape::Eui, "EUI: 16 hex digits, or for OTHER 1 to 32 of a-z 0-9 _ -.")
            .alias(&["DevEUI", "dev_eui", "device eui", "设备EUI"])
            .required()
            .example("70b3d57ed0001234", "meter-7"),
        Field::new("name", Shape::Text, "Name for people.")
            .alias(&["device name", "名称", "设备名称"])
            .clearable()
            .example("Meeting room", "Meter 7"),
        Field::new("device_type", Shape::Word, "NORMAL for a device, VIRTUAL for an asset.")
            .alias(&["type", "device type", "设备类型"])
            .one_of(&["NORMAL", "VIRTUAL", "SUB_DEVICE"])
            .example("NORMAL", "NORMAL"),
        Field::new("data_from", Shape::Word, "LoRaWAN (needs a profile) or OTHER (MQTT).")
            .alias(&["source", "data source", "数据来源", "数据源"])
            .one_of(&["LoRaWAN", "OTHER"])
            .example("LoRaWAN", "OTHER"),
        Field::new("thing_model", Shape::List, "Thing models by id name or id, with commas.")
            .alias(&["thing models", "物模型"])
            .clearable()
            .example("mt_ks52", ""),
        Field::new("rpc", Shape::List, "RPC models by id name or id, with commas.")
            .alias(&["rpcs", "rpc models", "RPC模型"])
            .clearable(),
        Field::new("trigger", Shape::List, "Trigger models by name or id, with commas.")
            .alias(&["triggers", "trigger models", "触发模型", "触发器"])
            .clearable(),
        Field::new("tags", Shape::List, "Tags, with commas.")
            .alias(&["tag", "标签"])
            .clearable()
            .example("floor 2, north", ""),
        Field::new("heart_period", Shape::Integer, "Seconds without data until it is offline.")
            .alias(&["heartbeat", "heartbeat period", "心跳周期"])
            .example("900", ""),
        Field::new("real_time_storage", Shape::Bool, "Whether history is stored.")
            .alias(&["real-time storage", "实时存储"])
            .one_of(BOOLS),
        Field::new("things_board", Shape::Bool, "Integration with ThingsBoard.").one_of(BOOLS),
        Field::new("home_assistant", Shape::Bool, "Integration with Home Assistant.").one_of(BOOLS),
        Field::new("bacnet", Shape::Bool, "Integration with BACnet.").one_of(BOOLS),
        Field::new("modbus_tcp", Shape::Bool, "Integration with Modbus TCP.").one_of(BOOLS),
        Field::new("third_party", Shape::Bool, "Integration with others.").one_of(BOOLS),
        Field::new("remark", Shape::Text, "Free text.").alias(&["备注"]).clearable(),
        Field::new("server_attrs", Shape::Object, "Server attributes, a JSON object.")
            .alias(&["server attributes", "服务端属性"]),
        Field::new("shared_attrs", Shape::Object, "Shared attributes, a JSON object.")
            .alias(&["shared attributes", "共享属性"]),
    ];

    const RESOURCE: Resource = Resource::Devices;

    fn turn(_: &Engine, _: &TenantCode, key: &str) -> Option<String> {
        key.parse().ok().map(|eui: DeviceEui| eui.to_string())
    }

    fn kept_as(device: &Device) -> Option<RecordKey> {
        Some(RecordKey::Device(device.eui.clone()))
    }

    fn find(engine: &Engine, tenant: &TenantCode, key: &str) -> Result<Found<Device>, Error> {
        let eui: DeviceEui =
            key.parse().map_err(|error| Error::field("eui", format!("{error}")))?;
        let Some(shared) = engine.core.registry.device(&eui) else { return Ok(Found::Nobody) };
        let device = &shared.lock().device;
        let is_own = device.tenant == *tenant;
        Ok(if is_own { Found::Here(device.clone()) } else { Found::Elsewhere })
    }

    fn all(engine: &Engine, tenant: &TenantCode) -> Vec<Device> {
        let shared = engine.core.registry.devices_of(tenant);
        let mut all: Vec<Device> = shared.iter().map(|it| it.lock().device.clone()).collect();
        all.sort_unstable_by(|left, right| left.eui.as_str().cmp(right.eui.as_str()));
        all
    }

    fn text(engine: &Engine, device: &Device, field: &'static str) -> String {
        let object = |map: &model::JsonMap| serde_json::Value::Object(map.clone()).to_string();
        let (registry, on) = (&engine.core.registry, device.integrations);
        match field {
            "eui" => device.eui.to_string(),
            "name" => device.name.clone(),
            "device_type" => device.device_type.to_string(),
            "data_from" => device.data_from.to_string(),
            "thing_model" => models(&device.thing_model, &registry.thing_models, &device.tenant),
            "rpc" => models(&device.rpc, &registry.rpc_models, &device.tenant),
            "trigger" => models(&device.trigger, &registry.trigger_models, &device.tenant),
            "tags" => list_text(&device.tags),
            "heart_period" => device.heart_period.to_string(),
            "real_time_storage" => bool_text(device.real_time_storage),
            "things_board" => bool_text(on.things_board),
            "home_assistant" => bool_text(on.home_assistant),
            "bacnet" => bool_text(on.bacnet),
            "modbus_tcp" => bool_text(on.modbus_tcp),
            "third_party" => bool_text(on.third_party),
            "remark" => device.remark.clone(),
            "server_attrs" => object(&device.server_attrs),
            "shared_attrs" => object(&device.shared_attrs),
            _ => String::new(),
        }
    }

    fn changed(
        engine: &Engine,
        tenant: &TenantCode,
        key: &str,
        before: Option<&Device>,
        values: &Values<'_>,
    ) -> Result<Device, Vec<FieldError>> {
        let mut parsed = Parsed::new(values);
        let keys = |text: Option<String>| {
            text.map(|text| list(&text).into_iter().map(ModelKey::from_text).collect())
        };
        let change = DeviceChange {
            name: parsed.text("name"),
            device_type: parsed.one("device_type"),
            data_from: parsed.one("data_from"),
            thing_model: keys(parsed.text("thing_model")),
            rpc: keys(parsed.text("rpc")),
            trigger: keys(parsed.text("trigger")),
            tags: parsed.text("tags").map(|text| list(&text)),
            heart_period: parsed.one("heart_period"),
            real_time_storage: parsed.boolean("real_time_storage"),
            integrations: IntegrationsChange {
                things_board: parsed.boolean("things_board"),
                home_assistant: parsed.boolean("home_assistant"),
                bacnet: parsed.boolean("bacnet"),
                modbus_tcp: parsed.boolean("modbus_tcp"),
                third_party: parsed.boolean("third_party"),
            },
            remark: parsed.text("remark"),
        };
        let wanted = NewDevice {
            fields: change,
            server_attrs: parsed.object("server_attrs"),
            shared_attrs: parsed.object("shared_attrs"),
            ..NewDevice::default()
        };
        let eui = parsed.key("eui", key);
        let mut errors = parsed.finish();
        let Some(eui) = eui else { return Err(errors) };
        match engine.devices().planned(tenant, &eui, before, wanted) {
            Ok(device) if errors.is_empty() => Ok(device),
            Ok(_) => Err(errors),
            Err(more) => {
                errors.extend(more);
                Err(errors)
            }
        }
    }

    fn claims(_: &Engine, _: &TenantCode) {}

    fn claim((): &mut (), _: &Wish<Device>) -> Result<(), FieldError> {
        Ok(())
    }

    fn part(engine: &Engine, wish: &Wish<Device>) -> usize {
        engine.devices().part(wish.before.as_ref(), &wish.after)
    }

    async fn store(
        engine: &Engine,
        wishes: Vec<Wish<Device>>,
        note: impl FnOnce(&WriteTx<'_>, &[Saved]) -> Result<(), StoreError> + Send + 'static,
    ) -> Result<Vec<Saved>, Error> {
        let wishes = wishes.into_iter().map(|wish| (wish.before, wish.after)).collect();
        engine.devices().save_all(wishes, note).await
    }
}

/// Mounted models by the names people know, by id where a name would mean another one.
pub(super) fn models<T: Shelved>(
    ids: &[RecordId],
    shelf: &Shelf<T>,
    tenant: &TenantCode,
) -> String {
    let name = |id: &RecordId| {
        let named = shelf.of(tenant, *id).map(|model| model.key().to_owned());
        let means_it = |key: &String| {
            key.parse::<RecordId>().is_err()
                && shelf.by_key(tenant, key).is_some_and(|found| found.id() == *id)
        };
        named.filter(means_it).unwrap_or_else(|| id.to_string())
    };
    list_text(&ids.iter().map(name).collect::<Vec<_>>())
}

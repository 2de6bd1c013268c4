//! Devices in workbooks. Source: the chapter 1.2.2, thinklink.md 1.2 and 4.13.

mod descriptions;
mod families;

use model::record::{AttributeSide, DataFrom, Device, DeviceType, RecordKey};
use model::{DeviceEui, IdError, Said, Saying, TenantCode, say};
use store::{StoreError, WriteTx};
use things::attribute;

use self::families::{Families, Member};
use super::field::{BOOLS, Field, Shape, bool_text};
use super::note::NoteCode;
use super::parsed::Parsed;
use super::plan::Change;
use super::references::{location, location_code, models, names};
use super::spelling::{code, code_text, list_text};
use super::subject::{Found, Subject, Values, Wish};
use super::{ExportFilter, ImportKind};
use crate::devices::{DeviceChange, Planned, StoredBy, Wanted, WantedSide};
use crate::error::FieldError;
use crate::event::Resource;
use crate::models::mounting::ModelKey;
use crate::page::PageRequest;
use crate::saved::Saved;
use crate::workers::IDENTIFIER_MAX;
use crate::{Engine, Error};

pub(super) struct DeviceRows;

const TEMPLATE_HELP: &str = "Device template by name or id. A new device starts with what it says, \
    as far as the other columns say nothing; of one that is there it is only noted.";
const META_HELP: &str = "What is said of them: a JSON object with an object for each key, which has \
    alias, unit, remark, type, order, rpcs, options, dftValue.";

impl Subject for DeviceRows {
    type Record = Member;
    /// Places in families.
    type Claims = Families;

    const KIND: ImportKind = ImportKind::Devices;
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
        Field::new("parent", Shape::Eui, "Sub-devices: EUI of the device that reports for it.")
            .alias(&["parent EUI", "上级设备", "父设备"]),
        Field::new(
            "sub_device",
            Shape::Code,
            "Sub-devices: what results of the parent call it, such as the number of a meter.",
        )
        .alias(&["identifier", "sub-device identifier", "子设备标识"]),
        Field::new("template", Shape::Text, TEMPLATE_HELP).alias(&[
            "device template",
            "template name",
            "模板",
            "设备模板",
        ]),
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
        Field::new("location", Shape::Code, "Code of the location where it is.")
            .alias(&["location_id", "location code", "geographic location", "地理位置", "位置"])
            .clearable(),
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
        Field::new("server_attrs_meta", Shape::Object, META_HELP)
            .alias(&["server attribute descriptions", "服务端属性说明"]),
        Field::new("shared_attrs", Shape::Object, "Shared attributes, a JSON object.")
            .alias(&["shared attributes", "共享属性"]),
        Field::new("shared_attrs_meta", Shape::Object, META_HELP)
            .alias(&["shared attribute descriptions", "共享属性说明"]),
    ];

    const RESOURCE: Resource = Resource::Devices;

    fn turn(_: &Engine, _: &TenantCode, key: &str) -> Option<String> {
        key.parse().ok().map(|eui: DeviceEui| eui.to_string())
    }

    fn beside(
        engine: &Engine,
        tenant: &TenantCode,
        key: &str,
        changes: &[Change],
    ) -> Option<String> {
        let names = |field| changes.iter().find(|change| change.field == field);
        if let Some(parent) = names("parent") {
            return Self::turn(engine, tenant, &parent.new);
        }
        names("sub_device")?;
        let device = engine.core.registry.device_of(tenant, &key.parse().ok()?)?;
        let parent = device.lock().device.parent.clone();
        parent.map(|parent| parent.to_string())
    }

    /// Values are judged by what the same file says of them, or like typed ones.
    fn judged_with(field: &str) -> Option<&'static str> {
        match field {
            "server_attrs" => Some("server_attrs_meta"),
            "shared_attrs" => Some("shared_attrs_meta"),
            _ => None,
        }
    }

    /// Sub-devices come after their parents.
    const PASSES: usize = 2;

    fn pass(values: &Values<'_>) -> usize {
        let is_child = |(field, text): &(&str, &str)| match *field {
            // A row that says only how its parent finds it is a child, too.
            "parent" | "sub_device" => !text.is_empty(),
            "device_type" => text.eq_ignore_ascii_case(DeviceType::SubDevice.as_str()),
            _ => false,
        };
        usize::from(values.iter().any(is_child))
    }

    fn fills(values: &Values<'_>) -> bool {
        values.iter().any(|(field, text)| *field == "template" && !text.is_empty())
    }

    fn remarks(wish: &Wish<Member>) -> Vec<(&'static str, NoteCode, Said)> {
        let Member { device, identifier } = &wish.after;
        if wish.before.is_some() || device.device_type != DeviceType::SubDevice {
            return Vec::new();
        }
        if device.parent.is_none() {
            return vec![("parent", NoteCode::NoParent, Saying::NobodyReports.into())];
        }
        if identifier.is_empty() {
            let detail = Saying::NotFoundByResults.into();
            return vec![("sub_device", NoteCode::NoIdentifier, detail)];
        }
        Vec::new()
    }

    /// What is no device of LoRaWAN may be called by any number. A parent is whatever is here by the
    /// number, with zeros in front of it or without; of one that the file brings the row's own source
    /// of data tells.
    fn is_whole_number(
        engine: &Engine,
        tenant: &TenantCode,
        (field, number): (&str, &str),
        given: impl Fn(&str) -> Option<String>,
    ) -> bool {
        let is_plain = number.len() <= 15 && number.bytes().all(|byte| byte.is_ascii_digit());
        let is_here = |eui: DeviceEui| engine.core.registry.device_of(tenant, &eui).is_some();
        let Some(eui) = number.parse::<DeviceEui>().ok().filter(|_| is_plain) else {
            return false;
        };
        if field == "parent" {
            if is_here(eui.clone()) {
                return true;
            }
            if format!("{number:0>16}").parse().is_ok_and(is_here) {
                return false;
            }
        }
        match given("data_from").and_then(|text| text.parse::<DataFrom>().ok()) {
            Some(from) => from == DataFrom::Other,
            None => is_here(eui),
        }
    }

    fn kept_as(member: &Member) -> Option<RecordKey> {
        Some(RecordKey::Device(member.device.eui.clone()))
    }

    fn matching(
        engine: &Engine,
        tenant: &TenantCode,
        filter: &ExportFilter,
        page: &PageRequest,
    ) -> Result<Vec<String>, Error> {
        let (filter, q) = (&filter.devices, page.q.clone());
        let euis = crate::lists::matching_euis(engine, tenant, filter, q)?;
        Ok(euis.iter().map(ToString::to_string).collect())
    }

    fn find(engine: &Engine, tenant: &TenantCode, key: &str) -> Result<Found<Member>, Error> {
        let eui: DeviceEui = key.parse().map_err(|error: IdError| Error::field("eui", error))?;
        let Some(shared) = engine.core.registry.device(&eui) else { return Ok(Found::Nobody) };
        let device = {
            let device = &shared.lock().device;
            if device.tenant != *tenant {
                return Ok(Found::Elsewhere);
            }
            device.clone()
        };
        Ok(Found::Here(Member::of(engine, device)))
    }

    fn all(engine: &Engine, tenant: &TenantCode) -> Vec<Member> {
        let shared = engine.core.registry.devices_of(tenant);
        let mut all: Vec<Device> = shared.iter().map(|it| it.lock().device.clone()).collect();
        all.sort_unstable_by(|left, right| left.eui.as_str().cmp(right.eui.as_str()));
        all.into_iter().map(|device| Member::of(engine, device)).collect()
    }

    fn text(engine: &Engine, member: &Member, field: &'static str) -> String {
        let (registry, device) = (&engine.core.registry, &member.device);
        let on = device.integrations;
        match field {
            "eui" => device.eui.to_string(),
            "name" => device.name.clone(),
            "device_type" => device.device_type.to_string(),
            "data_from" => device.data_from.to_string(),
            "parent" => device.parent.as_ref().map(ToString::to_string).unwrap_or_default(),
            "sub_device" => code_text(&member.identifier),
            "template" => {
                let known = &registry.device_templates;
                // One that is gone is none.
                let template = known.usable(&device.tenant, device.template.as_slice());
                names(&template, known, &device.tenant).pop().unwrap_or_default()
            }
            "thing_model" => models(&device.thing_model, &registry.thing_models, &device.tenant),
            "rpc" => models(&device.rpc, &registry.rpc_models, &device.tenant),
            "trigger" => models(&device.trigger, &registry.trigger_models, &device.tenant),
            "tags" => list_text(&device.tags),
            "location" => location_code(&registry.locations, &device.tenant, device.location),
            "heart_period" => device.heart_period.to_string(),
            "real_time_storage" => bool_text(device.real_time_storage),
            "things_board" => bool_text(on.things_board),
            "home_assistant" => bool_text(on.home_assistant),
            "bacnet" => bool_text(on.bacnet),
            "modbus_tcp" => bool_text(on.modbus_tcp),
            "third_party" => bool_text(on.third_party),
            "remark" => device.remark.clone(),
            "server_attrs" => attributes(device, AttributeSide::Server),
            "server_attrs_meta" => descriptions::text(engine, device, &device.server_notes.meta),
            "shared_attrs" => attributes(device, AttributeSide::Shared),
            "shared_attrs_meta" => descriptions::text(engine, device, &device.shared_notes.meta),
            _ => String::new(),
        }
    }

    fn changed(
        engine: &Engine,
        tenant: &TenantCode,
        key: &str,
        before: Option<&Member>,
        values: &Values<'_>,
    ) -> Result<Member, Vec<FieldError>> {
        let mut parsed = Parsed::new(values);
        let wanted = Wanted {
            template: parsed.filled("template").map(ModelKey::from_text),
            fields: fields(engine, tenant, &mut parsed),
            parent: parsed.one("parent"),
            server: side(&mut parsed, "server_attrs", "server_attrs_meta"),
            shared: side(&mut parsed, "shared_attrs", "shared_attrs_meta"),
        };
        let known = before.map(|before| before.identifier.clone()).unwrap_or_default();
        let identifier = parsed.filled("sub_device").map_or(known, |given| code(&given));
        let length = identifier.chars().count();
        if length > IDENTIFIER_MAX {
            let detail = say!(CharactersOver, found = length, limit = IDENTIFIER_MAX);
            parsed.refuse("sub_device", detail);
        }
        let Some(eui) = parsed.key("eui", key) else { return Err(parsed.errors()) };
        let before = before.map(|before| &before.device);
        let planned = engine.devices().planned(tenant, &eui, before, wanted);
        let member = planned.and_then(|device| match device.parent {
            None if !identifier.is_empty() => {
                Err(vec![FieldError::new("sub_device", Saying::ChildOfParent)])
            }
            _ => Ok(Member { device, identifier }),
        });
        parsed.finish(member)
    }

    fn claims(engine: &Engine, tenant: &TenantCode) -> Families {
        Families::new(engine, tenant)
    }

    fn claim(families: &mut Families, wish: &Wish<Member>) -> Result<(), FieldError> {
        let (before, after) = (wish.before.as_ref(), &wish.after);
        match &after.device.parent {
            Some(parent) => {
                let is_same = before.is_some_and(|before| {
                    before.device.parent == after.device.parent
                        && before.identifier == after.identifier
                });
                if is_same { Ok(()) } else { families.join(parent, after) }
            }
            None => {
                if after.device.device_type == DeviceType::Normal {
                    families.parents.insert(after.device.eui.clone());
                }
                Ok(())
            }
        }
    }

    fn stored_by(engine: &Engine, wish: &Wish<Member>) -> StoredBy {
        let before = wish.before.as_ref();
        let joins = before.map_or("", |before| &before.identifier) != wish.after.identifier;
        engine.devices().stored_by(before.map(|before| &before.device), &wish.after.device, joins)
    }

    async fn store(
        engine: &Engine,
        wishes: Vec<Wish<Member>>,
        note: impl FnOnce(&WriteTx<'_>, &[Saved]) -> Result<(), StoreError> + Send + 'static,
    ) -> Result<Vec<Saved>, Error> {
        let wishes = wishes.into_iter().map(planned).collect();
        engine.devices().save_all(wishes, note).await
    }
}

/// What a row says of the fields of a device.
fn fields(engine: &Engine, tenant: &TenantCode, parsed: &mut Parsed<'_>) -> DeviceChange {
    DeviceChange {
        name: parsed.text("name"),
        device_type: parsed.one("device_type"),
        data_from: parsed.one("data_from"),
        thing_model: parsed.models("thing_model"),
        rpc: parsed.models("rpc"),
        trigger: parsed.models("trigger"),
        tags: parsed.list("tags"),
        heart_period: parsed.one("heart_period"),
        real_time_storage: parsed.boolean("real_time_storage"),
        integrations: parsed.integrations(),
        location: location(parsed, &engine.core.registry.locations, tenant),
        remark: parsed.text("remark"),
    }
}

/// What a row says of one side's attributes.
fn side(parsed: &mut Parsed<'_>, field: &str, meta_field: &'static str) -> WantedSide {
    let meta = parsed.object(meta_field).map(|meta| descriptions::read(meta_field, meta));
    let meta = meta.and_then(|meta| parsed.taken(meta));
    WantedSide { values: parsed.object(field), meta }
}

fn planned(wish: Wish<Member>) -> Planned {
    let known = wish.before.as_ref().map_or("", |before| &before.identifier);
    let is_news = wish.after.identifier != known;
    Planned {
        identifier: is_news.then_some(wish.after.identifier),
        before: wish.before.map(|before| before.device),
        after: wish.after.device,
    }
}

/// One side's attributes but those the platform itself keeps: they follow from other rows.
fn attributes(device: &Device, side: AttributeSide) -> String {
    let mut values = device.attributes(side).0.clone();
    values.retain(|key, _| !attribute::is_kept_by_platform(side, key));
    serde_json::Value::Object(values).to_string()
}

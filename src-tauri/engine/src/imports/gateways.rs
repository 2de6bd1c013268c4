//! Gateways in workbooks. Source: thinklink.md 1.8.

use lorawan::{Eui64, HexError};
use model::TenantCode;
use model::record::{Gateway, RecordKey};
use store::{StoreError, WriteTx};

use super::field::{BOOLS, Field, Shape, bool_text};
use super::parsed::Parsed;
use super::references::{location, location_code, models};
use super::subject::{Found, Subject, Values, Wish};
use super::{ExportFilter, ImportKind};
use crate::error::FieldError;
use crate::event::Resource;
use crate::gateways::{GatewayChange, GatewayFilter};
use crate::page::PageRequest;
use crate::saved::Saved;
use crate::{Engine, Error};

pub(super) struct GatewayRows;

impl Subject for GatewayRows {
    type Record = Gateway;
    /// Gateways need nothing for themselves but their EUI.
    type Claims = ();

    const KIND: ImportKind = ImportKind::Gateways;
    const FIELDS: &'static [Field] = &[
        Field::new("eui", Shape::Hex(16), "Gateway EUI, 16 hex digits. The key of the row.")
            .alias(&["gateway eui", "gateway id", "gw_eui", "mac", "网关EUI", "网关ID"])
            .required()
            .example("0016c001f1500812", "0016c001f1500813"),
        Field::new("name", Shape::Text, "Name for people.")
            .alias(&["gateway name", "名称", "网关名称"])
            .clearable()
            .example("Roof north", "Gate 3"),
        Field::new("type", Shape::Word, "GWMP (Semtech UDP) or BASICS_STATION.")
            .alias(&["gateway type", "protocol", "网关类型", "类型"])
            .one_of(&["GWMP", "BASICS_STATION"])
            .example("GWMP", "BASICS_STATION"),
        Field::new("standard", Shape::Word, "Band; a new gateway's: what it is heard in.")
            .alias(&["band", "frequency band", "region", "频段", "标准"])
            .one_of(&["CN470", "EU433", "EU868", "AS923", "AU915", "US902"])
            .example("EU868", "EU868"),
        Field::new(
            "sub_band",
            Shape::Integer,
            "Group of eight channels: 0 to 11 in CN470, 1 to 8 in US902 and AU915.",
        )
        .alias(&["sub band", "channel group", "子频段"])
        .clearable(),
        Field::new("enable", Shape::Bool, "Whether its datagrams are taken.")
            .alias(&["enabled", "启用", "使能"])
            .one_of(BOOLS)
            .example("TRUE", "TRUE"),
        Field::new("down_enable", Shape::Bool, "Whether it may transmit.")
            .alias(&["downlink allowed", "允许下行", "下行使能"])
            .one_of(BOOLS)
            .example("TRUE", "TRUE"),
        Field::new("antenna_gain", Shape::Decimal, "What the antenna adds, dB, -30 to 30.")
            .alias(&["antenna gain", "天线增益"]),
        Field::new("max_eirp", Shape::Decimal, "Most it may radiate, dBm EIRP, -10 to 36.")
            .alias(&["max eirp", "最大EIRP"])
            .clearable(),
        Field::new("fixed_address", Shape::Word, "The only IP address or network it sends from.")
            .alias(&["fixed address", "ip", "固定地址"])
            .clearable(),
        Field::new("heart_period", Shape::Integer, "Seconds of silence until it is offline.")
            .alias(&["heartbeat", "heartbeat period", "心跳周期"])
            .example("60", ""),
        Field::new("location", Shape::Code, "Code of the location where it is.")
            .alias(&["location_id", "location code", "geographic location", "地理位置", "位置"])
            .clearable(),
        Field::new("latitude", Shape::Decimal, "Degrees, -90 to 90.")
            .alias(&["lat", "纬度"])
            .clearable()
            .example("52.520008", ""),
        Field::new("longitude", Shape::Decimal, "Degrees, -180 to 180.")
            .alias(&["lon", "lng", "经度"])
            .clearable()
            .example("13.404954", ""),
        Field::new("position_source", Shape::Word, "MANUAL: as above; GATEWAY: as it reports.")
            .alias(&["position source", "位置来源"])
            .one_of(&["MANUAL", "GATEWAY"]),
        Field::new(
            "notification_groups",
            Shape::List,
            "Notification groups told when it falls silent or is back, by name or id, with commas.",
        )
        .alias(&["notification groups", "通知组"])
        .clearable(),
        Field::new("remark", Shape::Text, "Free text.").alias(&["备注"]).clearable(),
    ];

    const RESOURCE: Resource = Resource::Gateways;

    fn turn(_: &Engine, _: &TenantCode, key: &str) -> Option<String> {
        key.parse().ok().map(|eui: Eui64| eui.to_string())
    }

    fn kept_as(gateway: &Gateway) -> Option<RecordKey> {
        Some(RecordKey::Gateway(gateway.eui))
    }

    fn matching(
        engine: &Engine,
        tenant: &TenantCode,
        filter: &ExportFilter,
        page: &PageRequest,
    ) -> Result<Vec<String>, Error> {
        // Of those that nobody registered there is no record.
        if filter.gateways.registered == Some(false) {
            return Ok(Vec::new());
        }
        let filter = GatewayFilter { registered: Some(true), ..filter.gateways.clone() };
        let found = engine.gateways().matching(tenant, &filter, page)?;
        Ok(found.iter().map(|view| view.eui.to_string()).collect())
    }

    fn find(engine: &Engine, tenant: &TenantCode, key: &str) -> Result<Found<Gateway>, Error> {
        let eui: Eui64 = key.parse().map_err(|error: HexError| Error::field("eui", error))?;
        Ok(Found::of(engine.core.registry.gateway(eui), tenant, |gateway| &gateway.tenant))
    }

    fn all(engine: &Engine, tenant: &TenantCode) -> Vec<Gateway> {
        let all = engine.core.registry.gateways().into_iter();
        let mut own: Vec<Gateway> = all
            .filter(|gateway| gateway.tenant == *tenant)
            .map(|gateway| (*gateway).clone())
            .collect();
        own.sort_unstable_by_key(|gateway| gateway.eui);
        own
    }

    fn text(engine: &Engine, gateway: &Gateway, field: &'static str) -> String {
        fn optional(value: Option<impl ToString>) -> String {
            value.map(|value| value.to_string()).unwrap_or_default()
        }
        match field {
            "eui" => gateway.eui.to_string(),
            "name" => gateway.name.clone(),
            "type" => gateway.gateway_type.to_string(),
            "standard" => optional(gateway.standard),
            "sub_band" => optional(gateway.sub_band),
            "enable" => bool_text(gateway.enable),
            "down_enable" => bool_text(gateway.down_enable),
            "antenna_gain" => gateway.antenna_gain.to_string(),
            "max_eirp" => optional(gateway.max_eirp),
            "fixed_address" => optional(gateway.fixed_address),
            "heart_period" => gateway.heart_period.to_string(),
            "location" => {
                location_code(&engine.core.registry.locations, &gateway.tenant, gateway.location)
            }
            "latitude" => optional(gateway.latitude),
            "longitude" => optional(gateway.longitude),
            "position_source" => gateway.position_source.to_string(),
            "notification_groups" => {
                let known = &engine.core.registry.notification_groups;
                let told = known.usable(&gateway.tenant, &gateway.notification_groups);
                models(&told, known, &gateway.tenant)
            }
            "remark" => gateway.remark.clone(),
            _ => String::new(),
        }
    }

    fn changed(
        engine: &Engine,
        tenant: &TenantCode,
        key: &str,
        before: Option<&Gateway>,
        values: &Values<'_>,
    ) -> Result<Gateway, Vec<FieldError>> {
        let mut parsed = Parsed::new(values);
        let change = GatewayChange {
            name: parsed.text("name"),
            gateway_type: parsed.one("type"),
            standard: parsed.one("standard").map(Some),
            sub_band: parsed.nullable("sub_band"),
            enable: parsed.boolean("enable"),
            down_enable: parsed.boolean("down_enable"),
            antenna_gain: parsed.one("antenna_gain"),
            max_eirp: parsed.nullable("max_eirp"),
            fixed_address: parsed.nullable("fixed_address"),
            heart_period: parsed.one("heart_period"),
            location: location(&mut parsed, &engine.core.registry.locations, tenant),
            latitude: parsed.nullable("latitude"),
            longitude: parsed.nullable("longitude"),
            position_source: parsed.one("position_source"),
            notification_groups: parsed.models("notification_groups"),
            remark: parsed.text("remark"),
        };
        let Some(eui) = parsed.key("eui", key) else { return Err(parsed.errors()) };
        parsed.finish(engine.gateways().planned(tenant, eui, before, change))
    }

    fn claims(_: &Engine, _: &TenantCode) {}

    fn claim((): &mut (), _: &Wish<Gateway>) -> Result<(), FieldError> {
        Ok(())
    }

    async fn store(
        engine: &Engine,
        wishes: Vec<Wish<Gateway>>,
        note: impl FnOnce(&WriteTx<'_>, &[Saved]) -> Result<(), StoreError> + Send + 'static,
    ) -> Result<Vec<Saved>, Error> {
        let wishes = wishes.into_iter().map(|wish| (wish.before, wish.after)).collect();
        engine.gateways().save_all(wishes, note).await
    }
}

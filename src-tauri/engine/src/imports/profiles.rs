//! LoRaWAN profiles in workbooks. Source: the chapter 1.1.2 and 1.1.3, thinklink.md 1.1.

use std::collections::HashMap;

use lorawan::{DevAddr, Eui64, HexError};
use model::record::{JoinMode, LorawanProfile, RecordKey};
use model::{TenantCode, say};
use store::{StoreError, WriteTx};

use super::field::{BOOLS, Field, Shape, bool_text};
use super::parsed::Parsed;
use super::subject::{Found, Subject, Values, Wish};
use super::{ExportFilter, ImportKind};
use crate::error::FieldError;
use crate::event::Resource;
use crate::page::PageRequest;
use crate::profiles::ProfileChange;
use crate::saved::Saved;
use crate::{Engine, Error};

const CLASSES: &[&str] = &["ClassA", "ClassC"];

pub(super) struct ProfileRows;

impl Subject for ProfileRows {
    type Record = LorawanProfile;
    /// Which device has a provisioned address.
    type Claims = HashMap<DevAddr, Eui64>;

    const KIND: ImportKind = ImportKind::Profiles;
    const FIELDS: &'static [Field] = &[
        Field::new("dev_eui", Shape::Hex(16), "Device EUI, 16 hex digits. The key of the row.")
            .alias(&["DevEUI", "EUI", "device eui", "设备EUI", "终端EUI"])
            .required()
            .example("70b3d57ed0001234", "70b3d57ed0001235"),
        Field::new("join_mode", Shape::Word, "ABP (keys provisioned) or OTAA (over the air).")
            .alias(&["join mode", "activation", "activation mode", "入网方式", "激活方式"])
            .one_of(&["ABP", "OTAA"])
            .example("ABP", "OTAA"),
        Field::new("dev_addr", Shape::Hex(8), "ABP: device address, 8 hex digits.")
            .alias(&["device address", "设备地址", "短地址"])
            .clearable()
            .example("260b1a2c", ""),
        Field::new("apps_key", Shape::Hex(32), "ABP: application session key, 32 hex digits.")
            .alias(&["AppSKey", "application session key", "应用会话密钥"])
            .secret()
            .example("00112233445566778899aabbccddeeff", ""),
        Field::new("nwks_key", Shape::Hex(32), "ABP: network session key, 32 hex digits.")
            .alias(&["NwkSKey", "network session key", "网络会话密钥"])
            .secret()
            .example("ffeeddccbbaa99887766554433221100", ""),
        Field::new("app_key", Shape::Hex(32), "OTAA: application key, 32 hex digits.")
            .alias(&["AppKey", "application key", "应用密钥", "根密钥"])
            .secret()
            .example("", "0123456789abcdef0123456789abcdef"),
        Field::new("join_eui", Shape::Hex(16), "OTAA: JoinEUI (AppEUI) to expect; empty for any.")
            .alias(&["JoinEUI", "AppEUI", "app_eui", "应用EUI"])
            .clearable(),
        Field::new("standard", Shape::Word, "Band. Fills the empty radio columns of a new row.")
            .alias(&["band", "frequency band", "region", "频段", "标准", "频段标准"])
            .one_of(&["CN470", "EU433", "EU868", "AS923", "AU915", "US902"])
            .required()
            .example("EU868", "EU868"),
        Field::new("lw_ver", Shape::Word, "LoRaWAN version; 1.0.2 is recommended.")
            .alias(&["LoRaWAN version", "version", "mac version", "协议版本", "LoRaWAN版本"])
            .one_of(&["1.0.2", "1.0.3", "1.0.4"])
            .example("1.0.2", "1.0.3"),
        Field::new("class_mode", Shape::Word, "When the device listens.")
            .alias(&["class", "device class", "工作模式", "类别"])
            .one_of(CLASSES)
            .example("ClassA", "ClassC"),
        Field::new("join_class_mode", Shape::Word, "The class after a join.")
            .alias(&["class after join", "入网后工作模式"])
            .one_of(CLASSES),
        Field::new("enable", Shape::Bool, "Whether the network server hears the device.")
            .alias(&["enabled", "启用", "使能"])
            .one_of(BOOLS)
            .example("TRUE", "TRUE"),
        Field::new("down_enable", Shape::Bool, "Whether downlinks may be sent.")
            .alias(&["downlink allowed", "允许下行", "下行使能"])
            .one_of(BOOLS)
            .example("TRUE", "TRUE"),
        Field::new("rx1dr_offset", Shape::Integer, "RX1 data-rate offset; empty: the band's.")
            .alias(&["rx1 dr offset", "RX1速率偏移"]),
        Field::new("rx2dr", Shape::Integer, "RX2 data rate; empty: the band's.").alias(&[
            "rx2 dr",
            "rx2 data rate",
            "RX2速率",
        ]),
        Field::new("rx2_freq", Shape::Frequency, "RX2 frequency in Hz; empty: the band's.")
            .alias(&["rx2 frequency", "RX2频率"]),
        Field::new("rx_delay", Shape::Integer, "RX1 delay in seconds, 1 to 15.")
            .alias(&["rx1 delay", "接收延迟"]),
        Field::new("rx_delay_join", Shape::Integer, "Join-accept delay in seconds, 1 to 15.")
            .alias(&["join delay", "入网接收延迟"]),
        Field::new("as923_group", Shape::Integer, "AS923 group, 1 to 4; 1 elsewhere."),
        Field::new("adr", Shape::Bool, "Whether the network may choose data rate and power.")
            .alias(&["adaptive data rate", "自适应速率"])
            .one_of(BOOLS),
        Field::new("resets_f_cnt", Shape::Bool, "ABP: accept counters that start again.")
            .alias(&["resets frame counters", "计数器重置"])
            .one_of(BOOLS),
        Field::new("batch", Shape::Text, "Production batch, free text.")
            .alias(&["批次", "生产批次"])
            .clearable(),
        Field::new("model", Shape::Text, "Product model, free text.")
            .alias(&["product model", "型号", "产品型号"])
            .clearable(),
        Field::new("handle", Shape::Text, "Free text.").alias(&["句柄"]).clearable(),
    ];

    const RESOURCE: Resource = Resource::Profiles;

    fn turn(_: &Engine, _: &TenantCode, key: &str) -> Option<String> {
        key.parse().ok().map(|dev_eui: Eui64| dev_eui.to_string())
    }

    fn kept_as(profile: &Self::Record) -> Option<RecordKey> {
        Some(RecordKey::Profile(profile.dev_eui))
    }

    fn matching(
        engine: &Engine,
        tenant: &TenantCode,
        filter: &ExportFilter,
        page: &PageRequest,
    ) -> Result<Vec<String>, Error> {
        crate::lists::matching_profiles(engine, tenant, &filter.profiles, page)
    }

    fn find(engine: &Engine, tenant: &TenantCode, key: &str) -> Result<Found<Self::Record>, Error> {
        let dev_eui: Eui64 =
            key.parse().map_err(|error: HexError| Error::field("dev_eui", error))?;
        Ok(Found::of(engine.core.registry.profile(dev_eui), tenant, |profile| &profile.tenant))
    }

    fn all(engine: &Engine, tenant: &TenantCode) -> Vec<Self::Record> {
        let all = engine.core.registry.profiles();
        let mut own: Vec<LorawanProfile> = all
            .into_iter()
            .filter(|profile| profile.tenant == *tenant)
            .map(|profile| (*profile).clone())
            .collect();
        own.sort_unstable_by_key(|profile| profile.dev_eui);
        own
    }

    fn text(_: &Engine, profile: &Self::Record, field: &'static str) -> String {
        match field {
            "dev_eui" => profile.dev_eui.to_string(),
            "join_mode" => profile.join_mode.to_string(),
            "join_eui" => profile.join_eui.map(|eui| eui.to_string()).unwrap_or_default(),
            "dev_addr" => profile.dev_addr.map(|addr| addr.to_string()).unwrap_or_default(),
            "apps_key" => profile.apps_key.map(|key| key.expose_hex()).unwrap_or_default(),
            "nwks_key" => profile.nwks_key.map(|key| key.expose_hex()).unwrap_or_default(),
            "app_key" => profile.app_key.map(|key| key.expose_hex()).unwrap_or_default(),
            "enable" => bool_text(profile.enable),
            "down_enable" => bool_text(profile.down_enable),
            "lw_ver" => profile.lw_ver.to_string(),
            "standard" => profile.standard.to_string(),
            "as923_group" => profile.as923_group.to_string(),
            "class_mode" => profile.class_mode.to_string(),
            "join_class_mode" => profile.join_class_mode.to_string(),
            "rx1dr_offset" => profile.rx1dr_offset.to_string(),
            "rx2dr" => profile.rx2dr.to_string(),
            "rx_delay" => profile.rx_delay.to_string(),
            "rx_delay_join" => profile.rx_delay_join.to_string(),
            "rx2_freq" => profile.rx2_freq.to_string(),
            "resets_f_cnt" => bool_text(profile.resets_f_cnt),
            "adr" => bool_text(profile.adr),
            "batch" => profile.batch.clone(),
            "model" => profile.model.clone(),
            "handle" => profile.handle.clone(),
            _ => String::new(),
        }
    }

    fn changed(
        engine: &Engine,
        tenant: &TenantCode,
        key: &str,
        before: Option<&Self::Record>,
        values: &Values<'_>,
    ) -> Result<Self::Record, Vec<FieldError>> {
        let mut parsed = Parsed::new(values);
        let change = ProfileChange {
            join_mode: parsed.one("join_mode"),
            join_eui: parsed.nullable("join_eui"),
            dev_addr: parsed.nullable("dev_addr"),
            apps_key: parsed.nullable("apps_key"),
            nwks_key: parsed.nullable("nwks_key"),
            app_key: parsed.nullable("app_key"),
            enable: parsed.boolean("enable"),
            down_enable: parsed.boolean("down_enable"),
            lw_ver: parsed.one("lw_ver"),
            standard: parsed.one("standard"),
            as923_group: parsed.one("as923_group"),
            class_mode: parsed.one("class_mode"),
            join_class_mode: parsed.one("join_class_mode"),
            rx1dr_offset: parsed.one("rx1dr_offset"),
            rx2dr: parsed.one("rx2dr"),
            rx_delay: parsed.one("rx_delay"),
            rx_delay_join: parsed.one("rx_delay_join"),
            rx2_freq: parsed.one("rx2_freq"),
            resets_f_cnt: parsed.boolean("resets_f_cnt"),
            adr: parsed.boolean("adr"),
            batch: parsed.text("batch"),
            model: parsed.text("model"),
            handle: parsed.text("handle"),
        };
        let Some(dev_eui) = parsed.key("dev_eui", key) else { return Err(parsed.errors()) };
        parsed.finish(engine.profiles().planned(tenant, dev_eui, before, change))
    }

    fn claims(engine: &Engine, tenant: &TenantCode) -> Self::Claims {
        let profiles = engine.core.registry.profiles().into_iter();
        let abp = profiles.filter(|it| it.tenant == *tenant && it.join_mode == JoinMode::Abp);
        abp.filter_map(|profile| Some((profile.dev_addr?, profile.dev_eui))).collect()
    }

    fn claim(claims: &mut Self::Claims, wish: &Wish<Self::Record>) -> Result<(), FieldError> {
        let address = |profile: &LorawanProfile| {
            profile.dev_addr.filter(|_| profile.join_mode == JoinMode::Abp)
        };
        let (wanted, own) = (address(&wish.after), wish.after.dev_eui);
        if let Some(other) = wanted.and_then(|wanted| claims.get(&wanted)).filter(|it| **it != own)
        {
            let detail = say!(AddressTaken, eui = other.to_string());
            return Err(FieldError::new("dev_addr", detail));
        }
        // What it had is free for the rows after it.
        if let Some(old) = wish.before.as_ref().and_then(address) {
            claims.remove(&old);
        }
        claims.extend(wanted.map(|wanted| (wanted, own)));
        Ok(())
    }

    async fn store(
        engine: &Engine,
        wishes: Vec<Wish<Self::Record>>,
        note: impl FnOnce(&WriteTx<'_>, &[Saved]) -> Result<(), StoreError> + Send + 'static,
    ) -> Result<Vec<Saved>, Error> {
        let wishes = wishes.into_iter().map(|wish| (wish.after, wish.before.is_none())).collect();
        engine.profiles().save_all(wishes, note).await
    }
}

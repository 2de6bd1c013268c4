//! What a simulated device or gateway is: plain data from which records can be created.

use lorawan::region::{self, As923Group, Region};
use lorawan::{AesKey, DevAddr, Eui64};
use model::record::{JoinMode, LwVersion, Standard};
use serde_json::{Value, json};

/// A kind of device, by the thing model that reads it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Model {
    /// MT-KS52, temperature and humidity.
    Ks52,
    /// MT-KS51, water leak.
    Ks51,
    /// MT-KS61, indoor air.
    Ks61,
}

impl Model {
    /// Every kind.
    pub const ALL: &[Self] = &[Self::Ks52, Self::Ks51, Self::Ks61];

    /// `id_name` of the built-in thing model.
    #[must_use]
    pub const fn id_name(self) -> &'static str {
        match self {
            Self::Ks52 => "mt_ks52",
            Self::Ks51 => "mt_ks51",
            Self::Ks61 => "mt_ks61",
        }
    }

    /// The product's name.
    #[must_use]
    pub const fn product(self) -> &'static str {
        match self {
            Self::Ks52 => "MT-KS52",
            Self::Ks51 => "MT-KS51",
            Self::Ks61 => "MT-KS61",
        }
    }
}

/// How a device gets its session, with the secrets for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Activation {
    /// Over the air.
    Otaa {
        /// JoinEUI (AppEUI).
        join_eui: Eui64,
        /// Root key.
        app_key: AesKey,
    },
    /// By personalisation.
    Abp {
        /// Address.
        dev_addr: DevAddr,
        /// Network session key.
        nwks_key: AesKey,
        /// Application session key.
        apps_key: AesKey,
    },
}

impl Activation {
    /// The profile's word for it.
    #[must_use]
    pub const fn join_mode(&self) -> JoinMode {
        match self {
            Self::Otaa { .. } => JoinMode::Otaa,
            Self::Abp { .. } => JoinMode::Abp,
        }
    }
}

/// A simulated device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceDescription {
    /// Its EUI.
    pub dev_eui: Eui64,
    /// Name for people.
    pub name: String,
    /// What it measures.
    pub model: Model,
    /// How it gets its session.
    pub activation: Activation,
    /// Band.
    pub standard: Standard,
    /// Group of AS923, 1 to 4; 1 elsewhere.
    pub as923_group: u8,
    /// Link-layer version.
    pub lw_ver: LwVersion,
    /// Whether it starts its counters again at every start. Simulated ABP devices do, because
    /// they remember nothing.
    pub resets_f_cnt: bool,
}

impl DeviceDescription {
    /// The channel plan of its band.
    #[must_use]
    pub fn region(&self) -> Region {
        match self.standard {
            Standard::Cn470 => Region::Cn470,
            Standard::Eu433 => Region::Eu433,
            Standard::Eu868 => Region::Eu868,
            Standard::As923 => {
                let group = As923Group::from_number(self.as923_group);
                Region::As923(group.unwrap_or(As923Group::Group1))
            }
            Standard::Au915 => Region::Au915,
            Standard::Us902 => Region::Us902,
        }
    }

    /// Its version, in the words of the region tables.
    #[must_use]
    pub const fn version(&self) -> region::LwVersion {
        match self.lw_ver {
            LwVersion::V1_0_2 => region::LwVersion::V1_0_2,
            LwVersion::V1_0_3 => region::LwVersion::V1_0_3,
            LwVersion::V1_0_4 => region::LwVersion::V1_0_4,
        }
    }

    /// Whether each of its joins has a higher DevNonce than the one before, for ever.
    #[must_use]
    pub const fn counts_dev_nonces(&self) -> bool {
        matches!(self.activation, Activation::Otaa { .. })
            && matches!(self.lw_ver, LwVersion::V1_0_4)
    }

    /// The body that creates its LoRaWAN profile over the API, keys included.
    #[must_use]
    pub fn profile_json(&self) -> Value {
        let mut profile = json!({
            "dev_eui": self.dev_eui,
            "join_mode": self.activation.join_mode().as_str(),
            "standard": self.standard.as_str(),
            "as923_group": self.as923_group,
            "lw_ver": self.lw_ver.as_str(),
            "resets_f_cnt": self.resets_f_cnt,
            "model": self.model.product(),
        });
        let secrets = match &self.activation {
            Activation::Otaa { join_eui, app_key } => {
                json!({ "join_eui": join_eui, "app_key": app_key.expose_hex() })
            }
            Activation::Abp { dev_addr, nwks_key, apps_key } => json!({
                "dev_addr": dev_addr,
                "nwks_key": nwks_key.expose_hex(),
                "apps_key": apps_key.expose_hex(),
            }),
        };
        if let (Value::Object(profile), Value::Object(secrets)) = (&mut profile, secrets) {
            profile.extend(secrets);
        }
        profile
    }

    /// The body that creates its device record over the API.
    #[must_use]
    pub fn device_json(&self) -> Value {
        json!({
            "eui": self.dev_eui,
            "name": self.name,
            "device_type": "NORMAL",
            "data_from": "LoRaWAN",
            "thing_model": [self.model.id_name()],
        })
    }
}

/// A simulated gateway.
#[derive(Debug, Clone, PartialEq)]
pub struct GatewayDescription {
    /// Its EUI.
    pub eui: Eui64,
    /// Name for people.
    pub name: String,
    /// Latitude in degrees.
    pub latitude: f64,
    /// Longitude in degrees.
    pub longitude: f64,
}

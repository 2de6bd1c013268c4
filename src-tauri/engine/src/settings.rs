//! The instance's settings: read by the pipeline on every frame, changed by its owner.
//!
//! [`settings_table`] is the one list of them; the record, its change, what is stored and what the
//! API shows are made from it.

use std::ops::RangeInclusive;
use std::time::Duration;

use lorawan::NetId;
use lorawan::region::Region;
use model::record::Standard;
use model::say;
use serde_json::Value;

use crate::error::FieldError;
use crate::event::{Action, Resource};
use crate::radio::Command;
pub use crate::radio::policy::Channels;
use crate::{Engine, Error};

/// Calls the macro `$with` with every setting, a line each:
/// `/// What it does. name: Type as OutsideType = default [in range];`
///
/// `Type` implements [`Setting`]; `OutsideType` is what JSON holds for it.
#[macro_export]
macro_rules! settings_table {
    ($with:ident) => {
        $with! {
            /// Process frames of gateways nobody registered.
            accept_unregistered_gateways: bool as bool = true;
            /// How long copies of one frame are collected, in milliseconds. Above 800 nothing
            /// would reach a gateway before a first window of one second.
            dedup_window_ms: u32 as u32 = 200, in 0..=800;
            /// NetID of the addresses given to joining devices, 6 hex digits.
            net_id: NetId as String = NetId::from_be_bytes([0, 0, 0]);
            /// Repetitions of a confirmed downlink that its device did not acknowledge.
            confirmed_retries: u32 as u32 = 2, in 0..=8;
            /// How long a class C device may take to acknowledge a downlink, in seconds.
            class_c_timeout_s: u32 as u32 = 10, in 1..=600;
            /// Keep gateways within the duty cycle of their band (EU868).
            duty_cycle_enforced: bool as bool = true;
            /// Let the network choose data rate and power of devices that allow it (ADR).
            adr_enabled: bool as bool = true;
            /// Reserve that ADR keeps for fading, in dB.
            adr_margin_db: u32 as u32 = 10, in 0..=30;
            /// Hours between two questions for a device's battery and margin; 0: never.
            dev_status_interval_h: u32 as u32 = 24, in 0..=744;
            /// CN470: the group of 8 channels that devices shall use, 1 to 12; 0: all channels.
            cn470_group: u32 as u32 = 0, in 0..=12;
            /// US902: the sub-band of 8 channels that devices shall use, 1 to 8; 0: all channels.
            us902_sub_band: u32 as u32 = 0, in 0..=8;
            /// AU915: the sub-band of 8 channels that devices shall use, 1 to 8; 0: all channels.
            au915_sub_band: u32 as u32 = 0, in 0..=8;
            /// EU868: channels to add to the three every device has, in MHz, separated by commas.
            eu868_extra_channels: Channels as String = Channels::common(Region::Eu868);
            /// EU433: channels to add to the three every device has, in MHz, separated by commas.
            eu433_extra_channels: Channels as String = Channels::default();
            /// AS923: channels to add to the two every device has, in MHz, separated by commas.
            as923_extra_channels: Channels as String = Channels::default();
            /// AS923: uplinks shall last at most 400 ms.
            as923_uplink_dwell: bool as bool = true;
            /// AS923: downlinks shall last at most 400 ms.
            as923_downlink_dwell: bool as bool = false;
            /// AU915: uplinks shall last at most 400 ms.
            au915_uplink_dwell: bool as bool = true;
            /// Band that Basics Station gateways are set up for.
            station_standard: Standard as String = Standard::Eu868;
            /// AS923: the group that Basics Station gateways are set up for, 1 to 4.
            station_as923_group: u32 as u32 = 1, in 1..=4;
            /// Basics Station gateways of other machines must prove themselves with a token.
            /// Without it only those do that have one.
            station_token_required: bool as bool = true;
            /// Let the scripts of commands call web addresses. Link-local ones are refused even then.
            rpc_http: bool as bool = false;
            /// Hours that frames (NS data) are kept.
            frame_retention_h: u32 as u32 = 24, in 1..=8_784;
            /// Hours that messages (AS data) are kept.
            message_retention_h: u32 as u32 = 168, in 1..=8_784;
            /// Days that telemetry history is kept.
            telemetry_retention_d: u32 as u32 = 365, in 1..=3_660;
            /// Days that operations on many records can be undone.
            restore_retention_d: u32 as u32 = 30, in 1..=366;
            /// How large all that is kept for undoing may be, in MiB; the oldest goes first.
            restore_limit_mb: u32 as u32 = 256, in 16..=4_096;
            /// Days that the log lines of thing models are kept.
            model_log_retention_d: u32 as u32 = 7, in 1..=366;
            /// Days that what happened to gateways and devices is kept.
            incident_retention_d: u32 as u32 = 30, in 1..=3_660;
            /// Days that what happened to alarms is kept.
            alarm_retention_d: u32 as u32 = 30, in 1..=3_660;
            /// Days that the log of commands is kept.
            rpc_log_retention_d: u32 as u32 = 30, in 1..=3_660;
            /// Days that the log of notifications is kept.
            notice_log_retention_d: u32 as u32 = 30, in 1..=3_660;
        }
    };
}

/// A type that a setting may have.
pub trait Setting: Sized {
    /// As it is stored.
    fn to_stored(&self) -> Value;
    /// From what is stored; `None` when that is something else.
    fn from_stored(value: &Value) -> Option<Self>;
}

impl Setting for bool {
    fn to_stored(&self) -> Value {
        (*self).into()
    }

    fn from_stored(value: &Value) -> Option<Self> {
        value.as_bool()
    }
}

impl Setting for u32 {
    fn to_stored(&self) -> Value {
        (*self).into()
    }

    fn from_stored(value: &Value) -> Option<Self> {
        value.as_u64().and_then(|value| Self::try_from(value).ok())
    }
}

impl Setting for Standard {
    fn to_stored(&self) -> Value {
        self.as_str().into()
    }

    fn from_stored(value: &Value) -> Option<Self> {
        value.as_str().and_then(|text| text.parse().ok())
    }
}

impl Setting for NetId {
    fn to_stored(&self) -> Value {
        self.to_string().into()
    }

    fn from_stored(value: &Value) -> Option<Self> {
        value.as_str().and_then(|text| text.parse().ok())
    }
}

impl Setting for Channels {
    fn to_stored(&self) -> Value {
        self.to_string().into()
    }

    fn from_stored(value: &Value) -> Option<Self> {
        value.as_str().and_then(|text| text.parse().ok())
    }
}

macro_rules! define {
    ($(
        $(#[$doc:meta])*
        $name:ident: $kind:ident as $outside:ident = $default:expr $(, in $range:expr)?;
    )+) => {
        /// What the owner may set.
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub struct Settings {
            $($(#[$doc])* pub $name: $kind,)+
        }

        /// What to set; absent fields keep their value.
        #[derive(Debug, Clone, Default)]
        #[expect(missing_docs, reason = "the fields are those of Settings")]
        pub struct SettingsChange {
            $(pub $name: Option<$kind>,)+
        }

        impl Default for Settings {
            /// A newcomer sees data without registering a gateway first. Retention: thinklink.md
            /// 4.25.
            fn default() -> Self {
                Self { $($name: $default,)+ }
            }
        }

        impl Settings {
            fn with(self, change: SettingsChange) -> Self {
                Self { $($name: change.$name.unwrap_or(self.$name),)+ }
            }

            fn check(&self) -> Result<(), Error> {
                let errors = [$($(out_of_range(stringify!($name), self.$name, $range),)?)+];
                let mut errors: Vec<FieldError> = errors.into_iter().flatten().collect();
                errors.extend(crate::radio::policy::wrong_channels(self));
                if errors.is_empty() { Ok(()) } else { Err(Error::Invalid(errors)) }
            }

            fn to_pairs(&self) -> Vec<(&'static str, Value)> {
                vec![$((stringify!($name), self.$name.to_stored()),)+]
            }
        }

        /// The settings a data folder holds; what is absent or unreadable has its default.
        pub(crate) fn from_pairs(pairs: &[(String, Value)]) -> Settings {
            let get = |name| pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value);
            let mut settings = Settings::default();
            $(if let Some(value) = get(stringify!($name)).and_then(Setting::from_stored) {
                settings.$name = value;
            })+
            settings
        }
    };
}

settings_table!(define);

fn out_of_range(name: &'static str, value: u32, range: RangeInclusive<u32>) -> Option<FieldError> {
    let (min, max) = range.clone().into_inner();
    let is_bad = !range.contains(&value);
    is_bad
        .then(|| FieldError::new(name, say!(NumberOutOfRange, value = value, min = min, max = max)))
}

/// The use cases of settings.
#[derive(Debug, Clone, Copy)]
pub struct SettingsCases<'e>(pub(crate) &'e Engine);

impl SettingsCases<'_> {
    /// The settings in force.
    #[must_use]
    pub fn get(&self) -> Settings {
        self.0.core.settings()
    }

    /// Changes settings at once.
    ///
    /// # Errors
    /// [`Error::Invalid`] with every bad field, [`Error::Store`].
    pub async fn update(&self, change: SettingsChange) -> Result<Settings, Error> {
        let core = &self.0.core;
        let _turn = core.edit(Resource::Settings, "").await;
        let old = core.settings();
        let new = old.clone().with(change);
        new.check()?;
        let pairs = new.to_pairs();
        core.store
            .write(move |tx| {
                pairs.iter().try_for_each(|(name, value)| tx.settings().set(name, value))
            })
            .await?;
        core.set_settings(new.clone());
        core.stations_follow(&old, &new);
        let window = Duration::from_millis(u64::from(new.dedup_window_ms));
        core.radio_command(Command::SetWindow(window)).await;
        core.bus.changed(&model::TenantCode::public(), Resource::Settings, "", Action::Updated);
        Ok(new)
    }
}

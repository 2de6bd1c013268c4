//! The instance's settings: read by the pipeline on every frame, changed by its owner.

use lorawan::NetId;
use serde_json::Value;

use crate::error::FieldError;
use crate::event::{Action, Resource};
use crate::radio::Command;
use crate::{Engine, Error};

/// What the owner may set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// Process frames of gateways nobody registered.
    pub accept_unregistered_gateways: bool,
    /// How long copies of one frame are collected, milliseconds.
    pub dedup_window_ms: u32,
    /// NetID of the addresses given to joining devices.
    pub net_id: NetId,
    /// Hours that frames are kept.
    pub frame_retention_h: u32,
    /// Hours that messages are kept.
    pub message_retention_h: u32,
    /// Days that telemetry history is kept.
    pub telemetry_retention_d: u32,
}

impl Default for Settings {
    /// A newcomer sees data without registering a gateway first. Retention: thinklink.md 4.25.
    fn default() -> Self {
        Self {
            accept_unregistered_gateways: true,
            dedup_window_ms: 200,
            net_id: NetId::from_be_bytes([0, 0, 0]),
            frame_retention_h: 24,
            message_retention_h: 7 * 24,
            telemetry_retention_d: 365,
        }
    }
}

/// What to set; absent fields keep their value.
#[derive(Debug, Clone, Default)]
#[expect(missing_docs, reason = "the fields are those of Settings")]
pub struct SettingsChange {
    pub accept_unregistered_gateways: Option<bool>,
    pub dedup_window_ms: Option<u32>,
    pub net_id: Option<NetId>,
    pub frame_retention_h: Option<u32>,
    pub message_retention_h: Option<u32>,
    pub telemetry_retention_d: Option<u32>,
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
        let old = core.settings();
        let new = Settings {
            accept_unregistered_gateways: change
                .accept_unregistered_gateways
                .unwrap_or(old.accept_unregistered_gateways),
            dedup_window_ms: change.dedup_window_ms.unwrap_or(old.dedup_window_ms),
            net_id: change.net_id.unwrap_or(old.net_id),
            frame_retention_h: change.frame_retention_h.unwrap_or(old.frame_retention_h),
            message_retention_h: change.message_retention_h.unwrap_or(old.message_retention_h),
            telemetry_retention_d: change
                .telemetry_retention_d
                .unwrap_or(old.telemetry_retention_d),
        };
        check(&new)?;
        let pairs = to_pairs(&new);
        core.store
            .write(move |tx| {
                pairs.iter().try_for_each(|(name, value)| tx.settings().set(name, value))
            })
            .await?;
        core.set_settings(new.clone());
        core.radio_command(Command::SetWindow(std::time::Duration::from_millis(u64::from(
            new.dedup_window_ms,
        ))))
        .await;
        core.bus.changed(&model::TenantCode::public(), Resource::Settings, "", Action::Updated);
        Ok(new)
    }
}

fn check(settings: &Settings) -> Result<(), Error> {
    let mut errors = Vec::new();
    let mut range = |field, value: u32, min: u32, max: u32| {
        if !(min..=max).contains(&value) {
            errors.push(FieldError::new(field, format!("{value}, expected {min} to {max}")));
        }
    };
    // Above 800 ms nothing would reach a gateway before RX1 of one second.
    range("dedup_window_ms", settings.dedup_window_ms, 0, 800);
    range("frame_retention_h", settings.frame_retention_h, 1, 24 * 366);
    range("message_retention_h", settings.message_retention_h, 1, 24 * 366);
    range("telemetry_retention_d", settings.telemetry_retention_d, 1, 3_660);
    if errors.is_empty() { Ok(()) } else { Err(Error::Invalid(errors)) }
}

fn to_pairs(settings: &Settings) -> [(&'static str, Value); 6] {
    [
        ("accept_unregistered_gateways", settings.accept_unregistered_gateways.into()),
        ("dedup_window_ms", settings.dedup_window_ms.into()),
        ("net_id", settings.net_id.to_string().into()),
        ("frame_retention_h", settings.frame_retention_h.into()),
        ("message_retention_h", settings.message_retention_h.into()),
        ("telemetry_retention_d", settings.telemetry_retention_d.into()),
    ]
}

/// The settings a data folder holds; what is absent or unreadable has its default.
pub(crate) fn from_pairs(pairs: &[(String, Value)]) -> Settings {
    let defaults = Settings::default();
    let get = |name: &str| pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value);
    let number = |name: &str, default: u32| {
        let value = get(name).and_then(Value::as_u64);
        value.and_then(|value| u32::try_from(value).ok()).unwrap_or(default)
    };
    Settings {
        accept_unregistered_gateways: get("accept_unregistered_gateways")
            .and_then(Value::as_bool)
            .unwrap_or(defaults.accept_unregistered_gateways),
        dedup_window_ms: number("dedup_window_ms", defaults.dedup_window_ms),
        net_id: get("net_id")
            .and_then(Value::as_str)
            .and_then(|text| text.parse().ok())
            .unwrap_or(defaults.net_id),
        frame_retention_h: number("frame_retention_h", defaults.frame_retention_h),
        message_retention_h: number("message_retention_h", defaults.message_retention_h),
        telemetry_retention_d: number("telemetry_retention_d", defaults.telemetry_retention_d),
    }
}

//! Identifiers of records: numbers that are text in JSON, device EUIs and tenant codes.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use lorawan::Eui64;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::Timestamp;

/// Why a text is not the identifier it should be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IdError {
    /// A record id is a decimal number.
    #[error("a record id is a decimal number")]
    RecordId,
    /// A device EUI has 1 to 32 characters of `a-z 0-9 _ -`.
    #[error("an EUI has 1 to 32 characters of a-z, 0-9, _ and -")]
    DeviceEui,
    /// A tenant code has 1 to 32 lower-case letters, digits and underscores.
    #[error("a tenant code has 1 to 32 lower-case letters, digits and underscores")]
    TenantCode,
}

/// The id of a thing model, device or other row: unique in the instance, ordered by creation.
///
/// Always text in JSON and in scripts, because it exceeds 2^53.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RecordId(pub u64);

impl RecordId {
    /// The least id that is given out at a time. Milliseconds in the upper bits keep the ids of
    /// instances apart.
    #[must_use]
    pub fn earliest(at: Timestamp) -> Self {
        Self(u64::try_from(at.as_millis()).unwrap_or(0) << 20)
    }
}

impl fmt::Display for RecordId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}", self.0)
    }
}

impl FromStr for RecordId {
    type Err = IdError;

    fn from_str(text: &str) -> Result<Self, IdError> {
        // SQLite stores it as a signed 64-bit integer.
        text.trim()
            .parse()
            .ok()
            .filter(|id| *id <= i64::MAX as u64)
            .map(Self)
            .ok_or(IdError::RecordId)
    }
}

/// Text that is checked once and shared cheaply ever after.
macro_rules! checked_text {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Arc<str>);

        impl $name {
            /// The identifier's text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.write_str(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(out, concat!(stringify!($name), "({})"), self.0)
            }
        }
    };
}

checked_text!(
    /// A device's EUI: 16 hex digits for a LoRaWAN device, else 1 to 32 of `a-z 0-9 _ -`.
    ///
    /// Lower case. Unique in the whole instance.
    DeviceEui
);

impl DeviceEui {
    /// The EUI as LoRaWAN knows it; `None` for a device that is not LoRaWAN.
    #[must_use]
    pub fn as_lorawan(&self) -> Option<Eui64> {
        if self.0.len() == 16 { self.0.parse().ok() } else { None }
    }
}

impl From<Eui64> for DeviceEui {
    fn from(eui: Eui64) -> Self {
        Self(Arc::from(eui.to_string()))
    }
}

impl FromStr for DeviceEui {
    type Err = IdError;

    /// A 16-digit hex EUI is read in any common spelling; everything else must be spelt as it is.
    fn from_str(text: &str) -> Result<Self, IdError> {
        if let Ok(eui) = text.parse::<Eui64>() {
            return Ok(Self::from(eui));
        }
        let text = text.trim().to_ascii_lowercase();
        let legal = |byte: u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_' | b'-');
        if (1..=32).contains(&text.len()) && text.bytes().all(legal) {
            Ok(Self(Arc::from(text)))
        } else {
            Err(IdError::DeviceEui)
        }
    }
}

checked_text!(
    /// The code of a tenant: the `{tenant}` of every MQTT topic.
    TenantCode
);

impl TenantCode {
    /// The owner of built-in records, which every tenant may read.
    pub const PUBLIC: &str = "PUBLIC";

    /// The code that owns built-in records.
    #[must_use]
    pub fn public() -> Self {
        Self(Arc::from(Self::PUBLIC))
    }

    /// Whether this is the owner of built-in records.
    #[must_use]
    pub fn is_public(&self) -> bool {
        &*self.0 == Self::PUBLIC
    }
}

impl FromStr for TenantCode {
    type Err = IdError;

    fn from_str(text: &str) -> Result<Self, IdError> {
        let legal = |byte: u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_');
        if text == Self::PUBLIC || ((1..=32).contains(&text.len()) && text.bytes().all(legal)) {
            Ok(Self(Arc::from(text)))
        } else {
            Err(IdError::TenantCode)
        }
    }
}

macro_rules! serde_as_text {
    ($name:ident) => {
        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }
    };
}

serde_as_text!(RecordId);
serde_as_text!(DeviceEui);
serde_as_text!(TenantCode);

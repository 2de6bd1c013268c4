//! The identifiers and keys of LoRaWAN, as people write them and as the air carries them.
//!
//! People and JSON write EUIs, DevAddr and NetID most significant byte first; the air carries
//! them least significant byte first. Keys are byte strings and never reversed.
//! The byte order is part of each conversion's name.
//!
//! Source: LoRaWAN L2 1.0.4, section 6.1.1 (end-device identifiers).

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Why a text is not the hexadecimal identifier it should be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HexError {
    /// The number of hexadecimal digits is wrong.
    #[error("{found} hex digits, expected {expected}")]
    Length {
        /// Digits the identifier needs.
        expected: usize,
        /// Digits that were found.
        found: usize,
    },
    /// A character is neither a hexadecimal digit nor a separator.
    #[error("`{0}` is not a hex digit")]
    Digit(char),
}

/// Reads `N` bytes of hex in any common spelling: upper or lower case, an optional `0x`,
/// and spaces, colons, dashes, dots or underscores between the digits.
fn parse_hex<const N: usize>(text: &str) -> Result<[u8; N], HexError> {
    let text = text.trim();
    let text = text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")).unwrap_or(text);
    let mut bytes = [0_u8; N];
    let mut found = 0_usize;
    for character in text.chars() {
        if matches!(character, ' ' | ':' | '-' | '.' | '_' | '\u{a0}') {
            continue;
        }
        let nibble = character.to_digit(16).ok_or(HexError::Digit(character))?;
        if let Some(byte) = bytes.get_mut(found / 2) {
            *byte = (*byte << 4) | u8::try_from(nibble).unwrap_or(0);
        }
        found += 1;
    }
    if found == N * 2 { Ok(bytes) } else { Err(HexError::Length { expected: N * 2, found }) }
}

/// Bytes that print as lower-case hex digits.
struct Hex<'b>(&'b [u8]);

impl fmt::Display for Hex<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(out, "{byte:02x}"))
    }
}

macro_rules! identifier {
    ($(#[$doc:meta])* $name:ident, $len:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
        pub struct $name([u8; $len]);

        impl $name {
            /// From bytes in reading order, most significant first.
            #[must_use]
            pub const fn from_be_bytes(bytes: [u8; $len]) -> Self {
                Self(bytes)
            }

            /// From bytes in air order, least significant first.
            #[must_use]
            pub fn from_wire_bytes(mut bytes: [u8; $len]) -> Self {
                bytes.reverse();
                Self(bytes)
            }

            /// Bytes in reading order, most significant first.
            #[must_use]
            pub const fn to_be_bytes(self) -> [u8; $len] {
                self.0
            }

            /// Bytes in air order, least significant first.
            #[must_use]
            pub fn to_wire_bytes(self) -> [u8; $len] {
                let mut bytes = self.0;
                bytes.reverse();
                bytes
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                Hex(&self.0).fmt(out)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(out, concat!(stringify!($name), "({})"), self)
            }
        }

        impl FromStr for $name {
            type Err = HexError;

            fn from_str(text: &str) -> Result<Self, HexError> {
                parse_hex(text).map(Self)
            }
        }

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

identifier!(
    /// A 64-bit extended unique identifier: DevEUI, JoinEUI or gateway EUI.
    ///
    /// Written as 16 lower-case hex digits; any common spelling is read.
    Eui64,
    8
);
identifier!(
    /// The 32-bit address a device uses inside one session. Many devices may share one.
    ///
    /// Written as 8 lower-case hex digits.
    DevAddr,
    4
);
identifier!(
    /// The 24-bit network identifier that join-accepts carry. Written as 6 lower-case hex digits.
    NetId,
    3
);

/// A 128-bit AES key. Prints nothing and does not serialise; [`AesKey::expose`] is the only way out.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct AesKey([u8; 16]);

impl AesKey {
    /// From the key's bytes in order.
    #[must_use]
    pub const fn new(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// The key's bytes. Each caller answers for where they go.
    #[must_use]
    pub const fn expose(&self) -> &[u8; 16] {
        &self.0
    }

    /// The key as 32 lower-case hex digits, for a person who may see it.
    #[must_use]
    pub fn expose_hex(&self) -> String {
        Hex(&self.0).to_string()
    }
}

impl fmt::Debug for AesKey {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("AesKey(..)")
    }
}

impl FromStr for AesKey {
    type Err = HexError;

    fn from_str(text: &str) -> Result<Self, HexError> {
        parse_hex(text).map(Self)
    }
}

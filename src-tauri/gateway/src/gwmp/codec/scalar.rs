//! JSON values as forwarders write them: numbers as text, text as numbers, keys twice.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

/// A value that should be a number or a text; anything else counts as missing.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) enum Scalar<'a> {
    /// Absent, `null`, an array or an object.
    #[default]
    Missing,
    /// A whole number, or a truth value as 0 or 1.
    Integer(i64),
    /// Any other number.
    Real(f64),
    /// Text.
    Text(Cow<'a, str>),
}

impl Scalar<'_> {
    /// The finite number it is or spells.
    pub(super) fn number(&self) -> Option<f64> {
        match self {
            Self::Missing => None,
            #[expect(clippy::cast_precision_loss, reason = "counters of gateways fit 53 bits")]
            Self::Integer(number) => Some(*number as f64),
            Self::Real(number) => Some(*number),
            Self::Text(text) => text.trim().parse().ok(),
        }
        .filter(|number: &f64| number.is_finite())
    }

    /// The same with the precision of radio measurements.
    pub(super) fn measurement(&self) -> Option<f32> {
        #[expect(clippy::cast_possible_truncation, reason = "dB values need no more precision")]
        let narrow = |number: f64| number as f32;
        self.number().map(narrow).filter(|number| number.is_finite())
    }

    /// The whole number it is or spells; a fraction is rounded.
    pub(super) fn integer(&self) -> Option<i64> {
        match self {
            Self::Integer(number) => Some(*number),
            Self::Text(text) => text.trim().parse().ok().or_else(|| self.rounded()),
            Self::Real(_) => self.rounded(),
            Self::Missing => None,
        }
    }

    fn rounded(&self) -> Option<i64> {
        let number = self.number().filter(|number| number.abs() < 9.0e15)?;
        #[expect(clippy::cast_possible_truncation, reason = "range checked")]
        let rounded = number.round() as i64;
        Some(rounded)
    }

    /// A whole number that fits the type; `None` when absent or too large.
    pub(super) fn to<T: TryFrom<i64>>(&self) -> Option<T> {
        self.integer().and_then(|number| T::try_from(number).ok())
    }

    /// The text, when it is one.
    pub(super) fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Missing | Self::Integer(_) | Self::Real(_) => None,
        }
    }
}

impl<'de> Deserialize<'de> for Scalar<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ScalarVisitor)
    }
}

struct ScalarVisitor;

impl<'de> Visitor<'de> for ScalarVisitor {
    type Value = Scalar<'de>;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a value")
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Self::Value, E> {
        Ok(Scalar::Integer(i64::from(value)))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Self::Value, E> {
        Ok(Scalar::Integer(value))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Self::Value, E> {
        // Nothing a gateway counts exceeds 63 bits.
        Ok(i64::try_from(value).map_or(Scalar::Missing, Scalar::Integer))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Self::Value, E> {
        Ok(Scalar::Real(value))
    }

    fn visit_borrowed_str<E: Error>(self, value: &'de str) -> Result<Self::Value, E> {
        Ok(Scalar::Text(Cow::Borrowed(value)))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Self::Value, E> {
        Ok(Scalar::Text(Cow::Owned(value.to_owned())))
    }

    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        Ok(Scalar::Missing)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        while seq.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Scalar::Missing)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Scalar::Missing)
    }
}

/// A struct read from a JSON object straight from the bytes: unknown keys are skipped, of a key
/// that comes twice the last value counts (serde's own derive refuses both a double key and `null`).
macro_rules! lenient_object {
    ($(#[$doc:meta])* $name:ident<$life:lifetime> { $($field:ident: $type:ty,)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Default)]
        pub(super) struct $name<$life> { $(pub(super) $field: $type,)+ }

        const _: () = {
            #[derive(serde::Deserialize)]
            #[serde(field_identifier)]
            #[expect(non_camel_case_types, reason = "the variants are the keys themselves")]
            enum Key { $($field,)+ #[serde(other)] Other }

            struct Fields;

            impl<$life> serde::de::Visitor<$life> for Fields {
                type Value = $name<$life>;

                fn expecting(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                    out.write_str("an object")
                }

                fn visit_map<A: serde::de::MapAccess<$life>>(
                    self,
                    mut map: A,
                ) -> Result<Self::Value, A::Error> {
                    let mut object = $name::default();
                    while let Some(key) = map.next_key::<Key>()? {
                        match key {
                            $(Key::$field => object.$field = map.next_value()?,)+
                            Key::Other => { map.next_value::<serde::de::IgnoredAny>()?; }
                        }
                    }
                    Ok(object)
                }
            }

            impl<$life> serde::Deserialize<$life> for $name<$life> {
                fn deserialize<D: serde::Deserializer<$life>>(
                    deserializer: D,
                ) -> Result<Self, D::Error> {
                    deserializer.deserialize_map(Fields)
                }
            }
        };
    };
}

pub(super) use lenient_object;

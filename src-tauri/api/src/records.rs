//! Reads records from objects only.
//!
//! What serde derives for a record also takes a list, whose items are the fields in the order of the
//! source: nobody describes that, and a field more would change what a request means.

use std::convert::identity;
use std::fmt;

use serde::de::{
    Deserialize, DeserializeSeed, Deserializer, EnumAccess, MapAccess, SeqAccess, VariantAccess,
    Visitor,
};

/// A value in which every record was an object, however deep it is.
#[derive(Debug)]
pub(crate) struct Records<T>(pub(crate) T);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Records<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::deserialize(Strict(deserializer)).map(Self)
    }
}

/// Stands before a reader, and before everything that leads from it to records further in.
struct Strict<T>(T);

/// Stands before what takes the fields of a record, and hands on no list.
struct Fields<V>(V);

impl<'de, V: Visitor<'de>> Visitor<'de> for Fields<V> {
    type Value = V::Value;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<V::Value, A::Error> {
        self.0.visit_map(Strict(map))
    }
}

/// Methods of a reader with what stands before their visitor, if anything must.
macro_rules! hand_on {
    ($($method:ident($($name:ident: $type:ty),*) $before:expr;)+) => {$(
        fn $method<V: Visitor<'de>>(self, $($name: $type,)* visitor: V) -> Result<V::Value, D::Error> {
            self.0.$method($($name,)* $before(visitor))
        }
    )+};
}

impl<'de, D: Deserializer<'de>> Deserializer<'de> for Strict<D> {
    type Error = D::Error;

    hand_on! {
        deserialize_any() identity;
        deserialize_bool() identity;
        deserialize_i8() identity;
        deserialize_i16() identity;
        deserialize_i32() identity;
        deserialize_i64() identity;
        deserialize_i128() identity;
        deserialize_u8() identity;
        deserialize_u16() identity;
        deserialize_u32() identity;
        deserialize_u64() identity;
        deserialize_u128() identity;
        deserialize_f32() identity;
        deserialize_f64() identity;
        deserialize_char() identity;
        deserialize_str() identity;
        deserialize_string() identity;
        deserialize_bytes() identity;
        deserialize_byte_buf() identity;
        deserialize_unit() identity;
        deserialize_unit_struct(name: &'static str) identity;
        deserialize_identifier() identity;
        deserialize_ignored_any() identity;
        deserialize_option() Strict;
        deserialize_newtype_struct(name: &'static str) Strict;
        deserialize_seq() Strict;
        deserialize_tuple(len: usize) Strict;
        deserialize_tuple_struct(name: &'static str, len: usize) Strict;
        deserialize_map() Strict;
        deserialize_enum(name: &'static str, variants: &'static [&'static str]) Strict;
        deserialize_struct(name: &'static str, fields: &'static [&'static str]) Fields;
    }

    fn is_human_readable(&self) -> bool {
        self.0.is_human_readable()
    }
}

impl<'de, V: Visitor<'de>> Visitor<'de> for Strict<V> {
    type Value = V::Value;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.expecting(out)
    }

    fn visit_none<E: serde::de::Error>(self) -> Result<V::Value, E> {
        self.0.visit_none()
    }

    fn visit_unit<E: serde::de::Error>(self) -> Result<V::Value, E> {
        self.0.visit_unit()
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<V::Value, D::Error> {
        self.0.visit_some(Strict(deserializer))
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, inner: D) -> Result<V::Value, D::Error> {
        self.0.visit_newtype_struct(Strict(inner))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<V::Value, A::Error> {
        self.0.visit_seq(Strict(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<V::Value, A::Error> {
        self.0.visit_map(Strict(map))
    }

    fn visit_enum<A: EnumAccess<'de>>(self, variant: A) -> Result<V::Value, A::Error> {
        self.0.visit_enum(Strict(variant))
    }
}

impl<'de, S: DeserializeSeed<'de>> DeserializeSeed<'de> for Strict<S> {
    type Value = S::Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<S::Value, D::Error> {
        self.0.deserialize(Strict(deserializer))
    }
}

impl<'de, A: SeqAccess<'de>> SeqAccess<'de> for Strict<A> {
    type Error = A::Error;

    fn next_element_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, A::Error> {
        self.0.next_element_seed(Strict(seed))
    }

    fn size_hint(&self) -> Option<usize> {
        self.0.size_hint()
    }
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for Strict<A> {
    type Error = A::Error;

    fn next_key_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, A::Error> {
        self.0.next_key_seed(seed)
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, A::Error> {
        self.0.next_value_seed(Strict(seed))
    }

    fn size_hint(&self) -> Option<usize> {
        self.0.size_hint()
    }
}

impl<'de, A: EnumAccess<'de>> EnumAccess<'de> for Strict<A> {
    type Error = A::Error;
    type Variant = Strict<A::Variant>;

    fn variant_seed<S: DeserializeSeed<'de>>(
        self,
        seed: S,
    ) -> Result<(S::Value, Self::Variant), A::Error> {
        self.0.variant_seed(seed).map(|(value, variant)| (value, Strict(variant)))
    }
}

impl<'de, A: VariantAccess<'de>> VariantAccess<'de> for Strict<A> {
    type Error = A::Error;

    fn unit_variant(self) -> Result<(), A::Error> {
        self.0.unit_variant()
    }

    fn newtype_variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<S::Value, A::Error> {
        self.0.newtype_variant_seed(Strict(seed))
    }

    fn tuple_variant<V: Visitor<'de>>(self, len: usize, visitor: V) -> Result<V::Value, A::Error> {
        self.0.tuple_variant(len, Strict(visitor))
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, A::Error> {
        self.0.struct_variant(fields, Fields(visitor))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde::Deserialize;
    use serde_json::Value;
    use serde_json::value::RawValue;

    use super::Records;

    #[derive(Debug, PartialEq, Deserialize)]
    struct Point {
        x: i32,
        y: Option<f64>,
    }

    #[derive(Debug, PartialEq, Deserialize)]
    struct Wrapped(Point);

    #[derive(Debug, PartialEq, Deserialize)]
    enum Shape {
        Dot,
        Round(Point),
        Long(Point, Point),
        Square { at: Point, side: u8 },
    }

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Drawing {
        shapes: Vec<Shape>,
        #[serde(default)]
        centre: Option<Point>,
        #[serde(default)]
        named: BTreeMap<String, Wrapped>,
        #[serde(default)]
        pair: Option<(Point, u8)>,
        #[serde(default)]
        open: Value,
        raw: Option<Box<RawValue>>,
    }

    fn read(text: &str) -> Result<Drawing, String> {
        let read = serde_json::from_str::<Records<Drawing>>(text);
        read.map(|Records(drawing)| drawing).map_err(|error| error.to_string())
    }

    #[test]
    fn objects_and_lists_of_them_are_read_as_ever() {
        let drawing = read(
            r#"{"shapes": ["Dot", {"Round": {"x": 1, "y": 2.5}},
                 {"Long": [{"x": 1}, {"x": 2, "y": null}]}, {"Square": {"at": {"x": 3}, "side": 4}}],
                "centre": {"x": -1}, "named": {"a": {"x": 7}}, "pair": [{"x": 5}, 6],
                "open": [1, ["x"], {"y": []}], "raw": [1.0, 1e400]}"#,
        );
        let drawing = drawing.unwrap();
        let point = |x, y| Point { x, y };
        let square = Shape::Square { at: point(3, None), side: 4 };
        let long = Shape::Long(point(1, None), point(2, None));
        let shapes = [Shape::Dot, Shape::Round(point(1, Some(2.5))), long, square];
        assert_eq!(drawing.shapes, shapes);
        assert_eq!(drawing.centre, Some(point(-1, None)));
        assert_eq!(drawing.named.get("a"), Some(&Wrapped(point(7, None))));
        assert_eq!(drawing.pair, Some((point(5, None), 6)));
        assert_eq!(drawing.open.to_string(), r#"[1,["x"],{"y":[]}]"#);
        assert_eq!(drawing.raw.unwrap().get(), "[1.0, 1e400]");
    }

    #[test]
    fn no_list_is_a_record_at_any_depth() {
        for text in [
            "[[]]",
            r#"{"shapes": [{"Round": [1, 2]}]}"#,
            r#"{"shapes": [{"Long": [{"x": 1}, [2, 3]]}]}"#,
            r#"{"shapes": [{"Square": [{"x": 3}, 4]}]}"#,
            r#"{"shapes": [{"Square": {"at": [3, 4], "side": 4}}]}"#,
            r#"{"shapes": [], "centre": [1, 2]}"#,
            r#"{"shapes": [], "named": {"a": [1, 2]}}"#,
            r#"{"shapes": [], "pair": [[1, 2], 3]}"#,
        ] {
            let refused = read(text).unwrap_err();
            assert!(refused.starts_with("invalid type: sequence, expected an object"), "{refused}");
        }
    }
}

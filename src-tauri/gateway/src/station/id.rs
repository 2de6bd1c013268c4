//! The spellings of an EUI in the LNS protocol.

use lorawan::Eui64;
use serde_json::Value;

/// Reads an EUI as stations write it: `b827:ebff:fe12:3456` (id6), `b8-27-eb-ff-fe-12-34-56`,
/// sixteen digits, either with a prefix such as `router-`, or a number.
#[must_use]
pub fn read_eui(value: &Value) -> Option<Eui64> {
    match value {
        Value::Number(number) => {
            let bits = number.as_u64().or_else(|| number.as_i64().map(i64::cast_unsigned))?;
            Some(Eui64::from_be_bytes(bits.to_be_bytes()))
        }
        Value::String(text) => read_text(text.trim()),
        _ => None,
    }
}

fn read_text(text: &str) -> Option<Eui64> {
    if text.len() > 40 {
        return None;
    }
    // A prefix names the kind of the id; it contains a letter that is no hex digit.
    let text = match text.split_once('-') {
        Some((prefix, rest)) if prefix.chars().any(|letter| !letter.is_ascii_hexdigit()) => rest,
        _ => text,
    };
    if text.contains("::") || text.split(':').count() == 4 {
        return read_id6(text);
    }
    text.parse().ok()
}

/// Four groups of up to four digits; `::` stands for groups of zeros, as in IPv6.
fn read_id6(text: &str) -> Option<Eui64> {
    let groups = |part: &str| -> Option<Vec<u16>> {
        if part.is_empty() {
            return Some(Vec::new());
        }
        part.split(':')
            .map(|group| {
                let is_group = (1..=4).contains(&group.len())
                    && group.chars().all(|digit| digit.is_ascii_hexdigit());
                is_group.then(|| u16::from_str_radix(group, 16).ok()).flatten()
            })
            .collect()
    };
    let all = match text.split_once("::") {
        None => groups(text)?,
        Some((before, after)) => {
            let (mut all, after) = (groups(before)?, groups(after)?);
            let missing = 4_usize.checked_sub(all.len() + after.len())?;
            all.extend(std::iter::repeat_n(0, missing));
            all.extend(after);
            all
        }
    };
    let groups: [u16; 4] = all.try_into().ok()?;
    let bits = groups.iter().fold(0_u64, |bits, group| bits << 16 | u64::from(*group));
    Some(Eui64::from_be_bytes(bits.to_be_bytes()))
}

/// An EUI as four groups, `b827:ebff:fe12:3456`.
#[must_use]
pub fn write_id6(eui: Eui64) -> String {
    let bits = u64::from_be_bytes(eui.to_be_bytes());
    format!(
        "{:x}:{:x}:{:x}:{:x}",
        bits >> 48,
        bits >> 32 & 0xFFFF,
        bits >> 16 & 0xFFFF,
        bits & 0xFFFF
    )
}

/// An EUI with a dash between bytes, as frames name devices: `B8-27-EB-FF-FE-12-34-56`.
pub(super) fn write_dashed(eui: Eui64) -> String {
    eui.to_be_bytes().map(|byte| format!("{byte:02X}")).join("-")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    #[test]
    fn every_spelling_names_the_same_gateway() {
        let eui: Eui64 = "b827ebfffe123456".parse().unwrap();
        for spelling in [
            json!("b827:ebff:fe12:3456"),
            json!("router-b827:ebff:fe12:3456"),
            json!("B8-27-EB-FF-FE-12-34-56"),
            json!("b8:27:eb:ff:fe:12:34:56"),
            json!("b827ebfffe123456"),
            json!(13_269_834_311_782_249_558_u64),
            json!(-5_176_909_761_927_302_058_i64),
        ] {
            assert_eq!(read_eui(&spelling), Some(eui), "{spelling}");
        }
        assert_eq!(write_id6(eui), "b827:ebff:fe12:3456");
        assert_eq!(write_dashed(eui), "B8-27-EB-FF-FE-12-34-56");
        let short: Eui64 = "0000000000000001".parse().unwrap();
        assert_eq!(read_eui(&json!("::1")), Some(short));
        assert_eq!(read_eui(&json!("::0")), Some(Eui64::default()));
    }

    #[test]
    fn what_is_no_eui_is_none() {
        for text in
            ["", "::1::", ":::", "1:2:3", "1:2:3:4:5", "12345:1:1:1", "1:2:3::4:5", "x", "-"]
        {
            assert_eq!(read_eui(&json!(text)), None, "{text}");
        }
        assert_eq!(read_eui(&json!(1.5)), None);
        assert_eq!(read_eui(&json!(null)), None);
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(bits: u64) {
            let eui = Eui64::from_be_bytes(bits.to_be_bytes());
            prop_assert_eq!(read_eui(&json!(write_id6(eui))), Some(eui));
            prop_assert_eq!(read_eui(&json!(write_dashed(eui))), Some(eui));
        }

        #[test]
        fn no_text_is_too_strange(text: String) {
            let _ = read_eui(&json!(text));
        }
    }
}

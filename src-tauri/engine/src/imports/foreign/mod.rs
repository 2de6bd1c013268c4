//! Devices as other network servers export them, put into the columns of our own workbooks.
//!
//! A file that is recognised becomes the text of a CSV file with our headers. What we have no field
//! for keeps its own name as header, so that the wizard shows it among the columns that are not
//! taken over; what may be a key is not shown there.

mod chirpstack;
mod things_stack;

use model::JsonMap;
use serde_json::{Deserializer, Value};
use sheet::Table;

use super::ImportKind;

/// Columns with names that are not ours.
const LEFT_MAX: usize = 60;
/// Longest such name.
const NAME_MAX: usize = 200;

/// What is known of one device, by our columns and by the names of what is left.
#[derive(Debug, Default, PartialEq)]
struct Entry {
    profile: Vec<(&'static str, String)>,
    device: Vec<(&'static str, String)>,
    left: Vec<(String, String)>,
}

impl Entry {
    fn profile(&mut self, column: &'static str, value: impl Into<String>) {
        self.profile.push((column, value.into()));
    }

    fn device(&mut self, column: &'static str, value: impl Into<String>) {
        self.device.push((column, value.into()));
    }

    /// Notes what there is no field for. Keys are named and not shown.
    fn leave(&mut self, name: impl Into<String>, value: impl Into<String>) {
        // Of a device with very much of it the first is enough.
        if self.left.len() >= LEFT_MAX {
            return;
        }
        let name: String = name.into().chars().take(NAME_MAX).collect();
        let is_secret = name.to_lowercase().contains("key");
        let value = if is_secret { "…".to_owned() } else { value.into() };
        self.left.push((name, value));
    }
}

/// A file of another network server as CSV with our columns; `None` when it is something else.
pub(super) fn translated(kind: ImportKind, bytes: &[u8]) -> Option<Vec<u8>> {
    if !matches!(kind, ImportKind::Profiles | ImportKind::Devices)
        || bytes.len() > sheet::limits::FILE_BYTES
    {
        return None;
    }
    let entries = match bytes.iter().find(|byte| !byte.is_ascii_whitespace())? {
        b'{' | b'[' => of_json(bytes)?,
        _ => of_table(&sheet::read(bytes, None).ok()?)?,
    };
    (!entries.is_empty()).then(|| csv(kind, entries).into_bytes())
}

/// One object after the other, an array of them, or an answer that holds a list.
fn of_json(bytes: &[u8]) -> Option<Vec<Entry>> {
    let mut entries = Vec::new();
    for value in Deserializer::from_slice(bytes).into_iter::<Value>() {
        let list = match value.ok()? {
            Value::Array(list) => list,
            Value::Object(map) => list_in(map),
            _ => return None,
        };
        for item in list {
            let Value::Object(map) = item else { return None };
            let entry = things_stack::of_json(&map).or_else(|| chirpstack::of_json(&map));
            entries.push(entry?);
        }
    }
    Some(entries)
}

/// The devices of an answer of an API; one that is a device is its own list.
fn list_in(mut map: JsonMap) -> Vec<Value> {
    for name in ["end_devices", "result", "devices"] {
        if map.get(name).is_some_and(Value::is_array)
            && let Some(Value::Array(list)) = map.shift_remove(name)
        {
            return list;
        }
    }
    vec![Value::Object(map)]
}

fn of_table(table: &Table) -> Option<Vec<Entry>> {
    let (header, rows) = table.rows.split_first()?;
    let names: Vec<String> = (0..header.width()).map(|at| plain(header.cell(at).text)).collect();
    let read = if things_stack::is_header(&names) {
        things_stack::of_row
    } else if chirpstack::is_header(&names) {
        chirpstack::of_row
    } else {
        return None;
    };
    let rows = rows.iter().map(|row| {
        let cells = (0..row.width()).map(|at| row.cell(at).text.trim().to_owned());
        let given: Vec<(String, String)> =
            names.iter().cloned().zip(cells).filter(|(_, cell)| !cell.is_empty()).collect();
        read(given)
    });
    Some(rows.collect())
}

/// A header without the differences of spelling: `DevEUI`, `devEui` and `dev_eui` are one.
fn plain(name: &str) -> String {
    name.trim().to_lowercase().replace(['_', '-', ' ', '.'], "")
}

/// The rest of an object as paths and texts.
fn leave_all(entry: &mut Entry, path: &str, value: &Value) {
    match value {
        Value::Object(map) if path.len() <= NAME_MAX => {
            for (name, inner) in map {
                if entry.left.len() >= LEFT_MAX {
                    return;
                }
                let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                leave_all(entry, &path, inner);
            }
        }
        Value::Null | Value::Object(_) => {}
        Value::String(text) if text.is_empty() => {}
        Value::String(text) => entry.leave(path, text.as_str()),
        other => entry.leave(path, other.to_string()),
    }
}

/// Takes a value out of an object by its path; objects that become empty go, too.
fn take(map: &mut JsonMap, path: &[&str]) -> Option<Value> {
    let (first, rest) = path.split_first()?;
    if rest.is_empty() {
        return map.shift_remove(*first).filter(|value| !value.is_null());
    }
    let inner = map.get_mut(*first)?.as_object_mut()?;
    let found = take(inner, rest);
    if inner.is_empty() {
        map.shift_remove(*first);
    }
    found
}

/// As [`take`], as text that is not empty.
fn take_text(map: &mut JsonMap, path: &[&str]) -> Option<String> {
    let text = match take(map, path)? {
        Value::String(text) => text,
        Value::Bool(yes) => yes.to_string(),
        Value::Number(number) => number.to_string(),
        _ => return None,
    };
    Some(text.trim().to_owned()).filter(|text| !text.is_empty())
}

/// `MAC_V1_0_3`, `LORAWAN_1_0_3`, `1.0.3` as `1.0.3`. A version before 1.0.2 has our oldest, which is
/// what is taken when nothing is said.
fn version(text: &str) -> Option<String> {
    let digits: Vec<&str> =
        text.split(|it: char| !it.is_ascii_digit()).filter(|part| !part.is_empty()).collect();
    let version = digits.get(..digits.len().min(3))?.join(".");
    (!matches!(&*version, "1.0" | "1.0.0" | "1.0.1" | "")).then_some(version)
}

/// Whether a key says anything: others write nothing as zeros.
fn is_key(text: &str) -> bool {
    text.chars().any(|it| it != '0')
}

fn yes(text: &str) -> bool {
    text.eq_ignore_ascii_case("true") || text == "1"
}

const fn word(yes: bool) -> &'static str {
    if yes { "TRUE" } else { "FALSE" }
}

/// The band, and the group of AS923. What is unknown is handed on, so that the check names it.
fn set_band(entry: &mut Entry, band: &str) {
    let name = band.to_uppercase().replace('-', "_");
    let known = [
        ("EU_863", "EU868"),
        ("EU868", "EU868"),
        ("EU_433", "EU433"),
        ("EU433", "EU433"),
        ("US_902", "US902"),
        ("US915", "US902"),
        ("AU_915", "AU915"),
        ("AU915", "AU915"),
        ("CN_470", "CN470"),
        ("CN470", "CN470"),
        ("AS_92", "AS923"),
        ("AS923", "AS923"),
    ];
    let found = known.iter().find(|(start, _)| name.starts_with(start)).map(|(_, ours)| *ours);
    entry.profile("standard", found.unwrap_or(band));
    if found == Some("AS923") {
        let group = ["2", "3", "4"].into_iter().find(|group| {
            name.contains(&format!("AS923_{group}"))
                || name.contains(&format!("AS_923_{group}_"))
                || name.ends_with(&format!("AS_923_{group}"))
        });
        entry.profile("as923_group", group.unwrap_or("1"));
    }
}

/// The text of a CSV file.
fn csv(kind: ImportKind, entries: Vec<Entry>) -> String {
    let rows: Vec<_> = entries
        .into_iter()
        .map(|entry| {
            let ours = match kind {
                ImportKind::Profiles => entry.profile,
                _ => entry.device,
            };
            (ours, entry.left)
        })
        .collect();
    let mut headers: Vec<String> = Vec::new();
    for (ours, _) in &rows {
        for (name, _) in ours {
            if !headers.iter().any(|known| known == name) {
                headers.push((*name).to_owned());
            }
        }
    }
    let most = headers.len() + LEFT_MAX;
    for (_, left) in &rows {
        for (name, _) in left {
            if headers.len() < most && !headers.contains(name) {
                headers.push(name.clone());
            }
        }
    }
    let mut text = line(headers.iter().map(String::as_str));
    for (ours, left) in &rows {
        text += &line(headers.iter().map(|header| {
            let own = ours.iter().find(|(name, _)| name == header).map(|(_, value)| value);
            let value = own
                .or_else(|| left.iter().find(|(name, _)| name == header).map(|(_, value)| value));
            value.map_or("", String::as_str)
        }));
    }
    text
}

fn line<'c>(cells: impl Iterator<Item = &'c str>) -> String {
    let quoted = cells.map(|cell| format!("\"{}\"", cell.replace('"', "\"\"")));
    quoted.collect::<Vec<_>>().join(",") + "\n"
}

#[cfg(test)]
mod tests;

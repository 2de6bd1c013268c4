//! Devices as other network servers export them, put into the columns of our own workbooks.
//!
//! A file that is recognised becomes a table with our headers. What we have no field for keeps its
//! own name as header, so that the wizard shows it among the columns that are not taken over. Its
//! value is shown only when the name says that it is no secret: keys, codes and passwords stand
//! under many names, and under any name in free attributes.
//!
//! A table may have columns of ours beside those of the other server, such as `thing_model`, which
//! somebody added for the import: they are taken as such where the other server has nothing to say.

mod chirpstack;
mod things_stack;

use std::borrow::Cow;

use model::JsonMap;
use serde_json::{Deserializer, Value};
use sheet::{CellKind, Decoded, ReadError, Source, Table, TextEncoding};

use super::ImportKind;

/// Columns with names that are not ours.
const LEFT_MAX: usize = 60;
/// Longest such name.
const NAME_MAX: usize = 200;
/// What is shown of a value that may be a secret.
const HIDDEN: &str = "…";

/// Before a name of what is left that is a name of ours, too.
const NOT_TAKEN: &str = "not taken over: ";
/// Fields of ours, by plain names, that mean a device's session elsewhere in files of others.
const OF_SESSION: &[&str] = &["devaddr"];

/// Objects whose members have names that everybody knows; of others only that they are there is
/// told, because people name the members themselves or there are too many.
const OPENED: &[&str] =
    &["ids", "ids.application_ids", "version_ids", "mac_settings", "locations", "locations.user"];

/// Values that are no secrets, by their plain names.
const SHOWN: &[&str] = &[
    // The Things Stack.
    "id",
    "idsdeviceid",
    "idsapplicationidsapplicationid",
    "lorawanversion",
    "lorawanphyversion",
    "frequencyplanid",
    "supportsclassb",
    "supportsclassc",
    "supports32bitfcnt",
    "versionidsbrandid",
    "versionidsmodelid",
    "versionidshardwareversion",
    "versionidsfirmwareversion",
    "versionidsbandid",
    "brandid",
    "modelid",
    "hardwareversion",
    "firmwareversion",
    "bandid",
    "vendorid",
    "vendorprofileid",
    "locationsuserlatitude",
    "locationsuserlongitude",
    "locationsuseraltitude",
    "macsettingssupports32bitfcnt",
    "macsettingsclassbtimeout",
    "macsettingsclassctimeout",
    "macsettingspingslotperiodicity",
    "macsettingsmaxdutycycle",
    "macsettingsstatuscountperiodicity",
    "macsettingsstatustimeperiodicity",
    "macsettingsdesiredrx1delay",
    "macsettingsdesiredrx1datarateoffset",
    "macsettingsdesiredrx2datarateindex",
    "macsettingsdesiredrx2frequency",
    "lastfcntup",
    "lastnfcntdown",
    // ChirpStack.
    "applicationid",
    "applicationname",
    "deviceprofileid",
    "deviceprofilename",
    "serviceprofileid",
    "serviceprofilename",
    "skipfcntcheck",
    "referencealtitude",
    "classenabled",
    "devicestatusbattery",
    "devicestatusmargin",
    "fcntup",
    "nfcntdown",
    "afcntdown",
    "regparamsrevision",
    "regionconfigid",
    "adralgorithmid",
    "uplinkinterval",
];

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

    /// What we have columns for, of a kind of record.
    const fn columns(&mut self, kind: ImportKind) -> &mut Vec<(&'static str, String)> {
        match kind {
            ImportKind::Profiles => &mut self.profile,
            _ => &mut self.device,
        }
    }

    /// Takes what stands in columns of ours and is left, unless it may be a secret or of a session.
    fn take_own(&mut self, kind: ImportKind, cells: &[(String, String)]) {
        for (name, value) in cells {
            let field = kind.fields().iter().find(|field| plain(field.name) == *name);
            let Some(field) = field.filter(|it| !it.is_secret && !OF_SESSION.contains(&&**name))
            else {
                continue;
            };
            let Some(at) = self.left.iter().position(|(left, _)| left == name) else { continue };
            let columns = self.columns(kind);
            if columns.iter().all(|(column, _)| *column != field.name) {
                columns.push((field.name, value.clone()));
                self.left.remove(at);
            }
        }
    }

    /// Notes what there is no field for.
    fn leave(&mut self, name: impl Into<String>, value: impl Into<String>) {
        // Of a device with very much of it the first is enough.
        if self.left.len() >= LEFT_MAX {
            return;
        }
        let name: String = name.into().chars().take(NAME_MAX).collect();
        let is_shown = SHOWN.contains(&&*plain(&name));
        let value = if is_shown { value.into() } else { HIDDEN.to_owned() };
        self.left.push((name, value));
    }
}

/// Reads a file, of another network server with our columns.
///
/// # Errors
/// [`ReadError`], with a sentence for the person who chose the file.
pub(super) fn read(
    kind: ImportKind,
    bytes: &[u8],
    sheet: Option<&str>,
    encoding: Option<TextEncoding>,
) -> Result<Table, ReadError> {
    let is_known = matches!(kind, ImportKind::Profiles | ImportKind::Devices);
    if looks_like_json(bytes) {
        // Half a file of another server must not become a table without keys.
        let Decoded { text, encoding, is_guess } = sheet::text(bytes, encoding)?;
        let entries = of_json(&text)?;
        let entries = entries.filter(|_| is_known).ok_or(ReadError::OtherJson)?;
        let source = Source::Json { encoding, is_guess };
        return translated(kind, source, (2..).zip(entries).collect());
    }
    let table = sheet::read_as(bytes, sheet, encoding)?;
    if !is_known {
        return Ok(table);
    }
    match of_table(kind, &table) {
        Some(entries) => translated(kind, table.source, entries),
        None => Ok(table),
    }
}

/// Whether a text begins as JSON does, whatever its encoding: a shell may have written it in UTF-16.
fn looks_like_json(bytes: &[u8]) -> bool {
    let is_skipped = |byte: &&u8| {
        byte.is_ascii_whitespace() || matches!(**byte, 0 | 0xEF | 0xBB | 0xBF | 0xFE | 0xFF)
    };
    matches!(bytes.iter().find(|byte| !is_skipped(byte)), Some(b'{' | b'['))
}

/// One object after the other, an array of them, or an answer that holds a list; `None` for JSON
/// that is not known.
///
/// # Errors
/// [`ReadError::NoJson`], with the place.
fn of_json(text: &str) -> Result<Option<Vec<Entry>>, ReadError> {
    let values: Result<Vec<Value>, _> = Deserializer::from_str(text).into_iter().collect();
    let values = values.map_err(|error| ReadError::NoJson(error.to_string()))?;
    let mut entries = Vec::new();
    for value in values {
        let list = match value {
            Value::Array(list) => list,
            Value::Object(map) => list_in(map),
            _ => return Ok(None),
        };
        for item in list {
            let Value::Object(map) = item else { return Ok(None) };
            let entry = things_stack::of_json(&map).or_else(|| chirpstack::of_json(&map));
            let Some(entry) = entry else { return Ok(None) };
            entries.push(entry);
        }
    }
    Ok((!entries.is_empty()).then_some(entries))
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

/// What the rows of a table say, with their numbers.
fn of_table(kind: ImportKind, table: &Table) -> Option<Vec<(u32, Entry)>> {
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
        let cells = (0..row.width()).map(|at| match row.cell(at) {
            // The sign that stands for its result is no value.
            cell if cell.kind == CellKind::Unsaved => String::new(),
            cell => cell.text.trim().to_owned(),
        });
        let given: Vec<(String, String)> =
            names.iter().cloned().zip(cells).filter(|(_, cell)| !cell.is_empty()).collect();
        let mut entry = read(given.clone());
        entry.take_own(kind, &given);
        (row.number, entry)
    });
    Some(rows.collect()).filter(|rows: &Vec<_>| !rows.is_empty())
}

/// A header without the differences of spelling: `DevEUI`, `devEui` and `dev_eui` are one.
fn plain(name: &str) -> String {
    name.trim().to_lowercase().replace(['_', '-', ' ', '.'], "")
}

/// The rest of an object as paths and texts, as far as it is opened.
fn leave_all(entry: &mut Entry, path: &str, value: &Value) {
    match value {
        Value::Object(map) if path.is_empty() || OPENED.contains(&path) => {
            for (name, inner) in map {
                if entry.left.len() >= LEFT_MAX {
                    return;
                }
                let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                leave_all(entry, &path, inner);
            }
        }
        Value::Null => {}
        Value::String(text) if text.is_empty() => {}
        Value::Object(map) if map.is_empty() => {}
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

/// The table that the check takes.
fn translated(
    kind: ImportKind,
    source: Source,
    entries: Vec<(u32, Entry)>,
) -> Result<Table, ReadError> {
    type Named = Vec<(Cow<'static, str>, String)>;
    // What is left is never taken for a field of ours, neither by its header nor in a column that
    // another row has: of a device that joins here anew it is the address and the keys of the
    // session it had elsewhere.
    let is_ours = |name: &str| kind.fields().iter().any(|field| field.is_called(name));
    let mut headers: Vec<Cow<'static, str>> = Vec::new();
    let mut left_headers: Vec<Cow<'static, str>> = Vec::new();
    let mut rows: Vec<(u32, Named)> = Vec::with_capacity(entries.len());
    for (number, mut entry) in entries {
        let ours = std::mem::take(entry.columns(kind));
        let mut named = Named::with_capacity(ours.len() + entry.left.len());
        for (name, value) in ours {
            if !headers.iter().any(|known| known == name) {
                headers.push(name.into());
            }
            named.push((name.into(), value));
        }
        for (name, value) in entry.left {
            let name = if is_ours(&name) { format!("{NOT_TAKEN}{name}") } else { name };
            let is_known = left_headers.iter().any(|known| *known == name);
            if !is_known && left_headers.len() < LEFT_MAX {
                left_headers.push(name.clone().into());
            }
            named.push((name.into(), value));
        }
        rows.push((number, named));
    }
    headers.append(&mut left_headers);
    let first = std::iter::once((1, headers.iter().map(|it| &**it).collect::<Vec<&str>>()));
    let rest = rows.iter().map(|(number, row)| {
        let cell = |header: &Cow<'_, str>| {
            row.iter().find(|(name, _)| name == header).map_or("", |(_, value)| value.as_str())
        };
        (*number, headers.iter().map(cell).collect())
    });
    Table::of(source, first.chain(rest))
}

#[cfg(test)]
mod tests;

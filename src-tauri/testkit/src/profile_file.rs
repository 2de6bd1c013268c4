//! Reads devices to simulate from a file: a JSON list of LoRaWAN profiles with their keys, as the
//! API returns them one by one, or the same in `{"items":[…]}`.

use std::path::Path;

use lorawan::{AesKey, DevAddr, Eui64};
use model::record::{JoinMode, LwVersion, Standard};
use serde::Deserialize;

use crate::description::{Activation, DeviceDescription, Model};

/// Why a file describes no devices.
#[derive(Debug, thiserror::Error)]
pub enum ProfileFileError {
    /// It cannot be read.
    #[error("cannot read it: {0}")]
    Read(#[from] std::io::Error),
    /// It is no JSON of the form expected.
    #[error("not a JSON list of LoRaWAN profiles: {0}")]
    Json(#[from] serde_json::Error),
    /// An entry lacks something, or has a value that is none.
    #[error("profile {number}: {field} is missing or has a value it cannot have")]
    Field {
        /// Which entry, from 1.
        number: usize,
        /// Which field.
        field: &'static str,
    },
}

#[derive(Deserialize)]
#[serde(untagged)]
enum File {
    List(Vec<Entry>),
    Page { items: Vec<Entry> },
}

#[derive(Deserialize)]
struct Entry {
    #[serde(alias = "devEui")]
    dev_eui: Option<Eui64>,
    join_mode: Option<String>,
    join_eui: Option<Eui64>,
    app_key: Option<String>,
    #[serde(alias = "devAddr")]
    dev_addr: Option<DevAddr>,
    nwks_key: Option<String>,
    apps_key: Option<String>,
    standard: Option<String>,
    as923_group: Option<u8>,
    lw_ver: Option<String>,
    resets_f_cnt: Option<bool>,
    name: Option<String>,
    /// Product or thing model; MT-KS52 when absent.
    model: Option<String>,
}

/// Reads a file of profiles.
///
/// # Errors
/// [`ProfileFileError`] for the first thing that is wrong.
pub fn load(path: &Path) -> Result<Vec<DeviceDescription>, ProfileFileError> {
    parse(&std::fs::read(path)?)
}

/// Reads the content of such a file.
///
/// # Errors
/// As [`load`].
pub fn parse(json: &[u8]) -> Result<Vec<DeviceDescription>, ProfileFileError> {
    let (File::List(entries) | File::Page { items: entries }) = serde_json::from_slice(json)?;
    let described = entries.into_iter().zip(1..).map(|(entry, number)| {
        describe(entry).map_err(|field| ProfileFileError::Field { number, field })
    });
    described.collect()
}

fn describe(entry: Entry) -> Result<DeviceDescription, &'static str> {
    let activation = activation(&entry)?;
    let dev_eui = entry.dev_eui.ok_or("dev_eui")?;
    Ok(DeviceDescription {
        dev_eui,
        name: entry.name.unwrap_or_else(|| dev_eui.to_string()),
        model: entry.model.as_deref().map_or(Model::Ks52, model),
        activation,
        standard: word(entry.standard.as_deref(), Standard::Eu868).ok_or("standard")?,
        as923_group: entry.as923_group.unwrap_or(1),
        lw_ver: word(entry.lw_ver.as_deref(), LwVersion::V1_0_2).ok_or("lw_ver")?,
        resets_f_cnt: entry.resets_f_cnt.unwrap_or(false),
    })
}

fn activation(entry: &Entry) -> Result<Activation, &'static str> {
    let key = |text: &Option<String>| text.as_ref()?.parse::<AesKey>().ok();
    let default = if entry.app_key.is_some() { JoinMode::Otaa } else { JoinMode::Abp };
    Ok(match word(entry.join_mode.as_deref(), default).ok_or("join_mode")? {
        JoinMode::Otaa => Activation::Otaa {
            join_eui: entry.join_eui.unwrap_or_default(),
            app_key: key(&entry.app_key).ok_or("app_key")?,
        },
        JoinMode::Abp => Activation::Abp {
            dev_addr: entry.dev_addr.ok_or("dev_addr")?,
            nwks_key: key(&entry.nwks_key).ok_or("nwks_key")?,
            apps_key: key(&entry.apps_key).ok_or("apps_key")?,
        },
    })
}

fn word<T: std::str::FromStr>(text: Option<&str>, default: T) -> Option<T> {
    text.map_or(Some(default), |text| text.parse().ok())
}

fn model(text: &str) -> Model {
    let text = text.to_ascii_lowercase();
    let named = Model::ALL.iter().find(|model| {
        let number = model.id_name().trim_start_matches("mt_");
        text.contains(number)
    });
    named.copied().unwrap_or(Model::Ks52)
}

#[cfg(test)]
mod tests {
    use super::{ProfileFileError, parse};

    #[test]
    fn what_a_description_writes_is_read_back() {
        let mut site = crate::site::devices();
        let profiles: Vec<_> = site.iter().map(super::DeviceDescription::profile_json).collect();
        let json = serde_json::to_vec(&profiles).unwrap();
        // A profile does not know its device's name.
        site.iter_mut().for_each(|device| device.name = device.dev_eui.to_string());
        assert_eq!(parse(&json).unwrap(), site);
        let page = serde_json::json!({ "items": profiles, "total": 20, "next_cursor": null });
        assert_eq!(parse(page.to_string().as_bytes()).unwrap(), site);
    }

    #[test]
    fn the_entry_and_field_that_is_wrong_is_named() {
        let json = br#"[{"dev_eui":"70B3D57ED0000001","app_key":"00 01 02 03 04 05 06 07 08 09 0a 0b 0c 0d 0e 0f"},
            {"dev_eui":"70b3d57ed0000002","join_mode":"OTAA"}]"#;
        let error = parse(json).unwrap_err();
        assert!(
            matches!(error, ProfileFileError::Field { number: 2, field: "app_key" }),
            "{error}"
        );
        assert!(matches!(parse(b"{}").unwrap_err(), ProfileFileError::Json(_)));
    }
}

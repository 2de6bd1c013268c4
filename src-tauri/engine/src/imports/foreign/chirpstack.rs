//! ChirpStack: devices as its API answers them, one or many, with or without keys and activation,
//! and tables that scripts make of them.
//!
//! Source: the APIs of ChirpStack 3 and 4, which spell members differently (`devEUI`, `devEui`). For
//! LoRaWAN 1.0 both keep the AppKey in `nwkKey`.

use model::JsonMap;
use serde_json::Value;

use super::{Entry, is_key, leave_all, plain, set_band, take, version, word, yes};

/// A device of the JSON; `None` when it is none.
pub(super) fn of_json(map: &JsonMap) -> Option<Entry> {
    let mut flat: Vec<(String, String)> = Vec::new();
    let mut rest = JsonMap::new();
    let mut tags = Vec::new();
    let parts = [
        "device",
        "deviceKeys",
        "device_keys",
        "keys",
        "deviceActivation",
        "device_activation",
        "activation",
        "deviceProfile",
        "device_profile",
    ];
    let mut whole = map.clone();
    let mut inner: Vec<JsonMap> = parts
        .iter()
        .filter_map(|part| match take(&mut whole, &[*part]) {
            Some(Value::Object(part)) => Some(part),
            _ => None,
        })
        .collect();
    inner.insert(0, whole);
    for part in inner {
        for (name, value) in part {
            match value {
                Value::String(text) => flat.push((plain(&name), text)),
                Value::Bool(yes) => flat.push((plain(&name), yes.to_string())),
                Value::Number(number) => flat.push((plain(&name), number.to_string())),
                Value::Object(map) if name == "tags" => {
                    tags.extend(
                        map.iter()
                            .filter_map(|(key, value)| Some(format!("{key}={}", value.as_str()?))),
                    );
                }
                other => {
                    rest.insert(name, other);
                }
            }
        }
    }
    flat.iter().find(|(name, text)| name == "deveui" && !text.is_empty())?;
    let mut entry = of_row(flat.into_iter().filter(|(_, text)| !text.is_empty()).collect());
    if !tags.is_empty() {
        entry.device("tags", tags.join(", "));
    }
    leave_all(&mut entry, "", &Value::Object(rest));
    Some(entry)
}

/// Windows of ABP devices by their names in 4 and 3, and ours.
const WINDOWS: [(&[&str], &str); 4] = [
    (&["abprx1delay", "rxdelay1"], "rx_delay"),
    (&["abprx1droffset", "rxdroffset1"], "rx1dr_offset"),
    (&["abprx2dr", "rxdatarate2"], "rx2dr"),
    (&["abprx2freq", "rxfreq2"], "rx2_freq"),
];

/// Whether these are headers of such a table.
pub(super) fn is_header(names: &[String]) -> bool {
    let has = |name: &str| names.iter().any(|it| it == name);
    has("deveui")
        && ["deviceprofileid", "deviceprofilename", "nwkkey", "skipfcntcheck", "nwksenckey"]
            .into_iter()
            .any(has)
}

/// A row of such a table, or what an answer says, by plain names.
pub(super) fn of_row(cells: Vec<(String, String)>) -> Entry {
    let mut entry = Entry::default();
    let of = |names: &[&str]| {
        let found = cells.iter().find(|(known, _)| names.contains(&&**known));
        found.map(|(_, value)| value.clone())
    };
    if let Some(dev_eui) = of(&["deveui"]) {
        entry.profile("dev_eui", dev_eui.as_str());
        entry.device("eui", dev_eui);
    }
    entry.device("data_from", "LoRaWAN");
    if let Some(name) = of(&["name"]).or_else(|| of(&["devicename", "deviceid"])) {
        entry.device("name", name);
    }
    let nwk_key = of(&["nwkkey"]).filter(|key| is_key(key));
    let app_key = of(&["appkey"]).filter(|key| is_key(key));
    // With both, the device is one of LoRaWAN 1.1, or the other one is for multicast.
    let root = nwk_key.clone().or_else(|| app_key.clone());
    let otaa = of(&["supportsotaa", "supportsjoin"]).map(|text| yes(&text));
    let address = of(&["devaddr"]).filter(|text| is_key(text));
    let is_otaa = otaa.unwrap_or(root.is_some() || address.is_none());
    entry.profile("join_mode", if is_otaa { "OTAA" } else { "ABP" });
    if let Some(root) = root {
        entry.profile("app_key", root);
    }
    // Without a frequency nobody filled them in.
    if !is_otaa && of(&["abprx2freq", "rxfreq2"]).is_some_and(|frequency| is_key(&frequency)) {
        for (names, column) in WINDOWS {
            if let Some(value) = of(names).filter(|value| column != "rx_delay" || is_key(value)) {
                entry.profile(column, value);
            }
        }
    }
    for (name, value) in &cells {
        match &**name {
            "deveui" | "supportsotaa" | "supportsjoin" | "nwkkey" | "name" | "devicename"
            | "deviceid" => {}
            "appkey" if nwk_key.is_none() || !is_key(value) => {}
            "description" => entry.device("remark", value.as_str()),
            "tags" => entry.device("tags", value.as_str()),
            "joineui" | "appeui" if is_key(value) => entry.profile("join_eui", value.as_str()),
            "isdisabled" => entry.profile("enable", word(!yes(value))),
            "region" | "regionname" | "rfregion" => set_band(&mut entry, value),
            "macversion" | "lorawanversion" => {
                if let Some(found) = version(value) {
                    entry.profile("lw_ver", found);
                }
            }
            "supportsclassc" => {
                let class = if yes(value) { "ClassC" } else { "ClassA" };
                entry.profile("class_mode", class);
                entry.profile("join_class_mode", class);
            }
            "devaddr" if !is_otaa => entry.profile("dev_addr", value.as_str()),
            "appskey" if !is_otaa => entry.profile("apps_key", value.as_str()),
            "nwksenckey" | "nwkskey" if !is_otaa => entry.profile("nwks_key", value.as_str()),
            // In 1.0 all three are the same key.
            "fnwksintkey" | "snwksintkey" if !is_otaa => {}
            name if WINDOWS.iter().any(|(known, _)| known.contains(&name)) => {}
            "createdat" | "updatedat" | "lastseenat" | "joineui" | "appeui" => {}
            name => entry.leave(name, value.as_str()),
        }
    }
    entry
}

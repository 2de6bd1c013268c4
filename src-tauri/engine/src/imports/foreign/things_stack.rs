//! The Things Stack: `ttn-lw-cli end-devices list`, the console's JSON file, and its CSV file.
//!
//! Source: the JSON and CSV file references of The Things Stack.

use model::JsonMap;

use super::{Entry, is_key, leave_all, plain, set_band, take, take_text, version, word, yes};

/// A device of the JSON; `None` when it is none.
pub(super) fn of_json(map: &JsonMap) -> Option<Entry> {
    let ids = map.get("ids")?;
    ids.get("dev_eui").or_else(|| ids.get("device_id"))?;
    let mut rest = map.clone();
    let mut text = |path: &[&str]| take_text(&mut rest, path);
    let mut entry = Entry::default();
    // There are ABP devices without a DevEUI; the check names them.
    if let Some(dev_eui) = text(&["ids", "dev_eui"]) {
        entry.profile("dev_eui", dev_eui.as_str());
        entry.device("eui", dev_eui);
    }
    let device_id = text(&["ids", "device_id"]);
    entry.device("data_from", "LoRaWAN");
    if let Some(join_eui) = text(&["ids", "join_eui"]) {
        entry.profile("join_eui", join_eui);
    }
    if let Some(name) = text(&["name"]).or_else(|| device_id.clone()) {
        entry.device("name", name);
    }
    if let Some(description) = text(&["description"]) {
        entry.device("remark", description);
    }
    if let Some(found) = text(&["lorawan_version"]).as_deref().and_then(version) {
        entry.profile("lw_ver", found);
    }
    if let Some(plan) = text(&["frequency_plan_id"]) {
        set_band(&mut entry, &plan);
    }
    let joins = text(&["supports_join"]);
    let app_key = text(&["root_keys", "app_key", "key"]).filter(|key| is_key(key));
    let is_otaa = joins.map_or(app_key.is_some(), |joins| yes(&joins));
    entry.profile("join_mode", if is_otaa { "OTAA" } else { "ABP" });
    if let Some(app_key) = app_key {
        entry.profile("app_key", app_key);
    }
    // A joined device keeps its own session only until it joins here.
    if !is_otaa {
        let of_session = text(&["session", "dev_addr"]);
        if let Some(address) = text(&["ids", "dev_addr"]).or(of_session) {
            entry.profile("dev_addr", address);
        }
        if let Some(key) = text(&["session", "keys", "app_s_key", "key"]) {
            entry.profile("apps_key", key);
        }
        if let Some(key) = text(&["session", "keys", "f_nwk_s_int_key", "key"]) {
            entry.profile("nwks_key", key);
        }
    }
    if let Some(class_c) = text(&["supports_class_c"]) {
        entry.profile("class_mode", if yes(&class_c) { "ClassC" } else { "ClassA" });
        entry.profile("join_class_mode", if yes(&class_c) { "ClassC" } else { "ClassA" });
    }
    let resets = text(&["mac_settings", "resets_f_cnt", "value"]);
    if let Some(resets) = resets.or_else(|| text(&["mac_settings", "resets_f_cnt"])) {
        entry.profile("resets_f_cnt", word(yes(&resets)));
    }
    for (field, column) in SETTINGS {
        let value =
            text(&["mac_settings", field, "value"]).or_else(|| text(&["mac_settings", field]));
        if let Some(value) = value {
            entry.profile(column, number(&value));
        }
    }
    // What every device has and nobody misses.
    for name in [
        "created_at",
        "updated_at",
        "network_server_address",
        "application_server_address",
        "join_server_address",
    ] {
        take(&mut rest, &[name]);
    }
    leave_all(&mut entry, "", &serde_json::Value::Object(rest));
    Some(entry)
}

/// Settings of the radio by their names there and here.
const SETTINGS: [(&str, &str); 4] = [
    ("rx1_delay", "rx_delay"),
    ("rx1_data_rate_offset", "rx1dr_offset"),
    ("rx2_data_rate_index", "rx2dr"),
    ("rx2_frequency", "rx2_freq"),
];

/// `RX_DELAY_5`, `DATA_RATE_OFFSET_1`, `DATA_RATE_3`, `869525000` as their numbers.
fn number(text: &str) -> String {
    text.rsplit('_').next().unwrap_or(text).to_owned()
}

/// Whether these are headers of its CSV file.
pub(super) fn is_header(names: &[String]) -> bool {
    let has = |name: &str| names.iter().any(|it| it == name);
    has("deveui") && (has("frequencyplanid") || has("lorawanphyversion"))
}

/// A row of its CSV file.
pub(super) fn of_row(cells: Vec<(String, String)>) -> Entry {
    let mut entry = Entry::default();
    let of = |name: &str| {
        let found = cells.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.clone())
    };
    if let Some(dev_eui) = of("deveui") {
        entry.profile("dev_eui", dev_eui.as_str());
        entry.device("eui", dev_eui);
    }
    entry.device("data_from", "LoRaWAN");
    if let Some(name) = of("name").or_else(|| of("id")) {
        entry.device("name", name);
    }
    if let Some(join_eui) = of("joineui").or_else(|| of("appeui")) {
        entry.profile("join_eui", join_eui);
    }
    if let Some(found) = of("lorawanversion").as_deref().and_then(version) {
        entry.profile("lw_ver", found);
    }
    if let Some(plan) = of("frequencyplanid") {
        set_band(&mut entry, &plan);
    }
    let app_key = of("appkey").filter(|key| is_key(key));
    let joins = of("supportsjoin").map_or(app_key.is_some(), |joins| yes(&joins));
    entry.profile("join_mode", if joins { "OTAA" } else { "ABP" });
    if let Some(class_c) = of("supportsclassc") {
        entry.profile("class_mode", if yes(&class_c) { "ClassC" } else { "ClassA" });
        entry.profile("join_class_mode", if yes(&class_c) { "ClassC" } else { "ClassA" });
    }
    for (name, value) in &cells {
        match &**name {
            "deveui" | "joineui" | "appeui" | "name" | "id" | "lorawanversion"
            | "frequencyplanid" | "supportsjoin" | "supportsclassc" => {}
            "description" => entry.device("remark", value.as_str()),
            "appkey" if is_key(value) => entry.profile("app_key", value.as_str()),
            "devaddr" if !joins => entry.profile("dev_addr", value.as_str()),
            "appskey" if !joins => entry.profile("apps_key", value.as_str()),
            "fnwksintkey" | "nwkskey" if !joins => entry.profile("nwks_key", value.as_str()),
            name => match SETTINGS.iter().find(|(field, _)| plain(field) == name) {
                Some((_, column)) => entry.profile(column, number(value)),
                None => entry.leave(name, value.as_str()),
            },
        }
    }
    entry
}

use super::translated;
use crate::imports::ImportKind;

/// Header and rows, as cells.
fn read(kind: ImportKind, file: &str) -> Vec<Vec<String>> {
    let text = translated(kind, file.as_bytes()).expect("it is recognised");
    let table = sheet::read(&text, None).expect("it is CSV");
    let cells =
        |row: &sheet::Row| (0..row.width()).map(|at| row.cell(at).text.to_owned()).collect();
    table.rows.iter().map(cells).collect()
}

fn cell<'t>(table: &'t [Vec<String>], row: usize, column: &str) -> &'t str {
    let at = table[0].iter().position(|header| header == column);
    at.and_then(|at| table[row].get(at)).map_or("", String::as_str)
}

const THINGS_STACK: &str = r#"
{ "ids": { "device_id": "hall", "application_ids": { "application_id": "site" },
    "dev_eui": "70B3D57ED0000001", "join_eui": "70B3D57ED0000000" },
  "created_at": "2024-01-01T00:00:00Z", "name": "Hall", "description": "by the door",
  "lorawan_version": "MAC_V1_0_3", "lorawan_phy_version": "PHY_V1_0_3_REV_A",
  "frequency_plan_id": "EU_863_870_TTN", "supports_join": true, "supports_class_c": true,
  "root_keys": { "app_key": { "key": "000102030405060708090A0B0C0D0E0F" } },
  "session": { "dev_addr": "260B1A2C", "keys": { "app_s_key": { "key": "AA" } } } }
{ "ids": { "device_id": "meter", "dev_eui": "70B3D57ED0000002" },
  "lorawan_version": "1.0.2", "frequency_plan_id": "AS_923_2", "supports_join": false,
  "mac_settings": { "rx1_delay": "RX_DELAY_5", "rx2_data_rate_index": { "value": "DATA_RATE_3" },
    "rx2_frequency": "923200000", "supports_32_bit_f_cnt": true },
  "session": { "dev_addr": "260B1A2D", "keys": {
    "app_s_key": { "key": "00112233445566778899AABBCCDDEEFF" },
    "f_nwk_s_int_key": { "key": "FFEEDDCCBBAA99887766554433221100" } } } }
"#;

#[test]
fn a_stream_of_the_things_stack_becomes_profiles() {
    let table = read(ImportKind::Profiles, THINGS_STACK);
    let of = |row: usize, column: &str| cell(&table, row, column).to_owned();
    assert_eq!(table.len(), 3);
    assert_eq!(of(1, "dev_eui"), "70B3D57ED0000001");
    assert_eq!((of(1, "join_mode"), of(1, "lw_ver")), ("OTAA".into(), "1.0.3".into()));
    assert_eq!((of(1, "standard"), of(1, "class_mode")), ("EU868".into(), "ClassC".into()));
    assert_eq!(of(1, "app_key"), "000102030405060708090A0B0C0D0E0F");
    assert_eq!(of(1, "dev_addr"), "", "a joined device joins here anew");
    assert_eq!(of(1, "session.keys.app_s_key.key"), "…", "a key is named and not shown");
    assert_eq!((of(2, "join_mode"), of(2, "dev_addr")), ("ABP".into(), "260B1A2D".into()));
    assert_eq!(of(2, "nwks_key"), "FFEEDDCCBBAA99887766554433221100");
    assert_eq!((of(2, "standard"), of(2, "as923_group")), ("AS923".into(), "2".into()));
    assert_eq!((of(2, "rx_delay"), of(2, "rx2dr")), ("5".into(), "3".into()));
    assert_eq!(of(2, "rx2_freq"), "923200000");
    assert_eq!(of(2, "mac_settings.supports_32_bit_f_cnt"), "true");
}

#[test]
fn the_same_file_becomes_devices() {
    let table = read(ImportKind::Devices, THINGS_STACK);
    assert_eq!(cell(&table, 1, "eui"), "70B3D57ED0000001");
    assert_eq!(cell(&table, 1, "name"), "Hall");
    assert_eq!(cell(&table, 1, "remark"), "by the door");
    assert_eq!(cell(&table, 2, "name"), "meter", "the id where there is no name");
    assert!(!table[0].iter().any(|header| header == "app_key"), "{:?}", table[0]);
}

#[test]
fn its_csv_file_is_known_by_its_headers() {
    let file = "id;dev_eui;app_eui;name;frequency_plan_id;lorawan_version;app_key;brand_id\n\
        hall;70B3D57ED0000001;70B3D57ED0000000;;US_902_928_FSB_2;MAC_V1_0_4;\
        000102030405060708090A0B0C0D0E0F;acme\n";
    let table = read(ImportKind::Profiles, file);
    assert_eq!(cell(&table, 1, "standard"), "US902");
    assert_eq!(cell(&table, 1, "join_eui"), "70B3D57ED0000000");
    assert_eq!(cell(&table, 1, "join_mode"), "OTAA");
    assert_eq!(cell(&table, 1, "lw_ver"), "1.0.4");
    assert_eq!(cell(&table, 1, "brandid"), "acme", "what is not taken over is named");
    assert_eq!(cell(&read(ImportKind::Devices, file), 1, "name"), "hall");
}

#[test]
fn chirpstack_keeps_the_app_key_of_1_0_in_the_nwk_key() {
    let file = r#"{"totalCount": 2, "result": [
        {"device": {"devEui": "70b3d57ed0000001", "name": "Hall", "joinEui": "0000000000000000",
            "isDisabled": true, "skipFcntCheck": false, "tags": {"floor": "2"}},
         "deviceKeys": {"nwkKey": "000102030405060708090a0b0c0d0e0f",
            "appKey": "00000000000000000000000000000000"},
         "deviceProfile": {"region": "US915", "macVersion": "LORAWAN_1_0_3",
            "supportsOtaa": true}},
        {"devEui": "70b3d57ed0000002", "name": "Meter",
         "deviceActivation": {"devAddr": "260b1a2d", "appSKey": "00112233445566778899aabbccddeeff",
            "nwkSEncKey": "ffeeddccbbaa99887766554433221100",
            "fNwkSIntKey": "ffeeddccbbaa99887766554433221100"}}]}"#;
    let table = read(ImportKind::Profiles, file);
    assert_eq!(cell(&table, 1, "app_key"), "000102030405060708090a0b0c0d0e0f");
    assert_eq!((cell(&table, 1, "standard"), cell(&table, 1, "enable")), ("US902", "FALSE"));
    assert_eq!((cell(&table, 1, "lw_ver"), cell(&table, 1, "join_eui")), ("1.0.3", ""));
    assert_eq!((cell(&table, 2, "join_mode"), cell(&table, 2, "dev_addr")), ("ABP", "260b1a2d"));
    assert_eq!(cell(&table, 2, "nwks_key"), "ffeeddccbbaa99887766554433221100");
    assert_eq!(cell(&read(ImportKind::Devices, file), 1, "tags"), "floor=2");
}

#[test]
fn a_table_of_chirpstack_is_known_by_its_headers() {
    let file = "dev_eui,name,device_profile_id,nwk_key\n\
        70b3d57ed0000001,Hall,5f3c,000102030405060708090a0b0c0d0e0f\n";
    let table = read(ImportKind::Profiles, file);
    assert_eq!(cell(&table, 1, "app_key"), "000102030405060708090a0b0c0d0e0f");
    assert_eq!(cell(&table, 1, "deviceprofileid"), "5f3c");
}

#[test]
fn other_files_are_left_alone() {
    for file in [
        "",
        "{",
        "[]",
        "[1]",
        "{\"a\": 1}",
        "eui,name\nmeter-7,Meter\n",
        "dev_eui,app_key,standard\n70b3d57ed0000001,00,EU868\n",
    ] {
        assert_eq!(translated(ImportKind::Profiles, file.as_bytes()), None, "{file}");
    }
}

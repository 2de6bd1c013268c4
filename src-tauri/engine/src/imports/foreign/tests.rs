use sheet::Source;

use super::HIDDEN;
use crate::imports::ImportKind;

/// Header and rows, as cells.
fn read(kind: ImportKind, file: &str) -> Vec<Vec<String>> {
    read_bytes(kind, file.as_bytes())
}

fn read_bytes(kind: ImportKind, file: &[u8]) -> Vec<Vec<String>> {
    let table = super::read(kind, file, None, None).expect("it is a table");
    assert_ne!(Ok(&table), sheet::read(file, None).as_ref(), "it is recognised");
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
    assert_eq!(of(1, "session"), HIDDEN, "what may be secret is named and not shown");
    assert_eq!(of(1, "ids.application_ids.application_id"), "site");
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
fn devices_that_join_here_anew_leave_no_session_to_our_columns() {
    // As a script writes it from the API of ChirpStack, with the activation of a joined device.
    let file = "device_id,description,dev_eui,join_eui,app_key,dev_addr,app_s_key,nwk_s_enc_key,\
        s_nwk_s_int_key,f_nwk_s_int_key,f_cnt_up,n_f_cnt_down,a_f_cnt_down,last_seen_at\n\
        Hall,by the door,70b3d57ed0000001,,000102030405060708090a0b0c0d0e0f,260b1a2d,\
        00112233445566778899aabbccddeeff,ffeeddccbbaa99887766554433221100,\
        ffeeddccbbaa99887766554433221100,ffeeddccbbaa99887766554433221100,7,2,0,1700000000\n";
    let table = read(ImportKind::Profiles, file);
    assert_eq!(cell(&table, 1, "join_mode"), "OTAA");
    assert_eq!(cell(&table, 1, "app_key"), "000102030405060708090a0b0c0d0e0f");
    assert_eq!(cell(&table, 1, "fcntup"), "7");
    let fields = ImportKind::Profiles.fields();
    for name in ["dev_addr", "apps_key", "nwks_key"] {
        let field = fields.iter().find(|field| field.name == name).expect("a field");
        assert!(!table[0].iter().any(|header| field.is_called(header)), "{name}: {:?}", table[0]);
    }
    assert!(!table[1].iter().any(|cell| cell.contains("33445566")), "{:?}", table[1]);
    assert_eq!(cell(&table, 1, "not taken over: devaddr"), HIDDEN, "it is named all the same");
    assert_eq!(cell(&read(ImportKind::Devices, file), 1, "name"), "Hall");
}

#[test]
fn what_is_left_of_one_device_fills_no_column_of_another() {
    // The first has no root keys, and a member that is called as a column which the second gives.
    let file = r#"[
        {"ids": {"device_id": "old", "dev_eui": "70B3D57ED0000001"}, "supports_join": true,
         "frequency_plan_id": "EU_863_870", "app_key": "00112233445566778899AABBCCDDEEFF",
         "dev_addr": "260B1A2C", "standard": "US902", "remark": "secret"},
        {"ids": {"device_id": "hall", "dev_eui": "70B3D57ED0000002"}, "description": "by the door",
         "frequency_plan_id": "EU_863_870", "supports_join": true,
         "root_keys": {"app_key": {"key": "000102030405060708090A0B0C0D0E0F"}}}]"#;
    let table = read(ImportKind::Profiles, file);
    assert_eq!((cell(&table, 1, "app_key"), cell(&table, 1, "standard")), ("", "EU868"));
    assert_eq!(cell(&table, 2, "app_key"), "000102030405060708090A0B0C0D0E0F");
    for name in ["app_key", "dev_addr", "standard"] {
        let header = format!("not taken over: {name}");
        assert_eq!((cell(&table, 1, &header), cell(&table, 2, &header)), (HIDDEN, ""), "{name}");
    }
    let table = read(ImportKind::Devices, file);
    assert_eq!((cell(&table, 1, "remark"), cell(&table, 2, "remark")), ("", "by the door"));
    for kind in [ImportKind::Profiles, ImportKind::Devices] {
        let table = read(kind, file);
        let is_ours = |header: &String| kind.fields().iter().any(|field| field.is_called(header));
        let named: Vec<&String> = table[0].iter().filter(|header| is_ours(header)).collect();
        let mut once = named.clone();
        once.dedup();
        assert_eq!(named, once, "each column of ours is there once");
    }
}

#[test]
fn columns_of_ours_in_a_table_of_another_server_are_taken() {
    let files = [
        // ChirpStack, then The Things Stack.
        "dev_eui,name,device_profile_id,nwk_key,thing_model,heart_period,batch,Standard,dev_addr\n\
         70b3d57ed0000001,Hall,5f3c,000102030405060708090a0b0c0d0e0f,mt_ks52,600,B1,EU868,260b1a2c\n",
        "dev_eui;name;frequency_plan_id;app_key;thing_model;heart_period;batch;standard;dev_addr\n\
         70b3d57ed0000001;Hall;EU_863_870_TTN;000102030405060708090a0b0c0d0e0f;mt_ks52;600;B1;US902;260b1a2c\n",
    ];
    for file in files {
        let table = read(ImportKind::Profiles, file);
        // What the other server says of the band counts.
        assert_eq!((cell(&table, 1, "batch"), cell(&table, 1, "standard")), ("B1", "EU868"));
        assert!(!table[0].iter().any(|header| header == "dev_addr"), "{:?}", table[0]);
        assert_eq!(cell(&table, 1, "not taken over: devaddr"), HIDDEN);
        assert_eq!(cell(&table, 1, "thingmodel"), HIDDEN, "a profile has none");
        let table = read(ImportKind::Devices, file);
        let of = |column: &str| cell(&table, 1, column).to_owned();
        assert_eq!((of("thing_model"), of("heart_period")), ("mt_ks52".into(), "600".into()));
        assert_eq!(of("batch"), HIDDEN, "a device has none");
    }
}

#[test]
fn only_what_is_no_secret_is_shown_of_the_rest() {
    let file = r#"[{ "ids": { "device_id": "hall", "dev_eui": "70B3D57ED0000001" },
        "frequency_plan_id": "EU_863_870", "supports_join": true,
        "attributes": { "pin": "1234" }, "skip_payload_crypto": "hunter2",
        "claim_authentication_code": { "value": "C0FFEE" },
        "mac_state": { "pending_join_request": { "payload": "hunter2" } },
        "mac_settings": { "class_c_timeout": "8s", "token": "hunter2" },
        "version_ids": { "brand_id": "acme", "band_id": "EU_863_870" } }]"#;
    let table = read(ImportKind::Profiles, file);
    assert_eq!(cell(&table, 1, "version_ids.brand_id"), "acme");
    assert_eq!(cell(&table, 1, "mac_settings.class_c_timeout"), "8s");
    for name in ["attributes", "claim_authentication_code", "mac_settings.token", "mac_state"] {
        assert_eq!(cell(&table, 1, name), HIDDEN, "{name}");
    }
    let file = r#"{"devEui": "70b3d57ed0000001", "deviceProfileName": "Meter",
        "variables": {"password": "hunter2"}, "note": "hunter2"}"#;
    let other = read(ImportKind::Devices, file);
    assert_eq!(cell(&other, 1, "deviceprofilename"), "Meter");
    for cell in table.iter().chain(&other).flatten() {
        assert!(!["hunter2", "C0FFEE", "1234"].iter().any(|it| cell.contains(it)), "{cell}");
    }
}

#[test]
fn a_byte_order_mark_and_other_encodings_change_nothing() {
    let marked = format!("\u{feff}{THINGS_STACK}");
    assert_eq!(read(ImportKind::Profiles, &marked), read(ImportKind::Profiles, THINGS_STACK));
    // As a shell of Windows redirects what a program prints.
    let utf_16: Vec<u8> = marked.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let table = read_bytes(ImportKind::Profiles, &utf_16);
    assert_eq!(table, read(ImportKind::Profiles, THINGS_STACK));
}

#[test]
fn devices_without_a_dev_eui_are_named_and_the_others_taken() {
    let file = r#"{"end_devices": [
        {"ids": {"device_id": "old", "dev_addr": "260B1A2D"}, "frequency_plan_id": "EU_863_870"},
        {"ids": {"device_id": "hall", "dev_eui": "70B3D57ED0000001"},
         "frequency_plan_id": "EU_863_870",
         "root_keys": {"app_key": {"key": "000102030405060708090A0B0C0D0E0F"}}}]}"#;
    let table = read(ImportKind::Profiles, file);
    assert_eq!((cell(&table, 1, "dev_eui"), cell(&table, 1, "dev_addr")), ("", "260B1A2D"));
    assert_eq!(cell(&table, 2, "dev_eui"), "70B3D57ED0000001");
}

#[test]
fn chirpstack_3_spells_members_in_its_own_way() {
    let file = r#"[{"device": {"devEUI": "70b3d57ed0000001", "name": "Hall",
            "applicationID": "1", "deviceProfileID": "5f3c", "skipFCntCheck": true},
          "deviceProfile": {"macVersion": "1.0.3", "rfRegion": "EU868", "supportsJoin": false,
            "rxDelay1": 1, "rxDROffset1": 0, "rxDataRate2": 3, "rxFreq2": 869525000},
          "deviceActivation": {"devAddr": "260b1a2d",
            "appSKey": "00112233445566778899aabbccddeeff",
            "nwkSEncKey": "ffeeddccbbaa99887766554433221100", "fCntUp": 7}}]"#;
    let table = read(ImportKind::Profiles, file);
    let of = |column: &str| cell(&table, 1, column);
    assert_eq!((of("dev_eui"), of("join_mode")), ("70b3d57ed0000001", "ABP"));
    assert_eq!((of("standard"), of("lw_ver")), ("EU868", "1.0.3"));
    assert_eq!((of("rx_delay"), of("rx1dr_offset"), of("rx2dr")), ("1", "0", "3"));
    assert_eq!((of("rx2_freq"), of("applicationid")), ("869525000", "1"));
    assert_eq!(of("nwks_key"), "ffeeddccbbaa99887766554433221100");
}

#[test]
fn a_table_keeps_its_source_and_the_numbers_of_its_rows() {
    let file = "dev_eui;join_eui;frequency_plan_id;lorawan_version;lorawan_phy_version;app_key\n\n\
        1111111111111111;1111111111111111;EU_863_870_TTN;MAC_V1_0_4;RP002_V1_0_3;\
        11111111111111111111111111111111\n";
    let table =
        super::read(ImportKind::Profiles, file.as_bytes(), None, None).expect("it is a table");
    assert_eq!(table.source, Source::Csv { encoding: "UTF-8", delimiter: ';', is_guess: false });
    assert_eq!(table.rows.iter().map(|row| row.number).collect::<Vec<_>>(), [1, 3]);
}

#[test]
fn other_files_are_left_alone() {
    for file in
        ["", "eui,name\nmeter-7,Meter\n", "dev_eui,app_key,standard\n70b3d57ed0000001,00,EU868\n"]
    {
        let plain = sheet::read(file.as_bytes(), None);
        assert_eq!(super::read(ImportKind::Profiles, file.as_bytes(), None, None), plain, "{file}");
    }
}

#[test]
fn what_begins_as_json_is_no_table() {
    for kind in [ImportKind::Profiles, ImportKind::Devices, ImportKind::Gateways] {
        for file in ["[]", "[1]", "{\"a\": 1}", " \n{\"a\": [1,2]}"] {
            let read = super::read(kind, file.as_bytes(), None, None);
            assert_eq!(read, Err(sheet::ReadError::OtherJson), "{file}");
        }
        for (file, place) in [
            ("{", "line 1 column 1"),
            ("[{\"ids\": {\"device_id\": \"a\"}},\n{\"ids\"", "line 2 column 6"),
            ("{eui,name\nmeter-7,Meter\n", "line 1 column 2"),
        ] {
            match super::read(kind, file.as_bytes(), None, None) {
                Err(sheet::ReadError::NoJson(why)) => assert!(why.contains(place), "{why}"),
                other => panic!("{file}: {other:?}"),
            }
        }
    }
}

use lorawan::region::As923Group;

use super::*;

fn config(region: Region, sub_band: u8) -> Value {
    Plan { region, sub_band, max_eirp_dbm: None }.router_config(1.5)
}

/// Centre of each radio, and every channel of 125 kHz in Hz as its radio hears it.
fn heard_channels(config: &Value) -> Vec<i64> {
    let conf = &config["sx1301_conf"][0];
    (0..8)
        .map(|slot| &conf[format!("chan_multiSF_{slot}")])
        .filter(|channel| channel["enable"] == true)
        .map(|channel| {
            let radio = &conf[format!("radio_{}", channel["radio"])];
            assert_eq!(radio["enable"], true);
            let offset = channel["if"].as_i64().unwrap();
            assert!(offset.abs() <= i64::from(REACH_HZ), "{channel}");
            radio["freq"].as_i64().unwrap() + offset
        })
        .collect()
}

#[test]
fn every_plan_of_every_region_hears_its_channels() {
    for region in Region::ALL {
        let sub_bands = match region {
            Region::Cn470 => 1..=12,
            Region::Us902 | Region::Au915 => 1..=8,
            _ => 1..=1,
        };
        for sub_band in sub_bands {
            let config = config(region, sub_band);
            let heard = heard_channels(&config);
            let up = config["upchannels"].as_array().unwrap();
            let announced: Vec<i64> =
                up.iter().take(heard.len()).map(|it| it[0].as_i64().unwrap()).collect();
            assert_eq!(heard, announced, "{region} {sub_band}");
            for hz in &heard {
                let hz = u32::try_from(*hz).unwrap();
                assert!(region.allows_frequency(hz), "{region} {sub_band} {hz}");
                if !region.has_dynamic_channels() {
                    assert!(region.uplink_channel(hz).is_some(), "{region} {sub_band} {hz}");
                }
            }
            assert_eq!(heard.len(), if region == Region::Eu433 { 3 } else { 8 });
            for member in ["NetID", "JoinEui", "bcning"] {
                assert!(config[member].is_null() && config.get(member).is_some(), "{member}");
            }
            assert_eq!(config["DRs"].as_array().unwrap().len(), 16);
            assert_eq!(config["hwspec"], "sx1301/1");
            assert_eq!(config["MuxTime"], 1.5);
        }
    }
}

#[test]
fn a_sub_band_is_the_one_that_was_asked_for() {
    let first = |region, sub_band| heard_channels(&config(region, sub_band))[0];
    assert_eq!(first(Region::Us902, 2), 903_900_000);
    assert_eq!(first(Region::Au915, 8), 926_400_000);
    assert_eq!(first(Region::Cn470, 1), 470_300_000);
    assert_eq!(first(Region::Cn470, 11), 486_300_000);
    assert_eq!(first(Region::As923(As923Group::Group3), 0), 916_600_000);
    // What no region has counts as the nearest.
    assert_eq!(first(Region::Us902, 0), 902_300_000);
    assert_eq!(first(Region::Cn470, 200), 487_900_000);
}

#[test]
fn the_radios_stand_where_the_reference_puts_them() {
    let radios = |region, sub_band| {
        let conf = config(region, sub_band)["sx1301_conf"][0].clone();
        [&conf["radio_0"]["freq"], &conf["radio_1"]["freq"]].map(|it| it.as_u64().unwrap())
    };
    assert_eq!(radios(Region::Eu868, 1), [867_500_000, 868_500_000]);
    assert_eq!(radios(Region::Us902, 2), [904_300_000, 905_000_000]);
    assert_eq!(radios(Region::Au915, 2), [917_200_000, 917_900_000]);
    assert_eq!(radios(Region::Cn470, 1), [470_600_000, 471_400_000]);
    assert_eq!(radios(Region::As923(As923Group::Group1), 1), [923_600_000, 924_300_000]);
    let us = config(Region::Us902, 2);
    let wide = &us["sx1301_conf"][0]["chan_Lora_std"];
    assert_eq!(
        wide,
        &json!({"enable": true, "radio": 0, "if": 300_000, "bandwidth": 500_000, "spread_factor": 8})
    );
}

#[test]
fn data_rates_are_complete_in_both_directions() {
    // A station rejects a downlink at a data rate that it was not told.
    for region in Region::ALL {
        let config = config(region, 1);
        let rates = config["DRs"].as_array().unwrap();
        for (dr, rate) in region.data_rates(Direction::Down) {
            let told = &rates[usize::from(dr)];
            match rate {
                DataRate::LoRa { spreading_factor, bandwidth_hz } => {
                    assert_eq!(told[0], spreading_factor, "{region} DR{dr}");
                    assert_eq!(told[1], bandwidth_hz / 1_000, "{region} DR{dr}");
                }
                DataRate::Fsk { .. } => assert_eq!(told, &json!([0, 0, 0])),
                DataRate::LrFhss { .. } => panic!("never down"),
            }
        }
    }
    let us = config(Region::Us902, 2);
    let none = json!([-1, 0, 0]);
    assert_eq!(
        us["DRs"],
        json!([
            [10, 125, 0],
            [9, 125, 0],
            [8, 125, 0],
            [7, 125, 0],
            [8, 500, 0],
            none,
            none,
            none,
            [12, 500, 1],
            [11, 500, 1],
            [10, 500, 1],
            [9, 500, 1],
            [8, 500, 1],
            [7, 500, 1],
            none,
            none
        ])
    );
    assert_eq!(config(Region::Eu868, 1)["DRs"][7], json!([0, 0, 0]));
}

#[test]
fn a_region_the_station_does_not_know_gets_a_name_it_knows_and_the_right_power() {
    let told = |region| {
        let config = config(region, 1);
        (config["region"].as_str().unwrap().to_owned(), config["max_eirp"].as_f64().unwrap())
    };
    assert_eq!(told(Region::Eu868), ("EU863".to_owned(), 29.0));
    assert_eq!(told(Region::Us902), ("US902".to_owned(), 28.0));
    assert_eq!(told(Region::As923(As923Group::Group1)), ("AS923-1".to_owned(), 16.0));
    assert_eq!(told(Region::As923(As923Group::Group2)), ("AU915".to_owned(), 16.0));
    assert_eq!(told(Region::Cn470), ("AU915".to_owned(), 19.0));
    assert_eq!(told(Region::Eu433), ("AU915".to_owned(), 12.0));
    let weak = Plan { region: Region::Cn470, sub_band: 1, max_eirp_dbm: Some(10) };
    assert_eq!(weak.router_config(0.0)["max_eirp"], 10.0);
}

//! The simulated site: two gateways and twenty devices of three kinds in one building.
//!
//! The descriptions are for whoever creates the records; [`run`] plays them.

use std::io;
use std::net::SocketAddr;

use lorawan::{AesKey, DevAddr, Eui64};
use model::record::{LwVersion, Standard};
use tokio_util::sync::CancellationToken;

use crate::description::{Activation, DeviceDescription, GatewayDescription, Model};
use crate::noise::Noise;
use crate::play::{LastDevNonces, Pace, play};

/// EUI of the first device; the others follow. From a block that no product uses.
const FIRST_DEV_EUI: u64 = 0x70B3_D57E_D051_7E00;

/// JoinEUI of the devices that join.
const JOIN_EUI: Eui64 = Eui64::from_be_bytes([0x70, 0xB3, 0xD5, 0x7E, 0xD0, 0x51, 0x7E, 0xFF]);

/// The band of everything.
pub const STANDARD: Standard = Standard::Eu868;

/// Address of the first personalised device; from the range for private networks.
const FIRST_DEV_ADDR: u32 = 0x0051_7E00;

/// Place, kind, whether it joins, and version of each device.
const DEVICES: [(&str, Model, bool, LwVersion); 20] = [
    ("Entrance hall climate", Model::Ks52, true, LwVersion::V1_0_3),
    ("Meeting room A climate", Model::Ks52, true, LwVersion::V1_0_3),
    ("Meeting room B climate", Model::Ks52, false, LwVersion::V1_0_2),
    ("Server room climate", Model::Ks52, true, LwVersion::V1_0_4),
    ("Archive climate", Model::Ks52, false, LwVersion::V1_0_2),
    ("Workshop climate", Model::Ks52, true, LwVersion::V1_0_2),
    ("Storage climate", Model::Ks52, false, LwVersion::V1_0_2),
    ("Canteen climate", Model::Ks52, true, LwVersion::V1_0_3),
    ("Boiler room leak", Model::Ks51, true, LwVersion::V1_0_3),
    ("Server room leak", Model::Ks51, false, LwVersion::V1_0_2),
    ("Kitchen leak", Model::Ks51, true, LwVersion::V1_0_2),
    ("Basement leak", Model::Ks51, false, LwVersion::V1_0_2),
    ("Washroom east leak", Model::Ks51, true, LwVersion::V1_0_4),
    ("Washroom west leak", Model::Ks51, false, LwVersion::V1_0_2),
    ("Open office air", Model::Ks61, true, LwVersion::V1_0_3),
    ("Meeting room A air", Model::Ks61, false, LwVersion::V1_0_2),
    ("Meeting room B air", Model::Ks61, true, LwVersion::V1_0_3),
    ("Training room air", Model::Ks61, false, LwVersion::V1_0_2),
    ("Workshop air", Model::Ks61, true, LwVersion::V1_0_2),
    ("Reception air", Model::Ks61, true, LwVersion::V1_0_4),
];

/// The two gateways.
#[must_use]
pub fn gateways() -> Vec<GatewayDescription> {
    let gateway = |last, name: &str, latitude, longitude| GatewayDescription {
        eui: Eui64::from_be_bytes([0x02, 0x51, 0x7E, 0xFF, 0xFE, 0x00, 0x00, last]),
        name: name.to_owned(),
        latitude,
        longitude,
    };
    vec![
        gateway(1, "Simulated gateway, roof", 48.137_2, 11.575_6),
        gateway(2, "Simulated gateway, basement", 48.137_0, 11.575_1),
    ]
}

/// The twenty devices, the same at every call.
#[must_use]
pub fn devices() -> Vec<DeviceDescription> {
    (0_u32..).zip(DEVICES).map(|(index, device)| describe(index, device)).collect()
}

/// Plays the site against a server until `cancel`. `joined`: see [`play`].
///
/// # Errors
/// When the server does not answer.
pub async fn run(
    gwmp: SocketAddr,
    joined: &LastDevNonces,
    cancel: CancellationToken,
    pace: Pace,
) -> io::Result<()> {
    let gateways: Vec<_> = gateways().iter().map(|gateway| gateway.eui).collect();
    play(gwmp, &gateways, devices(), joined, None, pace, cancel).await
}

fn describe(
    index: u32,
    (name, model, joins, lw_ver): (&str, Model, bool, LwVersion),
) -> DeviceDescription {
    let dev_eui = FIRST_DEV_EUI + u64::from(index);
    let mut keys = Noise::new(dev_eui);
    let activation = if joins {
        Activation::Otaa { join_eui: JOIN_EUI, app_key: AesKey::new(keys.bytes()) }
    } else {
        Activation::Abp {
            dev_addr: DevAddr::from_be_bytes((FIRST_DEV_ADDR + index).to_be_bytes()),
            nwks_key: AesKey::new(keys.bytes()),
            apps_key: AesKey::new(keys.bytes()),
        }
    };
    DeviceDescription {
        dev_eui: Eui64::from_be_bytes(dev_eui.to_be_bytes()),
        name: name.to_owned(),
        model,
        activation,
        standard: STANDARD,
        as923_group: 1,
        lw_ver,
        resets_f_cnt: !joins,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::{Activation, Model, devices, gateways};

    #[test]
    fn the_site_is_what_it_says() {
        let devices = devices();
        assert_eq!((devices.len(), gateways().len()), (20, 2));
        let euis: HashSet<_> = devices.iter().map(|device| device.dev_eui).collect();
        let names: HashSet<_> = devices.iter().map(|device| &device.name).collect();
        assert_eq!((euis.len(), names.len()), (20, 20));
        for model in Model::ALL {
            assert!(devices.iter().any(|device| device.model == *model));
        }
        let joining = |activation: &Activation| matches!(activation, Activation::Otaa { .. });
        let joins = devices.iter().filter(|device| joining(&device.activation)).count();
        assert_eq!(joins, 12);
    }
}

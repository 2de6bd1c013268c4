//! Gateways, and what proves that a sender is one.

use std::net::IpAddr;
use std::str::FromStr;

use ipnet::IpNet;
use lorawan::Eui64;

use super::Standard;
use crate::{RecordId, TenantCode, Timestamp};

words!(
    /// How a gateway reaches the instance.
    GatewayType {
        /// Semtech packet forwarder, UDP.
        Gwmp = "GWMP",
        /// LoRa Basics Station, WebSocket.
        BasicsStation = "BASICS_STATION",
    }
);
words!(
    /// Where a gateway's position comes from.
    PositionSource {
        /// A person entered it.
        Manual = "MANUAL",
        /// The gateway reports it.
        Gps = "GPS",
    }
);

/// A registered gateway.
#[derive(Debug, Clone, PartialEq)]
pub struct Gateway {
    /// Its EUI.
    pub eui: Eui64,
    /// Owner.
    pub tenant: TenantCode,
    /// Display name, may be empty.
    pub name: String,
    /// How it reaches the instance; for people.
    pub gateway_type: GatewayType,
    /// Band it listens in, when a person said so.
    pub standard: Option<Standard>,
    /// Which group of eight channels it listens on, in bands that have groups: 0 to 11 in CN470,
    /// 1 to 8 in US902 and AU915.
    pub sub_band: Option<u8>,
    /// `false`: its datagrams are refused.
    pub enable: bool,
    /// `false`: it only listens.
    pub down_enable: bool,
    /// What its antenna adds to the power it is told, in dB; a cable takes some away.
    pub antenna_gain: f32,
    /// Most it may radiate, in dBm EIRP.
    pub max_eirp: Option<i8>,
    /// The only addresses its datagrams may come from.
    pub fixed_address: Option<AddressRange>,
    /// Seconds without a datagram until it counts as offline.
    pub heart_period: u32,
    /// Where it is.
    pub location: Option<RecordId>,
    /// Latitude in degrees.
    pub latitude: Option<f64>,
    /// Longitude in degrees.
    pub longitude: Option<f64>,
    /// Whether the position is the one above or the one it reports.
    pub position_source: PositionSource,
    /// The notification groups that are told when it falls silent and when it is heard again.
    pub notification_groups: Vec<RecordId>,
    /// Free text.
    pub remark: String,
    /// When it was registered.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

impl Gateway {
    /// One that was just registered, with everything at its default.
    #[must_use]
    pub const fn new(eui: Eui64, tenant: TenantCode, heart_period: u32, now: Timestamp) -> Self {
        Self {
            eui,
            tenant,
            name: String::new(),
            gateway_type: GatewayType::Gwmp,
            standard: None,
            sub_band: None,
            enable: true,
            down_enable: true,
            antenna_gain: 0.0,
            max_eirp: None,
            fixed_address: None,
            heart_period,
            location: None,
            latitude: None,
            longitude: None,
            position_source: PositionSource::Manual,
            notification_groups: Vec::new(),
            remark: String::new(),
            created_at: now,
            updated_at: now,
        }
    }

    /// Whether a datagram from this address can be the gateway's own.
    #[must_use]
    pub fn may_send_from(&self, address: IpAddr) -> bool {
        self.fixed_address.is_none_or(|range| range.contains(address))
    }

    /// The power to ask of the gateway so that `eirp_dbm` leaves its antenna, but no more than it
    /// may radiate; in whole dBm, rounded down where there is a limit to keep.
    #[must_use]
    pub fn power_for(&self, eirp_dbm: i8) -> i8 {
        let eirp = self.max_eirp.map_or(eirp_dbm, |most| eirp_dbm.min(most));
        let power = (f32::from(eirp) - self.antenna_gain).floor();
        #[expect(clippy::cast_possible_truncation, reason = "clamped to the range of the type")]
        let power = power.clamp(f32::from(i8::MIN), f32::from(i8::MAX)) as i8;
        power
    }
}

/// An IP address or a network of them: `192.0.2.7`, `192.0.2.0/24`, `2001:db8::/64`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AddressRange(IpNet);

impl AddressRange {
    /// Whether the address lies in it. IPv4 in IPv6 clothes is IPv4.
    #[must_use]
    pub fn contains(&self, address: IpAddr) -> bool {
        self.0.contains(&address.to_canonical())
    }
}

/// A text that is no address and no network.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("expected an IP address or a network such as 192.0.2.7 or 192.0.2.0/24")]
pub struct NoAddressRange;

impl FromStr for AddressRange {
    type Err = NoAddressRange;

    fn from_str(text: &str) -> Result<Self, NoAddressRange> {
        let text = text.trim();
        let range = match text.parse::<IpAddr>() {
            Ok(address) => IpNet::from(address.to_canonical()),
            Err(_) => text.parse::<IpNet>().map_err(|_| NoAddressRange)?.trunc(),
        };
        Ok(Self(range))
    }
}

impl std::fmt::Display for AddressRange {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.0.prefix_len() == self.0.max_prefix_len() {
            self.0.addr().fmt(out)
        } else {
            self.0.fmt(out)
        }
    }
}

/// What proves that a Basics Station is a registered gateway.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StationToken {
    /// The gateway.
    pub gateway: Eui64,
    /// SHA-256 of the token's text; the text itself is never stored.
    pub hash: [u8; 32],
    /// When it was made.
    pub created_at: Timestamp,
}

#[cfg(test)]
mod tests {
    use super::{AddressRange, Gateway};
    use crate::{TenantCode, Timestamp};

    #[test]
    fn an_address_range_is_one_address_or_a_network() {
        let contains = |range: &str, address: &str| {
            let range: AddressRange = range.parse().unwrap();
            range.contains(address.parse().unwrap())
        };
        assert!(contains("192.0.2.7", "192.0.2.7") && !contains("192.0.2.7", "192.0.2.8"));
        assert!(contains("192.0.2.9/24", "192.0.2.200") && !contains("192.0.2.0/24", "192.0.3.1"));
        assert!(contains("192.0.2.0/24", "::ffff:192.0.2.1"));
        assert!(contains("2001:db8::/64", "2001:db8::5") && !contains("2001:db8::/64", "::1"));
        for (text, shown) in [
            (" 10.0.0.1 ", "10.0.0.1"),
            ("10.1.2.3/8", "10.0.0.0/8"),
            ("::ffff:10.0.0.1", "10.0.0.1"),
        ] {
            assert_eq!(text.parse::<AddressRange>().unwrap().to_string(), shown);
        }
        for text in ["", "gateway.local", "10.0.0.1/33", "10.0.0", "1.2.3.4:1700"] {
            assert!(text.parse::<AddressRange>().is_err(), "{text}");
        }
    }

    #[test]
    fn the_antenna_and_the_limit_lower_the_power() {
        let gateway = |antenna_gain, max_eirp| Gateway {
            antenna_gain,
            max_eirp,
            ..Gateway::new(
                lorawan::Eui64::from_be_bytes([1; 8]),
                TenantCode::public(),
                60,
                Timestamp::default(),
            )
        };
        for (gain, most, asked, expected) in [
            (0.0, None, 16, 16),
            (2.15, None, 16, 13),
            (-1.5, None, 14, 15),
            (0.0, Some(14), 29, 14),
            (3.0, Some(14), 29, 11),
            (0.0, Some(14), 10, 10),
        ] {
            assert_eq!(gateway(gain, most).power_for(asked), expected, "{gain} {most:?} {asked}");
        }
    }
}

//! What may be called.
//!
//! Loopback and private addresses may, because the services next to the instance are what such
//! calls are for (decision O-17). Link-local ones may not, because clouds serve secrets there, nor
//! may the few other addresses where they do. That is checked after a name was resolved, for every
//! redirect again.

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ureq::Error;
use ureq::config::Config;
use ureq::http::Uri;
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::NextTimeout;

/// Where clouds serve secrets beside link-local addresses: Alibaba Cloud, Azure, Oracle Cloud.
const SECRETS: [Ipv4Addr; 3] = [
    Ipv4Addr::new(100, 100, 100, 200),
    Ipv4Addr::new(168, 63, 129, 16),
    Ipv4Addr::new(192, 0, 0, 192),
];
/// The same of IPv6: Amazon EC2, Google Cloud.
const SECRETS_V6: [Ipv6Addr; 2] = [
    Ipv6Addr::new(0xfd00, 0xec2, 0, 0, 0, 0, 0, 0x254),
    Ipv6Addr::new(0xfd20, 0xce, 0, 0, 0, 0, 0, 0x254),
];

/// Finds addresses, and refuses those that may not be called.
#[derive(Debug, Default)]
pub(super) struct Outside(DefaultResolver);

impl Resolver for Outside {
    fn resolve(
        &self,
        uri: &Uri,
        config: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, Error> {
        let found = self.0.resolve(uri, config, timeout)?;
        let mut ips = found.iter().map(std::net::SocketAddr::ip);
        if let Some((ip, what)) = ips.find_map(|ip| Some((ip, forbidden(ip)?))) {
            let text = format!("{ip} may not be called: it is {what}");
            return Err(io::Error::new(io::ErrorKind::PermissionDenied, text).into());
        }
        Ok(found)
    }
}

/// What an address is that may not be called.
fn forbidden(ip: IpAddr) -> Option<&'static str> {
    let ip = match ip {
        IpAddr::V6(ip) => embedded(ip).map_or(IpAddr::V6(ip), IpAddr::V4),
        IpAddr::V4(_) => ip,
    };
    let (is_link_local, serves_secrets, is_broadcast) = match ip {
        IpAddr::V4(ip) => (ip.is_link_local(), SECRETS.contains(&ip), ip.is_broadcast()),
        IpAddr::V6(ip) => (ip.is_unicast_link_local(), SECRETS_V6.contains(&ip), false),
    };
    if is_link_local {
        Some("a link-local address")
    } else if serves_secrets {
        Some("where a cloud serves secrets")
    } else if is_broadcast || ip.is_unspecified() || ip.is_multicast() {
        Some("no address of one computer")
    } else {
        None
    }
}

/// The IPv4 address that one of IPv6 stands for: mapped, or behind NAT64 (RFC 6052).
fn embedded(ip: Ipv6Addr) -> Option<Ipv4Addr> {
    let behind_nat64 = match ip.segments() {
        [0x64, 0xff9b, 0, 0, 0, 0, high, low] => {
            Some(Ipv4Addr::from_bits(u32::from(high) << 16 | u32::from(low)))
        }
        _ => None,
    };
    ip.to_ipv4_mapped().or(behind_nat64)
}

#[cfg(test)]
mod tests {
    use super::forbidden;

    #[test]
    fn only_addresses_of_one_computer_that_serve_no_secrets_are_called() {
        for (address, may) in [
            ("127.0.0.1", true),
            ("192.168.1.20", true),
            ("10.0.0.1", true),
            ("93.184.216.34", true),
            ("100.100.100.201", true),
            ("::1", true),
            ("fd00::1", true),
            ("2606:2800::1", true),
            ("64:ff9b::5db8:d822", true),
            ("169.254.169.254", false),
            ("::ffff:169.254.169.254", false),
            ("64:ff9b::169.254.169.254", false),
            ("100.100.100.200", false),
            ("::ffff:168.63.129.16", false),
            ("192.0.0.192", false),
            ("fd00:ec2::254", false),
            ("fd20:ce::254", false),
            ("0.0.0.0", false),
            ("224.0.0.1", false),
            ("255.255.255.255", false),
            ("fe80::1", false),
            ("ff02::1", false),
            ("::", false),
        ] {
            assert_eq!(forbidden(address.parse().unwrap()).is_none(), may, "{address}");
        }
    }
}

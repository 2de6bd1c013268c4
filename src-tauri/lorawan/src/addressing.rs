//! Which addresses belong to a network.
//!
//! A network hands out addresses of its own only; for provisioned devices any address is legal.
//!
//! Source: LoRaWAN Backend Interfaces 1.0, NetID and DevAddr assignment; LoRaWAN L2 1.0.4, section
//! 6.1.1.

use crate::{DevAddr, NetId};

/// By NetID type 0 to 7: bits of NwkID and bits of NwkAddr in a DevAddr. With the type's prefix of
/// type + 1 bits they make 32.
const SPLITS: [(u32, u32); 8] =
    [(6, 25), (6, 24), (9, 20), (11, 17), (12, 15), (13, 13), (15, 10), (17, 7)];

impl NetId {
    /// The type in the three top bits, 0 to 7; it decides how many addresses the network has.
    #[must_use]
    pub const fn kind(self) -> u8 {
        let [top, _, _] = self.to_be_bytes();
        top >> 5
    }

    /// How many addresses the network has: 2^25 for type 0, 2^7 for type 7.
    #[must_use]
    pub fn addresses(self) -> u32 {
        1 << self.split().1
    }

    /// The network's address with this number; higher bits than it has addresses are ignored.
    #[must_use]
    pub fn dev_addr(self, number: u32) -> DevAddr {
        let (_, address_bits) = self.split();
        let number = number & ((1 << address_bits) - 1);
        DevAddr::from_be_bytes((self.prefix() | number).to_be_bytes())
    }

    /// Whether an address is one of this network's.
    #[must_use]
    pub fn owns(self, dev_addr: DevAddr) -> bool {
        self.dev_addr(u32::from_be_bytes(dev_addr.to_be_bytes())) == dev_addr
    }

    /// The type's prefix, as many ones as its number and a zero, and NwkID, in their place.
    fn prefix(self) -> u32 {
        let kind = u32::from(self.kind());
        let (network_bits, address_bits) = self.split();
        let [high, middle, low] = self.to_be_bytes();
        let network = u32::from_be_bytes([0, high, middle, low]) & ((1 << network_bits) - 1);
        let ones = (1_u32 << kind) - 1;
        let prefix = ones << 1 << (network_bits + address_bits);
        prefix | (network << address_bits)
    }

    fn split(self) -> (u32, u32) {
        // Three bits always find their row; type 0 is the widest.
        SPLITS.get(usize::from(self.kind())).copied().unwrap_or((6, 25))
    }
}

#[cfg(test)]
mod tests {
    use super::SPLITS;
    use crate::{DevAddr, NetId};

    fn range(net_id: &str) -> (String, String) {
        let net_id: NetId = net_id.parse().unwrap();
        (net_id.dev_addr(0).to_string(), net_id.dev_addr(u32::MAX).to_string())
    }

    fn check(net_id: &str, first: &str, last: &str) {
        assert_eq!(range(net_id), (first.to_owned(), last.to_owned()), "{net_id}");
    }

    #[test]
    fn every_type_has_its_range() {
        check("000000", "00000000", "01ffffff");
        check("000001", "02000000", "03ffffff");
        check("000013", "26000000", "27ffffff");
        check("200001", "81000000", "81ffffff");
        check("400001", "c0100000", "c01fffff");
        check("60abcd", "e79a0000", "e79bffff");
        check("e00001", "fe000080", "fe0000ff");
    }

    #[test]
    fn prefix_network_and_number_fill_an_address() {
        for (kind, (network, address)) in (0_u32..).zip(SPLITS) {
            assert_eq!(kind + 1 + network + address, 32);
        }
    }

    #[test]
    fn a_network_knows_its_own_addresses() {
        let net_id: NetId = "60abcd".parse().unwrap();
        assert!(net_id.owns("e79a5544".parse().unwrap()));
        assert!(!net_id.owns(DevAddr::default()));
        assert_eq!(net_id.addresses(), 1 << 17);
    }
}

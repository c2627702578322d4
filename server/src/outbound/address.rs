//! What kind of network an address is in, and whether a request may go there.
//!
//! Pure: tables of networks, as the registries of IANA for special-purpose addresses have them
//! (RFC 6890 and what came after). An IPv6 address that carries an IPv4 address is judged by both.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::sync::Arc;

use ipnet::IpNet;

/// The kind of network that an address is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AddressKind {
    /// The internet: the only kind that is reached unasked.
    Public,
    /// This machine.
    Loopback,
    /// A private network: RFC 1918, or unique-local addresses of IPv6.
    Private,
    /// The wire that this machine is on, which is also where clouds keep their metadata.
    LinkLocal,
    /// Between a provider and its customers (100.64.0.0/10).
    Shared,
    /// Many machines at once, or all of them.
    Multicast,
    /// No address at all, which some systems take for this machine.
    Unspecified,
    /// For examples and benchmarks.
    Documentation,
    /// Set aside: nothing that a request should reach.
    Reserved,
}

impl fmt::Display for AddressKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Public => "a public address",
            Self::Loopback => "a loopback address",
            Self::Private => "an address of a private network",
            Self::LinkLocal => "a link-local address",
            Self::Shared => "an address of a provider's shared network",
            Self::Multicast => "a multicast address",
            Self::Unspecified => "the unspecified address",
            Self::Documentation => "an address for documentation",
            Self::Reserved => "a reserved address",
        })
    }
}

/// Networks of IPv4 that aren't the internet: base, length of the prefix, kind. The first that fits counts.
const V4: &[(Ipv4Addr, u32, AddressKind)] = &[
    (Ipv4Addr::UNSPECIFIED, 8, AddressKind::Unspecified),
    (Ipv4Addr::new(10, 0, 0, 0), 8, AddressKind::Private),
    (Ipv4Addr::new(100, 64, 0, 0), 10, AddressKind::Shared),
    (Ipv4Addr::new(127, 0, 0, 0), 8, AddressKind::Loopback),
    (Ipv4Addr::new(169, 254, 0, 0), 16, AddressKind::LinkLocal),
    (Ipv4Addr::new(172, 16, 0, 0), 12, AddressKind::Private),
    (Ipv4Addr::new(192, 0, 0, 0), 24, AddressKind::Reserved),
    (Ipv4Addr::new(192, 0, 2, 0), 24, AddressKind::Documentation),
    (Ipv4Addr::new(192, 88, 99, 0), 24, AddressKind::Reserved),
    (Ipv4Addr::new(192, 168, 0, 0), 16, AddressKind::Private),
    (Ipv4Addr::new(198, 18, 0, 0), 15, AddressKind::Documentation),
    (Ipv4Addr::new(198, 51, 100, 0), 24, AddressKind::Documentation),
    (Ipv4Addr::new(203, 0, 113, 0), 24, AddressKind::Documentation),
    (Ipv4Addr::new(224, 0, 0, 0), 4, AddressKind::Multicast),
    (Ipv4Addr::BROADCAST, 32, AddressKind::Multicast),
    (Ipv4Addr::new(240, 0, 0, 0), 4, AddressKind::Reserved),
];

/// The same for IPv6. What is outside of `2000::/3` and isn't here is reserved too.
const V6: &[(Ipv6Addr, u32, AddressKind)] = &[
    (Ipv6Addr::UNSPECIFIED, 128, AddressKind::Unspecified),
    (Ipv6Addr::LOCALHOST, 128, AddressKind::Loopback),
    (Ipv6Addr::new(0xfe80, 0, 0, 0, 0, 0, 0, 0), 10, AddressKind::LinkLocal),
    (Ipv6Addr::new(0xfec0, 0, 0, 0, 0, 0, 0, 0), 10, AddressKind::Private),
    (Ipv6Addr::new(0xfc00, 0, 0, 0, 0, 0, 0, 0), 7, AddressKind::Private),
    (Ipv6Addr::new(0xff00, 0, 0, 0, 0, 0, 0, 0), 8, AddressKind::Multicast),
    (Ipv6Addr::new(0x64, 0xff9b, 1, 0, 0, 0, 0, 0), 48, AddressKind::Private),
    (Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 0), 32, AddressKind::Documentation),
    (Ipv6Addr::new(0x3fff, 0, 0, 0, 0, 0, 0, 0), 20, AddressKind::Documentation),
    (Ipv6Addr::new(0x2001, 2, 0, 0, 0, 0, 0, 0), 48, AddressKind::Documentation),
    // Teredo tunnels to wherever the sender says, and the rest of this block are protocols, not hosts.
    (Ipv6Addr::new(0x2001, 0, 0, 0, 0, 0, 0, 0), 23, AddressKind::Reserved),
];

/// The kind of network that `address` is in. One that carries an IPv4 address is public only if
/// the carried one is, and has its kind.
#[must_use]
pub fn kind_of(address: IpAddr) -> AddressKind {
    match address.to_canonical() {
        IpAddr::V4(v4) => kind_of_v4(v4),
        IpAddr::V6(v6) => kind_of_v6(v6),
    }
}

fn kind_of_v4(address: Ipv4Addr) -> AddressKind {
    let is_in = |base: Ipv4Addr, length: u32| (address.to_bits() ^ base.to_bits()).leading_zeros() >= length;
    V4.iter().find(|(base, length, _)| is_in(*base, *length)).map_or(AddressKind::Public, |found| found.2)
}

fn kind_of_v6(address: Ipv6Addr) -> AddressKind {
    let is_in = |base: Ipv6Addr, length: u32| (address.to_bits() ^ base.to_bits()).leading_zeros() >= length;
    if let Some(found) = V6.iter().find(|(base, length, _)| is_in(*base, *length)) {
        return found.2;
    }
    match carried(address) {
        // Nobody routes ::a.b.c.d, whatever is inside.
        Some(v4) if address.segments()[..6] == [0; 6] => match kind_of_v4(v4) {
            AddressKind::Public => AddressKind::Reserved,
            kind => kind,
        },
        Some(v4) => kind_of_v4(v4),
        None if is_in(Ipv6Addr::new(0x2000, 0, 0, 0, 0, 0, 0, 0), 3) => AddressKind::Public,
        None => AddressKind::Reserved,
    }
}

/// The IPv4 address inside of an IPv6 one: IPv4-compatible (`::/96`), IPv4-translated (`::ffff:0:0:0/96`),
/// NAT64 (`64:ff9b::/96`) and 6to4 (`2002::/16`). IPv4-mapped ones are IPv4 addresses from the start.
fn carried(address: Ipv6Addr) -> Option<Ipv4Addr> {
    let segments = address.segments();
    let at = |index: usize| u32::from(segments[index]) << 16 | u32::from(segments[index + 1]);
    match segments {
        [0, 0, 0, 0, 0 | 0xffff, 0, ..] | [0x64, 0xff9b, 0, 0, 0, 0, ..] => Some(Ipv4Addr::from_bits(at(6))),
        [0x2002, ..] => Some(Ipv4Addr::from_bits(at(1))),
        _ => None,
    }
}

/// The networks that the operator lets requests into, besides the internet.
#[derive(Debug, Clone, Default)]
pub struct Allowed(Arc<[IpNet]>);

impl Allowed {
    /// What `PULSEBOARD_ALLOWED_NETWORKS` lists.
    #[must_use]
    pub fn networks(networks: &[IpNet]) -> Self {
        Self(networks.into())
    }

    /// Whether a request may go to `address`.
    ///
    /// # Errors
    /// The kind of network that is not allowed.
    pub fn check(&self, address: IpAddr) -> Result<(), AddressKind> {
        let kind = kind_of(address);
        if kind == AddressKind::Public || self.lists(address) { Ok(()) } else { Err(kind) }
    }

    /// Listed in one of its forms: 10.0.0.0/8 also means `::ffff:10.0.0.1` and `64:ff9b::10.0.0.1`.
    fn lists(&self, address: IpAddr) -> bool {
        let canonical = address.to_canonical();
        let inner = match canonical {
            IpAddr::V6(v6) => carried(v6).map(IpAddr::V4),
            IpAddr::V4(_) => None,
        };
        self.0.iter().any(|network| {
            network.contains(&address) || network.contains(&canonical) || inner.is_some_and(|v4| network.contains(&v4))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The first and the last address of each network, and their neighbours outside.
    #[test]
    fn addresses_by_kind() {
        let cases = [
            (
                AddressKind::Public,
                "1.1.1.1 9.255.255.255 11.0.0.0 100.63.255.255 100.128.0.0 126.255.255.255 128.0.0.0",
            ),
            (AddressKind::Public, "169.253.255.255 169.255.0.0 172.15.255.255 172.32.0.0 192.0.1.0 192.167.255.255"),
            (AddressKind::Public, "192.169.0.0 198.17.255.255 198.20.0.0 203.0.112.255 203.0.114.0 223.255.255.255"),
            (AddressKind::Loopback, "127.0.0.0 127.0.0.1 127.1.2.3 127.255.255.255"),
            (AddressKind::Private, "10.0.0.0 10.255.255.255 172.16.0.0 172.31.255.255 192.168.0.0 192.168.255.255"),
            (AddressKind::LinkLocal, "169.254.0.0 169.254.169.254 169.254.255.255"),
            (AddressKind::Shared, "100.64.0.0 100.100.100.200 100.127.255.255"),
            (AddressKind::Multicast, "224.0.0.0 239.255.255.255 255.255.255.255"),
            (AddressKind::Unspecified, "0.0.0.0 0.0.0.1 0.255.255.255"),
            (AddressKind::Documentation, "192.0.2.1 198.51.100.255 203.0.113.0 198.18.0.0 198.19.255.255"),
            (AddressKind::Reserved, "192.0.0.0 192.0.0.170 192.88.99.1 240.0.0.0 255.255.255.254"),
            (AddressKind::Public, "2000:: 2606:4700:4700::1111 2001:200:: 2003:: 3ffe:: 3fff:1000::"),
            (AddressKind::Loopback, "::1"),
            (AddressKind::Unspecified, "::"),
            (AddressKind::Private, "fc00:: fd12:3456::1 fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff fec0::1 64:ff9b:1::1"),
            (AddressKind::LinkLocal, "fe80::1 febf::1"),
            (AddressKind::Multicast, "ff02::1 ffff::1"),
            (AddressKind::Documentation, "2001:db8::1 2001:db8:ffff:: 3fff::1 2001:2::1"),
            (
                AddressKind::Reserved,
                "2001::1 2001:0:4136:e378:8000:63bf:3fff:fdd2 2001:20::1 100::1 5f00::1 4000:: 64:ff9b:2::1",
            ),
        ];
        for (kind, addresses) in cases {
            for address in addresses.split(' ') {
                assert_eq!(kind_of(address.parse().expect(address)), kind, "{address}");
            }
        }
    }

    #[test]
    fn an_ipv4_address_inside_of_an_ipv6_one_is_found() {
        let inner = [
            ("127.0.0.1", AddressKind::Loopback),
            ("10.1.2.3", AddressKind::Private),
            ("169.254.169.254", AddressKind::LinkLocal),
            ("100.64.0.1", AddressKind::Shared),
            ("0.0.0.0", AddressKind::Unspecified),
            ("224.0.0.1", AddressKind::Multicast),
            ("8.8.8.8", AddressKind::Public),
        ];
        for (v4, kind) in inner {
            let address: Ipv4Addr = v4.parse().expect(v4);
            let [a, b, c, d] = address.octets();
            let sixes = [
                format!("::ffff:{v4}"),
                format!("::ffff:0:{v4}"),
                format!("64:ff9b::{v4}"),
                format!("2002:{a:02x}{b:02x}:{c:02x}{d:02x}::1"),
            ];
            for six in sixes {
                assert_eq!(kind_of(six.parse().expect(&six)), kind, "{six}");
            }
        }
        assert_eq!(kind_of("::10.0.0.1".parse().expect("an address")), AddressKind::Private);
        assert_eq!(kind_of("::8.8.8.8".parse().expect("an address")), AddressKind::Reserved);
    }

    #[test]
    fn a_listed_network_is_lifted_in_all_its_forms_and_no_other() {
        let networks = ["10.1.0.0/16", "fd00:1::/32", "127.0.0.1/32"].map(|text| text.parse().expect(text));
        let allowed = Allowed::networks(&networks);
        for address in
            ["10.1.0.0", "10.1.255.255", "::ffff:10.1.2.3", "64:ff9b::10.1.2.3", "fd00:1::7", "127.0.0.1", "9.9.9.9"]
        {
            assert_eq!(allowed.check(address.parse().expect(address)), Ok(()), "{address}");
        }
        for (address, kind) in [
            ("10.2.0.0", AddressKind::Private),
            ("::ffff:10.2.0.0", AddressKind::Private),
            ("fd00:2::7", AddressKind::Private),
            ("127.0.0.2", AddressKind::Loopback),
            ("::1", AddressKind::Loopback),
            ("169.254.169.254", AddressKind::LinkLocal),
        ] {
            assert_eq!(allowed.check(address.parse().expect(address)), Err(kind), "{address}");
        }
    }
}

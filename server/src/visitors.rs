//! Where a request comes from.

use http::{HeaderMap, HeaderName};
use ipnet::IpNet;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

static FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// Finds a client's address; `X-Forwarded-For` counts only from proxies the operator trusts.
#[derive(Clone, Default)]
pub struct ClientAddress {
    trusted: Arc<[IpNet]>,
}

impl ClientAddress {
    /// Trusts what proxies in these networks say.
    #[must_use]
    pub fn behind(trusted: &[IpNet]) -> Self {
        Self { trusted: trusted.into() }
    }

    /// The nearest address that no trusted proxy vouches to have forwarded.
    #[must_use]
    pub fn of(&self, peer: SocketAddr, headers: &HeaderMap) -> IpAddr {
        let mut address = peer.ip().to_canonical();
        let forwarded = headers
            .get_all(&FORWARDED_FOR)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .collect::<Vec<_>>()
            .join(",");
        let mut hops = forwarded.split(',').rev().map(|hop| hop.trim().parse::<IpAddr>());
        while self.trusts(address) {
            match hops.next() {
                Some(Ok(hop)) => address = hop.to_canonical(),
                Some(Err(_)) | None => break,
            }
        }
        address
    }

    fn trusts(&self, address: IpAddr) -> bool {
        self.trusted.iter().any(|network| network.contains(&address))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderValue;

    #[test]
    fn only_trusted_proxies_are_believed() {
        let cases = [
            ("nobody is trusted", "", "203.0.113.9", "198.51.100.1", "203.0.113.9"),
            ("a trusted proxy", "10.0.0.0/8", "10.0.0.1", "198.51.100.1", "198.51.100.1"),
            (
                "a chain, with a lie in front",
                "10.0.0.0/8",
                "10.0.0.1",
                "1.2.3.4, 198.51.100.1, 10.0.0.7",
                "198.51.100.1",
            ),
            ("a header that isn't one", "10.0.0.0/8", "10.0.0.1", "unknown", "10.0.0.1"),
            ("an IPv4 peer on an IPv6 socket", "10.0.0.0/8", "::ffff:10.0.0.1", "198.51.100.1", "198.51.100.1"),
        ];
        for (what, trusted, peer, header, expected) in cases {
            let trusted: Vec<IpNet> = trusted
                .split(',')
                .filter(|network| !network.is_empty())
                .map(|network| network.parse().unwrap())
                .collect();
            let mut headers = HeaderMap::new();
            headers.insert(&FORWARDED_FOR, HeaderValue::from_str(header).unwrap());
            let peer = SocketAddr::new(peer.parse().unwrap(), 1);
            assert_eq!(ClientAddress::behind(&trusted).of(peer, &headers).to_string(), expected, "{what}");
        }
    }
}

//! The name of a machine as a person types it, in the one form that is looked at afterwards.
//!
//! Addresses have many spellings (`127.1`, `0x7f000001`, `017700000001`, `①②⑦.0.0.1`), and what one
//! program takes for a name another takes for an address. Here they are read once, by the rules that
//! browsers have (WHATWG URL), so that what is checked is what is connected to.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::OutboundError;

/// A host: an address, or a name that still has to be resolved.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Host {
    /// An address, in whatever spelling it was written.
    Address(IpAddr),
    /// A name in lower case, in its ASCII form, without a dot at its end.
    Name(String),
}

impl Host {
    /// Reads what a form or a setting has: a name, an IPv4 address in any spelling, an IPv6 address
    /// with or without brackets.
    ///
    /// # Errors
    /// [`OutboundError::InvalidAddress`] for what can't be a host.
    pub fn parse(text: &str) -> Result<Self, OutboundError> {
        let text = text.trim();
        if let Ok(address) = text.parse::<Ipv6Addr>() {
            return Ok(Self::Address(address.into()));
        }
        let host = url::Host::parse(text).map_err(|_| OutboundError::InvalidAddress { text: text.to_owned() })?;
        Self::from_url(&host).ok_or_else(|| OutboundError::InvalidAddress { text: text.to_owned() })
    }

    /// The host of a URL that was parsed.
    pub(super) fn from_url<S: AsRef<str>>(host: &url::Host<S>) -> Option<Self> {
        match host {
            url::Host::Ipv4(address) => Some(Self::Address(IpAddr::V4(*address))),
            url::Host::Ipv6(address) => Some(Self::Address(IpAddr::V6(*address))),
            url::Host::Domain(name) => {
                let name = name.as_ref();
                let name = name.strip_suffix('.').unwrap_or(name).to_ascii_lowercase();
                let is_name = !name.is_empty() && name.len() <= 253 && name.split('.').all(|label| !label.is_empty());
                is_name.then_some(Self::Name(name))
            }
        }
    }

    /// What is known without asking anybody: an address is itself, and `localhost` is this machine, whatever a name
    /// server says (RFC 6761).
    pub(super) fn known(&self) -> Option<Vec<IpAddr>> {
        match self {
            Self::Address(address) => Some(vec![*address]),
            Self::Name(name) if name == "localhost" || name.ends_with(".localhost") => {
                Some(vec![Ipv4Addr::LOCALHOST.into(), Ipv6Addr::LOCALHOST.into()])
            }
            Self::Name(_) => None,
        }
    }
}

impl fmt::Display for Host {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Address(IpAddr::V6(address)) => write!(f, "[{address}]"),
            Self::Address(address) => address.fmt(f),
            Self::Name(name) => f.write_str(name),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_of_an_address_is_that_address() {
        let cases = [
            ("127.0.0.1", "127.0.0.1"),
            ("127.0.0.1.", "127.0.0.1"),
            ("127.1", "127.0.0.1"),
            ("2130706433", "127.0.0.1"),
            ("0x7f000001", "127.0.0.1"),
            ("0x7F.1", "127.0.0.1"),
            ("017700000001", "127.0.0.1"),
            ("0177.0.0.01", "127.0.0.1"),
            ("%31%32%37.0.0.1", "127.0.0.1"),
            ("①②⑦.0.0.1", "127.0.0.1"),
            ("１２７。０。０。１", "127.0.0.1"),
            ("0", "0.0.0.0"),
            ("169.254.43518", "169.254.169.254"),
            ("::1", "::1"),
            ("[::1]", "::1"),
            ("[0:0:0:0:0:ffff:7f00:1]", "::ffff:127.0.0.1"),
        ];
        for (text, expected) in cases {
            let expected = Host::Address(expected.parse().expect(expected));
            assert_eq!(Host::parse(text), Ok(expected.clone()), "{text}");
            // A URL says the same.
            let in_url = if text == "::1" { "[::1]" } else { text };
            let url = url::Url::parse(&format!("http://{in_url}:80/")).expect(text);
            assert_eq!(url.host().and_then(|host| Host::from_url(&host)), Some(expected), "{text}");
        }
    }

    #[test]
    fn names_have_one_form() {
        let cases = [
            ("Example.COM", "example.com"),
            ("example.com.", "example.com"),
            ("bücher.example", "xn--bcher-kva.example"),
            ("ｅｘａｍｐｌｅ.com", "example.com"),
            ("LOCALHOST.", "localhost"),
            ("my_host", "my_host"),
        ];
        for (text, expected) in cases {
            assert_eq!(Host::parse(text), Ok(Host::Name(expected.to_owned())), "{text}");
        }
    }

    #[test]
    fn what_can_be_no_host_is_refused() {
        let long = "a".repeat(254);
        for text in [
            "",
            ".",
            "a..b",
            "a b",
            "a/b",
            "user@host",
            "host:80",
            "[::1",
            "fe80::1%eth0",
            "256.256.256.256",
            "1.2.3.4.5",
            &long,
        ] {
            assert_eq!(
                Host::parse(text),
                Err(OutboundError::InvalidAddress { text: text.trim().to_owned() }),
                "{text}"
            );
        }
    }

    #[test]
    fn localhost_is_this_machine_whoever_is_asked() {
        let here = Some(vec![IpAddr::from([127, 0, 0, 1]), Ipv6Addr::LOCALHOST.into()]);
        for text in ["localhost", "localhost.", "LocalHost", "db.localhost"] {
            assert_eq!(Host::parse(text).expect(text).known(), here, "{text}");
        }
        assert_eq!(Host::parse("localhost.example.com").expect("a name").known(), None);
    }
}

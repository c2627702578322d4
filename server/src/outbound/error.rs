//! What can go wrong on the way out, in words that a person can act on.
//!
//! A text names what was asked for and never what a name server said: a member must not learn the
//! addresses of the operator's network by asking for its names.

use std::fmt;
use std::io;
use std::net::IpAddr;
use std::time::Duration;

use tokio_rustls::rustls;

use super::{AddressKind, Host};

/// Why a request got no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OutboundError {
    /// Not an http or https address, or nothing that can be a host.
    #[error("“{text}” is no address that can be asked")]
    InvalidAddress {
        /// As it was written, without user and password.
        text: String,
    },
    /// The outbound rule: the host is in a network that requests may not reach.
    #[error(
        "{host} {} {kind}, and this server doesn't connect there unless its operator lists the network in \
         PULSEBOARD_ALLOWED_NETWORKS", leads(.host)
    )]
    AddressRefused {
        /// What was asked for.
        host: Host,
        /// What it led to, for the log.
        address: IpAddr,
        /// Why it is refused.
        kind: AddressKind,
    },
    /// There is no such name.
    #[error("there is no address for the name {host}")]
    NameNotFound {
        /// The name.
        host: Host,
    },
    /// The name servers of this machine don't answer: our fault, not the host's.
    #[error("the name {host} could not be looked up, because no name server answered")]
    ResolverFailed {
        /// The name.
        host: Host,
    },
    /// Nobody listens there.
    #[error("{host} refused the connection on port {port}")]
    ConnectionRefused {
        /// The host.
        host: Host,
        /// The port.
        port: u16,
    },
    /// No way there, or the connection broke off before it stood.
    #[error("{host} can't be reached on port {port}: {problem}")]
    Unreachable {
        /// The host.
        host: Host,
        /// The port.
        port: u16,
        /// What the system says.
        problem: String,
    },
    /// No secure connection.
    #[error("no secure connection to {host}: {problem}")]
    Tls {
        /// The host.
        host: Host,
        /// What is wrong.
        problem: TlsProblem,
    },
    /// It took too long.
    #[error("{host} did not {step} within {}", seconds(*.within))]
    TimedOut {
        /// The host.
        host: Host,
        /// What was waited for.
        step: Step,
        /// For how long.
        within: Duration,
    },
    /// More came back than was asked for.
    #[error("the answer of {host} is larger than {}", size(*.limit))]
    TooLarge {
        /// The host.
        host: Host,
        /// The limit in bytes.
        limit: usize,
    },
    /// One redirect led to the next.
    #[error("{host} redirects more than {limit} times")]
    TooManyRedirects {
        /// The host that redirected last.
        host: Host,
        /// How many were followed.
        limit: u8,
    },
    /// A redirect that names no http or https address.
    #[error("{host} redirects to an address that can't be asked")]
    InvalidRedirect {
        /// The host that redirected.
        host: Host,
    },
    /// A redirect that would carry what was sent to somebody else.
    #[error("{host} wants the content of the request to be sent to {to}, which is another host")]
    RedirectedAway {
        /// The host that redirected.
        host: Host,
        /// Where to.
        to: Host,
    },
    /// What came back is not HTTP, or broke off.
    #[error("the answer of {host} broke off or is not HTTP: {problem}")]
    Broken {
        /// The host.
        host: Host,
        /// What the protocol's parser says.
        problem: String,
    },
}

/// What was waited for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Name, connection and TLS.
    Connect,
    /// The whole exchange, with its redirects.
    Answer,
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Connect => "accept a connection",
            Self::Answer => "answer completely",
        })
    }
}

/// What is wrong with a TLS connection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TlsProblem {
    /// The certificate is for other names.
    WrongName,
    /// The certificate has expired.
    Expired,
    /// The certificate isn't valid yet.
    NotYetValid,
    /// Nobody whom this machine trusts has signed it.
    UnknownIssuer,
    /// It was revoked.
    Revoked,
    /// What listens there speaks no TLS.
    NotTls,
    /// Something else, in the words of the TLS library.
    Other(String),
}

impl fmt::Display for TlsProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::WrongName => "its certificate is for another name",
            Self::Expired => "its certificate has expired",
            Self::NotYetValid => "its certificate is not valid yet",
            Self::UnknownIssuer => "its certificate is signed by nobody whom this server trusts",
            Self::Revoked => "its certificate was revoked",
            Self::NotTls => "it doesn't speak TLS on this port",
            Self::Other(problem) => problem,
        })
    }
}

impl TlsProblem {
    /// Finds the library's error inside of what a handshake returned.
    pub(super) fn of(error: &io::Error) -> Self {
        use rustls::CertificateError as Certificate;
        let inner = error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>());
        match inner {
            Some(rustls::Error::InvalidCertificate(problem)) => match problem {
                Certificate::NotValidForName | Certificate::NotValidForNameContext { .. } => Self::WrongName,
                Certificate::Expired | Certificate::ExpiredContext { .. } => Self::Expired,
                Certificate::NotValidYet | Certificate::NotValidYetContext { .. } => Self::NotYetValid,
                // A bad signature is that of an authority with the name of a trusted one and another key.
                Certificate::UnknownIssuer | Certificate::BadSignature => Self::UnknownIssuer,
                Certificate::Revoked => Self::Revoked,
                other => Self::Other(format!("its certificate is not accepted ({other})")),
            },
            Some(rustls::Error::InvalidMessage(_)) => Self::NotTls,
            Some(other) => Self::Other(other.to_string()),
            None if error.kind() == io::ErrorKind::UnexpectedEof => {
                Self::Other("it closed the connection during the handshake".to_owned())
            }
            None => Self::Other(error.to_string()),
        }
    }
}

/// A name leads somewhere, an address is there.
fn leads(host: &Host) -> &'static str {
    match host {
        Host::Name(_) => "leads to",
        Host::Address(_) => "is",
    }
}

fn seconds(duration: Duration) -> String {
    if duration.subsec_millis() == 0 && duration.as_secs() > 0 {
        format!("{} s", duration.as_secs())
    } else {
        format!("{} ms", duration.as_millis())
    }
}

fn size(bytes: usize) -> String {
    const MIB: usize = 1024 * 1024;
    if bytes >= MIB && bytes.is_multiple_of(MIB) { format!("{} MiB", bytes / MIB) } else { format!("{bytes} bytes") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_reads_as_a_sentence() {
        let host = Host::Name("bi.example.com".to_owned());
        let refused = OutboundError::AddressRefused {
            host: host.clone(),
            address: "10.0.0.7".parse().expect("an address"),
            kind: AddressKind::Private,
        };
        let said = refused.to_string();
        assert!(said.starts_with("bi.example.com leads to an address of a private network, and"), "{said}");
        assert!(!said.contains("10.0.0.7"), "where a name leads is the operator's: {said}");
        let cases = [
            (
                OutboundError::TimedOut { host: host.clone(), step: Step::Connect, within: Duration::from_secs(10) },
                "bi.example.com did not accept a connection within 10 s",
            ),
            (
                OutboundError::TimedOut { host: host.clone(), step: Step::Answer, within: Duration::from_millis(1500) },
                "bi.example.com did not answer completely within 1500 ms",
            ),
            (
                OutboundError::TooLarge { host: host.clone(), limit: 10 * 1024 * 1024 },
                "the answer of bi.example.com is larger than 10 MiB",
            ),
            (
                OutboundError::Tls { host: host.clone(), problem: TlsProblem::WrongName },
                "no secure connection to bi.example.com: its certificate is for another name",
            ),
            (OutboundError::NameNotFound { host }, "there is no address for the name bi.example.com"),
        ];
        for (error, expected) in cases {
            assert_eq!(error.to_string(), expected);
        }
    }
}

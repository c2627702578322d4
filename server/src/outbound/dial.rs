//! Resolve, check, connect: in one function, so that nothing can be put between the steps.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use futures::StreamExt;
use futures::future::{BoxFuture, FutureExt};
use futures::stream::FuturesUnordered;
use tokio::net::TcpStream;

use super::{Allowed, Host, OutboundError, Resolve, Step, SystemResolver};

/// How long an address has before the next one of the same host is tried beside it (RFC 8305).
const HEAD_START: Duration = Duration::from_millis(250);

/// Opens connections that keep to the outbound rule. Cheap to clone.
#[derive(Clone)]
pub struct Dialer {
    allowed: Allowed,
    resolver: Arc<dyn Resolve>,
}

impl std::fmt::Debug for Dialer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Dialer").field("allowed", &self.allowed).finish_non_exhaustive()
    }
}

impl Dialer {
    /// A dialer that asks the system for names.
    #[must_use]
    pub fn new(allowed: Allowed) -> Self {
        Self::with_resolver(allowed, SystemResolver)
    }

    /// A dialer that asks somebody else, such as a test.
    #[must_use]
    pub fn with_resolver(allowed: Allowed, resolver: impl Resolve) -> Self {
        Self { allowed, resolver: Arc::new(resolver) }
    }

    /// Connects to a host within a time that covers the name and all of its addresses.
    ///
    /// The name is resolved once. Addresses that the rule refuses are dropped; the rest are tried in
    /// order, a later one beside an earlier one that is slow, and the first connection counts.
    ///
    /// # Errors
    /// Says which of the steps failed; [`OutboundError::AddressRefused`] when the rule leaves no address.
    pub async fn dial(&self, host: &Host, port: u16, within: Duration) -> Result<TcpStream, OutboundError> {
        let dialing = async {
            let addresses = self.permitted(host).await?;
            connect(&addresses, host, port).await
        };
        let timed_out = |_| OutboundError::TimedOut { host: host.clone(), step: Step::Connect, within };
        tokio::time::timeout(within, dialing).await.map_err(timed_out)?
    }

    /// The addresses of a host that a connection may go to: at least one.
    async fn permitted(&self, host: &Host) -> Result<Vec<IpAddr>, OutboundError> {
        let found = match (host, host.known()) {
            (_, Some(addresses)) => addresses,
            (Host::Name(name), None) => self.resolver.resolve(name).await.map_err(|error| unresolved(host, &error))?,
            (Host::Address(address), None) => vec![*address],
        };
        let mut refused = None;
        let mut permitted = Vec::with_capacity(found.len());
        for address in found {
            match self.allowed.check(address) {
                Ok(()) => permitted.push(address),
                Err(kind) => refused = refused.or(Some((address, kind))),
            }
        }
        match refused {
            Some((address, kind)) if permitted.is_empty() => {
                tracing::warn!(
                    outbound.host = %host, outbound.address = %address,
                    "refused to connect to {host}: {address} is {kind}"
                );
                Err(OutboundError::AddressRefused { host: host.clone(), address, kind })
            }
            None if permitted.is_empty() => Err(OutboundError::NameNotFound { host: host.clone() }),
            _ => Ok(permitted),
        }
    }
}

/// The C library knows two failures: there is no such name, and nobody could be asked. Rust passes on only its text.
fn unresolved(host: &Host, error: &io::Error) -> OutboundError {
    let text = error.to_string();
    let host = host.clone();
    if text.contains("Temporary failure") || text.contains("Try again") || error.kind() == io::ErrorKind::TimedOut {
        OutboundError::ResolverFailed { host }
    } else {
        OutboundError::NameNotFound { host }
    }
}

/// Connects to the first of these addresses that answers.
async fn connect(addresses: &[IpAddr], host: &Host, port: u16) -> Result<TcpStream, OutboundError> {
    let mut trying: FuturesUnordered<BoxFuture<'_, io::Result<TcpStream>>> = FuturesUnordered::new();
    let mut failure = None;
    for address in addresses {
        trying.push(TcpStream::connect(SocketAddr::new(*address, port)).boxed());
        match tokio::time::timeout(HEAD_START, trying.next()).await {
            Ok(Some(Ok(stream))) => return Ok(stream),
            Ok(Some(Err(error))) => failure = Some(error),
            Ok(None) | Err(_) => {}
        }
    }
    while let Some(result) = trying.next().await {
        match result {
            Ok(stream) => return Ok(stream),
            Err(error) => failure = Some(error),
        }
    }
    let error = failure.expect("there is at least one address, and none has connected");
    Err(match error.kind() {
        io::ErrorKind::ConnectionRefused => OutboundError::ConnectionRefused { host: host.clone(), port },
        _ => OutboundError::Unreachable { host: host.clone(), port, problem: error.to_string() },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_two_failures_of_a_resolver_are_told_apart() {
        let host = Host::Name("example.com".to_owned());
        let error = |text: &str| io::Error::other(format!("failed to lookup address information: {text}"));
        for text in ["Name or service not known", "No address associated with hostname", "Name does not resolve"] {
            assert_eq!(unresolved(&host, &error(text)), OutboundError::NameNotFound { host: host.clone() });
        }
        for text in ["Temporary failure in name resolution", "Try again"] {
            assert_eq!(unresolved(&host, &error(text)), OutboundError::ResolverFailed { host: host.clone() });
        }
    }
}

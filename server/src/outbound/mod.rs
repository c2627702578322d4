//! The way out: every connection that a member can cause leaves through here.
//!
//! A member may type any address, so none of them may lead into the operator's own network. One
//! function, [`Dialer::dial`], resolves a name, checks each address that came back, and connects to
//! a checked address and to nothing else: what was looked at is what is connected to, so a name that
//! changes its mind in between gains nothing. [`HttpClient`] goes through it for every request and
//! every redirect; mail and gRPC connect with it too and keep the name for their TLS.
//!
//! `PULSEBOARD_ALLOWED_NETWORKS` lifts the rule for networks that the operator names. Proxies from
//! the environment are never used: they would connect for us, unchecked.

mod address;
mod answer;
mod client;
mod dial;
mod error;
mod exchange;
mod host;
mod redirect;
mod request;
mod resolve;
mod tls;

pub use address::{AddressKind, Allowed, kind_of};
pub use answer::Answer;
pub use client::HttpClient;
pub use dial::Dialer;
pub use error::{OutboundError, Step, TlsProblem};
pub use host::Host;
pub use request::{Limits, Request};
pub use resolve::{Resolve, SystemResolver};
pub use tls::Tls;

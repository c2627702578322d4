//! Channels against servers on loopback that answer as the real ones do, and as they do on a bad day.

mod http;
mod mail;
mod servers;
mod tls;

//! The forms of single values. Each function's error says what is accepted.

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::str::FromStr;

use ipnet::IpNet;
use secrecy::SecretString;
use store::secret::SecretKey;
use tracing_subscriber::EnvFilter;
use url::Url;

/// What is logged, and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Log {
    /// Directives of `tracing`, such as `info,store=debug`.
    pub filter: String,
    /// For people or for machines.
    pub format: LogFormat,
}

/// The form of a log line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum LogFormat {
    /// For people.
    #[default]
    Pretty,
    /// One JSON object a line.
    Json,
}

impl Default for Log {
    fn default() -> Self {
        Self { filter: "info".to_owned(), format: LogFormat::default() }
    }
}

/// `127.0.0.1:3000` or `[::1]:3000`.
pub(super) fn address(text: &str) -> Result<SocketAddr, String> {
    text.parse().map_err(|_| "an address with a port is accepted, such as 127.0.0.1:3000 or [::]:3000".to_owned())
}

/// An address, or `off`.
pub(super) fn address_or_off(text: &str) -> Result<Option<SocketAddr>, String> {
    if text == "off" {
        return Ok(None);
    }
    let accepted = |_| "an address with a port is accepted, such as 127.0.0.1:9464, or `off`".to_owned();
    text.parse().map(Some).map_err(accepted)
}

/// Scheme, host and port of what people type into the browser.
pub(super) fn public_url(text: &str) -> Result<Url, String> {
    let is_plain = |url: &Url| {
        matches!(url.scheme(), "http" | "https")
            && url.path() == "/"
            && url.query().is_none()
            && url.fragment().is_none()
            && url.username().is_empty()
            && url.password().is_none()
    };
    Url::parse(text).ok().filter(is_plain).ok_or_else(|| {
        "an http or https address without a path is accepted, such as https://status.example.com".to_owned()
    })
}

/// Where a service answers; it has no secret in it.
pub(super) fn service_url(text: &str) -> Result<Url, String> {
    let is_plain = |url: &Url| {
        matches!(url.scheme(), "http" | "https")
            && url.query().is_none()
            && url.fragment().is_none()
            && url.username().is_empty()
            && url.password().is_none()
    };
    Url::parse(text)
        .ok()
        .filter(is_plain)
        .ok_or_else(|| "an http or https address is accepted, such as https://telegram.example.com".to_owned())
}

/// A connection URL; the driver checks the rest when it connects.
pub(super) fn database_url(text: &str) -> Result<SecretString, String> {
    let is_postgres = |url: &Url| matches!(url.scheme(), "postgres" | "postgresql");
    Url::parse(text)
        .ok()
        .filter(is_postgres)
        .map(|_| SecretString::from(text))
        .ok_or_else(|| "must be a URL such as postgres://user:password@host:5432/database".to_owned())
}

/// Networks, or single addresses, separated by commas.
pub(super) fn networks(text: &str) -> Result<Vec<IpNet>, String> {
    let network = |part: &str| {
        let part = part.trim();
        part.parse()
            .or_else(|_| part.parse::<IpAddr>().map(IpNet::from))
            .map_err(|_| "networks or addresses separated by commas are accepted, such as 10.0.0.0/8, ::1".to_owned())
    };
    text.split(',').map(network).collect()
}

/// Keys separated by commas, each once.
pub(super) fn secret_keys(text: &str) -> Result<Vec<SecretKey>, String> {
    let accepted = |error| format!("holds something that is no key: {error}; several are separated by commas");
    let keys: Vec<SecretKey> = text.split(',').map(SecretKey::parse).collect::<Result<_, _>>().map_err(accepted)?;
    let is_twice = |(at, key)| keys[..at].contains(key);
    if keys.iter().enumerate().any(is_twice) { Err("holds the same key twice".to_owned()) } else { Ok(keys) }
}

/// A path; a relative one starts where the server was started.
pub(super) fn path(text: &str) -> Result<PathBuf, String> {
    std::path::absolute(text).map_err(|error| error.to_string())
}

/// Whatever its type can be read from.
pub(super) fn text<T: FromStr<Err: ToString>>(text: &str) -> Result<T, String> {
    text.parse().map_err(|error: T::Err| error.to_string())
}

/// Directives and formats in any order, separated by commas.
pub(super) fn log(text: &str) -> Result<Log, String> {
    let mut log = Log::default();
    let mut directives = Vec::new();
    for part in text.split(',').map(str::trim) {
        match part {
            "pretty" => log.format = LogFormat::Pretty,
            "json" => log.format = LogFormat::Json,
            directive => directives.push(directive),
        }
    }
    if directives.is_empty() {
        return Ok(log);
    }
    log.filter = directives.join(",");
    match EnvFilter::builder().parse(&log.filter) {
        Ok(_) => Ok(log),
        Err(_) => {
            Err("`pretty` or `json`, and levels by module are accepted, such as json,info,store=debug".to_owned())
        }
    }
}

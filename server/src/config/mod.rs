//! The server's configuration: environment variables, read once, checked as a whole.
//!
//! A wrong value stops the start, and all wrong values are told at once. Defaults are
//! here and nowhere else; `.env.example` repeats them for people, and a test compares
//! the two. Nothing reads the environment after this.

mod data_dir;
mod listen;
mod model;
mod problem;
mod reader;
mod values;

#[cfg(test)]
mod tests;

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;

use domain::email::Email;
use domain::password::Password;
use ipnet::IpNet;
use secrecy::SecretString;
use store::secret::SecretKey;
use url::Url;

pub use data_dir::{DataDirError, prepare as prepare_data_dir};
pub use listen::{ListenError, listen};
pub use problem::{Problem, Problems};
pub use values::{Log, LogFormat};

use reader::Reader;

use crate::connectors::opinion::ModelSettings;

/// Every variable that the server reads. An unknown name that begins with
/// `PULSEBOARD_` is refused, since it is most likely a misspelt one.
pub const VARIABLES: [&str; 19] = [
    "DATABASE_DIRECT_URL",
    "DATABASE_READ_URL",
    "DATABASE_URL",
    "PULSEBOARD_ADDR",
    "PULSEBOARD_ADMIN_EMAIL",
    "PULSEBOARD_ADMIN_PASSWORD",
    "PULSEBOARD_ALLOWED_NETWORKS",
    "PULSEBOARD_DATA_DIR",
    "PULSEBOARD_LLM_KEY",
    "PULSEBOARD_LLM_MODEL",
    "PULSEBOARD_LLM_URL",
    "PULSEBOARD_LOG",
    "PULSEBOARD_METRICS_ADDR",
    "PULSEBOARD_PG_BIN",
    "PULSEBOARD_PUBLIC_URL",
    "PULSEBOARD_SECRET_KEY",
    "PULSEBOARD_SLACK_URL",
    "PULSEBOARD_TELEGRAM_URL",
    "PULSEBOARD_TRUSTED_PROXIES",
];

const DEFAULT_ADDRESS: &str = "127.0.0.1:3000";
const DEFAULT_METRICS_ADDRESS: &str = "127.0.0.1:9464";
const DEFAULT_SLACK_URL: &str = "https://slack.com/api";
const DEFAULT_TELEGRAM_URL: &str = "https://api.telegram.org";
const DEFAULT_ADMIN_EMAIL: &str = "admin@localhost";

/// What the operator decides. `Debug` shows no secret.
#[derive(Debug, Clone)]
pub struct Config {
    /// Where pages and the API are served.
    pub address: SocketAddr,
    /// How people reach the server: in links, for the same-origin check, and for
    /// whether cookies are `Secure`. It has no path.
    pub public_url: Url,
    /// Where the embedded Postgres and the files of this server live; absolute.
    pub data_dir: PathBuf,
    /// Postgres to use; the embedded one when absent.
    pub database: Option<DatabaseUrls>,
    /// E-mail address of the first owner.
    pub admin_email: Email,
    /// Password of the first owner; generated when absent.
    pub admin_password: Option<Password>,
    /// Keys of the stored secrets, the newest first; those of a file in the data directory
    /// when there are none.
    pub secret_keys: Vec<SecretKey>,
    /// Networks besides the internet that requests caused by members may reach.
    pub allowed_networks: Vec<IpNet>,
    /// Peers whose `Forwarded` headers are believed.
    pub trusted_proxies: Vec<IpNet>,
    /// Whom second opinions are asked of; nobody when absent.
    pub language_model: Option<ModelSettings>,
    /// Where Slack's Web API answers.
    pub slack_url: Url,
    /// Where Telegram's Bot API answers.
    pub telegram_url: Url,
    /// Where `/metrics` is served; nowhere when absent.
    pub metrics_address: Option<SocketAddr>,
    /// Folder with `postgres` and `initdb`; searched for when absent.
    pub postgres_bin: Option<PathBuf>,
    /// What is logged, and how.
    pub log: Log,
}

/// Connection URLs, which may hold passwords.
#[derive(Debug, Clone)]
pub struct DatabaseUrls {
    /// Reads and writes.
    pub primary: SecretString,
    /// A replica for analytics.
    pub read: Option<SecretString>,
    /// Past a pooler, for `listen` and migrations.
    pub direct: Option<SecretString>,
}

impl Config {
    /// Reads the environment of this process.
    pub fn from_env() -> Result<Self, Problems> {
        Self::from_variables(std::env::vars_os(), nix::unistd::Uid::effective().is_root())
    }

    /// Reads the given variables. An empty value counts as absent.
    pub fn from_variables<N, V>(variables: impl IntoIterator<Item = (N, V)>, is_root: bool) -> Result<Self, Problems>
    where
        N: Into<std::ffi::OsString>,
        V: Into<std::ffi::OsString>,
    {
        let mut reader = Reader::new(variables);
        let address =
            reader.value("PULSEBOARD_ADDR", values::address).unwrap_or_else(|| reader::constant(DEFAULT_ADDRESS));
        let metrics_address = reader
            .value("PULSEBOARD_METRICS_ADDR", values::address_or_off)
            .unwrap_or_else(|| Some(reader::constant(DEFAULT_METRICS_ADDRESS)));
        let config = Self {
            address,
            public_url: reader
                .value("PULSEBOARD_PUBLIC_URL", values::public_url)
                .unwrap_or_else(|| default_public_url(address)),
            data_dir: data_dir::choose(&mut reader, is_root),
            database: database(&mut reader),
            admin_email: reader
                .value("PULSEBOARD_ADMIN_EMAIL", values::text)
                .unwrap_or_else(|| reader::constant(DEFAULT_ADMIN_EMAIL)),
            admin_password: reader
                .secret("PULSEBOARD_ADMIN_PASSWORD", |text| Password::parse(text).map_err(|error| error.to_string())),
            secret_keys: reader.secret("PULSEBOARD_SECRET_KEY", values::secret_keys).unwrap_or_default(),
            allowed_networks: reader.value("PULSEBOARD_ALLOWED_NETWORKS", values::networks).unwrap_or_default(),
            trusted_proxies: reader.value("PULSEBOARD_TRUSTED_PROXIES", values::networks).unwrap_or_default(),
            language_model: model::language_model(&mut reader),
            slack_url: reader
                .value("PULSEBOARD_SLACK_URL", values::service_url)
                .unwrap_or_else(|| reader::constant(DEFAULT_SLACK_URL)),
            telegram_url: reader
                .value("PULSEBOARD_TELEGRAM_URL", values::service_url)
                .unwrap_or_else(|| reader::constant(DEFAULT_TELEGRAM_URL)),
            metrics_address,
            postgres_bin: reader.value("PULSEBOARD_PG_BIN", values::path),
            log: reader.value("PULSEBOARD_LOG", values::log).unwrap_or_default(),
        };
        if config.metrics_address == Some(address) && address.port() != 0 {
            reader.contradiction("PULSEBOARD_METRICS_ADDR", "is the same as PULSEBOARD_ADDR");
        }
        reader.finish().map(|()| config)
    }

    /// Whether people reach the server by https, so that cookies are `Secure`.
    pub fn is_https(&self) -> bool {
        self.public_url.scheme() == "https"
    }
}

/// The address itself, or this machine when it listens on all addresses.
fn default_public_url(address: SocketAddr) -> Url {
    let host = match address.ip() {
        ip if ip.is_unspecified() => "localhost".to_owned(),
        IpAddr::V4(ip) => ip.to_string(),
        IpAddr::V6(ip) => format!("[{ip}]"),
    };
    reader::constant(&format!("http://{host}:{}/", address.port()))
}

fn database(reader: &mut Reader) -> Option<DatabaseUrls> {
    let primary = reader.secret("DATABASE_URL", values::database_url);
    let read = reader.secret("DATABASE_READ_URL", values::database_url);
    let direct = reader.secret("DATABASE_DIRECT_URL", values::database_url);
    for (name, url) in [("DATABASE_READ_URL", &read), ("DATABASE_DIRECT_URL", &direct)] {
        if url.is_some() && !reader.is_set("DATABASE_URL") {
            reader.contradiction(name, "is set, but DATABASE_URL is not");
        }
    }
    Some(DatabaseUrls { primary: primary?, read, direct })
}

//! Which database this process uses, and the connection to it: the operator's
//! Postgres, or the embedded one.

use anyhow::{Context, anyhow, bail};
use secrecy::{ExposeSecret, SecretString};
use sqlx::Connection as _;
use sqlx::postgres::{PgConnectOptions, PgConnection, PgSslMode};
use std::time::Duration;
use store::Store;

use crate::config::{Config, DatabaseUrls};
use crate::postgres::{Access, Cluster, Connection, Settings};

/// The oldest Postgres that works, as `server_version_num` has it.
const MINIMUM_VERSION: u32 = 140_000;

/// How often an embedded Postgres is looked at.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// How long the first connection may take.
const CONNECT_WITHIN: Duration = Duration::from_secs(10);

/// A database that can be connected to. Dropping it stops an embedded Postgres that
/// was started for it; connections are closed before that.
#[derive(Debug)]
pub enum Database {
    /// The operator's.
    External(DatabaseUrls),
    /// Ours.
    Embedded(Access),
}

impl Database {
    /// For a server: an embedded Postgres is started, and must not be in use.
    ///
    /// Call it from the main thread, before a runtime is built ([`Cluster::start`]
    /// says why).
    pub fn start(config: &Config) -> anyhow::Result<Self> {
        Self::choose(config, |settings| Ok(Access::Started(Cluster::start(settings)?)))
    }

    /// For a command: the embedded Postgres of a running server is used, or one is
    /// started for as long as the command runs. The same rule as for
    /// [`start`](Self::start) holds.
    pub fn open(config: &Config) -> anyhow::Result<Self> {
        Self::choose(config, |settings| Ok(Access::open(settings)?))
    }

    fn choose(config: &Config, embedded: impl FnOnce(&Settings) -> anyhow::Result<Access>) -> anyhow::Result<Self> {
        if let Some(urls) = &config.database {
            return Ok(Self::External(urls.clone()));
        }
        let settings = Settings { data_dir: config.data_dir.clone(), bin: config.postgres_bin.clone() };
        embedded(&settings).map(Self::Embedded)
    }

    /// Waits until an embedded Postgres that was started for this process ends by itself, and says so. Forever, where
    /// the database is somebody else's.
    pub async fn lost(&mut self) -> anyhow::Error {
        let Self::Embedded(Access::Started(cluster)) = self else { return std::future::pending().await };
        let mut look = tokio::time::interval(LOOK_EVERY);
        loop {
            look.tick().await;
            if cluster.has_ended() {
                return anyhow!("PostgreSQL ended while the server was running; {} says why", cluster.log().display());
            }
        }
    }

    /// Connects. A wrong address, password or version is told in one sentence.
    pub async fn connect(&self) -> anyhow::Result<Store> {
        let (primary, read, direct) = match self {
            Self::External(urls) => {
                let optional =
                    |url: &Option<SecretString>, name| url.as_ref().map(|url| options(url, name)).transpose();
                (
                    options(&urls.primary, "DATABASE_URL")?,
                    optional(&urls.read, "DATABASE_READ_URL")?,
                    optional(&urls.direct, "DATABASE_DIRECT_URL")?,
                )
            }
            Self::Embedded(access) => (socket(&access.connection()), None, None),
        };
        let named = [
            ("DATABASE_URL", Some(&primary)),
            ("DATABASE_READ_URL", read.as_ref()),
            ("DATABASE_DIRECT_URL", direct.as_ref()),
        ];
        for (name, options) in named {
            if let Some(options) = options {
                probe(options, name).await?;
            }
        }
        Store::connect(primary, read, direct).await.context("can't connect to PostgreSQL")
    }
}

/// One plain connection: a pool tries again and in the end only says that time is up.
async fn probe(options: &PgConnectOptions, name: &str) -> anyhow::Result<()> {
    let target = || format!("can't connect to PostgreSQL {} ({name})", describe(options));
    let connecting = PgConnection::connect_with(options);
    let connection =
        tokio::time::timeout(CONNECT_WITHIN, connecting).await.with_context(target)?.with_context(target)?;
    let version = connection.server_version_num();
    // The answer to a good-bye doesn't matter.
    let _ = connection.close().await;
    match version {
        Some(version) if version < MINIMUM_VERSION => {
            bail!(
                "PostgreSQL {} is too old: {} or newer is needed ({name})",
                version / 10_000,
                MINIMUM_VERSION / 10_000
            )
        }
        _ => Ok(()),
    }
}

/// The driver's own checks of a URL; its message may quote the URL, so it is left out.
fn options(url: &SecretString, name: &str) -> anyhow::Result<PgConnectOptions> {
    match url.expose_secret().parse::<PgConnectOptions>() {
        Ok(options) => Ok(options.application_name("pulseboard")),
        Err(_) => bail!("{name} is a URL, but not one of PostgreSQL: check its options"),
    }
}

fn socket(connection: &Connection) -> PgConnectOptions {
    PgConnectOptions::new_without_pgpass()
        .socket(&connection.socket_dir)
        .port(connection.port)
        .username(&connection.user)
        .database(&connection.database)
        .ssl_mode(PgSslMode::Disable)
        .application_name("pulseboard")
}

/// Where a connection leads, without the password.
fn describe(options: &PgConnectOptions) -> String {
    let user = options.get_username();
    let database = options.get_database().unwrap_or(user);
    match options.get_socket() {
        Some(socket) => format!("in {} as {user}, database {database}", socket.display()),
        None => format!("at {}:{} as {user}, database {database}", options.get_host(), options.get_port()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_database_that_does_not_answer_is_named_without_its_password() {
        // A port that was free a moment ago, and that nobody else uses.
        let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
        let port = listener.local_addr().expect("it listens").port();
        drop(listener);
        let url = format!("postgres://ana:hunter2@127.0.0.1:{port}/pulse");
        let database = Database::External(DatabaseUrls { primary: url.into(), read: None, direct: None });
        let error = database.connect().await.expect_err("nobody listens");
        let said = format!("{error:#}");
        let expected =
            format!("can't connect to PostgreSQL at 127.0.0.1:{port} as ana, database pulse (DATABASE_URL): ");
        assert!(said.starts_with(&expected) && said.contains("refused"), "{said}");
        assert!(!said.contains("hunter2"), "{said}");
    }

    #[test]
    fn a_url_that_the_driver_refuses_is_not_repeated() {
        let url = SecretString::from("postgres://ana:hunter2@db/pulse?sslmode=sometimes");
        let said = options(&url, "DATABASE_URL").expect_err("no such mode").to_string();
        assert!(said.contains("DATABASE_URL") && !said.contains("hunter2"), "{said}");
    }
}

//! TLS over a dialed connection: the name that was asked for is the name that is verified, whatever
//! address it led to.

use std::sync::{Arc, LazyLock};

use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, RootCertStore};

use super::{Host, OutboundError, TlsProblem};

/// How TLS connections are opened. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Tls(Arc<ClientConfig>);

impl Tls {
    /// Trusts whom this machine trusts, which is where an operator adds the certificate authority of a
    /// company; Mozilla's list where the machine has none. Files are read the first time.
    #[must_use]
    pub fn of_this_machine() -> Self {
        static OURS: LazyLock<Tls> = LazyLock::new(Tls::load);
        OURS.clone()
    }

    fn load() -> Self {
        let native = rustls_native_certs::load_native_certs();
        for error in &native.errors {
            tracing::warn!(%error, "a trusted certificate of this machine can't be read: {error}");
        }
        let mut roots = RootCertStore::empty();
        let (usable, _) = roots.add_parsable_certificates(native.certs);
        if usable == 0 {
            roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
        }
        Self::trusting(roots)
    }

    /// Trusts these certificates and no others.
    #[must_use]
    pub fn only(certificates: impl IntoIterator<Item = CertificateDer<'static>>) -> Self {
        let mut roots = RootCertStore::empty();
        roots.add_parsable_certificates(certificates);
        Self::trusting(roots)
    }

    fn trusting(roots: RootCertStore) -> Self {
        let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .expect("ring supports the default versions")
            .with_root_certificates(roots)
            .with_no_client_auth();
        Self(Arc::new(config))
    }

    /// The configuration, for protocols that begin TLS in the middle of a connection.
    #[must_use]
    pub fn config(&self) -> Arc<ClientConfig> {
        self.0.clone()
    }

    /// Speaks TLS on a connection to `host`.
    ///
    /// # Errors
    /// [`OutboundError::Tls`] says what is wrong with the certificate or the connection.
    pub async fn wrap(&self, host: &Host, stream: TcpStream) -> Result<TlsStream<TcpStream>, OutboundError> {
        let failed = |problem| OutboundError::Tls { host: host.clone(), problem };
        let name = match host {
            Host::Address(address) => ServerName::from(*address),
            Host::Name(name) => ServerName::try_from(name.clone())
                .map_err(|_| failed(TlsProblem::Other("no certificate can be for this name".to_owned())))?,
        };
        let connecting = TlsConnector::from(self.0.clone()).connect(name, stream);
        connecting.await.map_err(|error| failed(TlsProblem::of(&error)))
    }
}

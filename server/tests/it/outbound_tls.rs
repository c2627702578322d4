//! Secure requests: the name that was asked for is the one that is verified.

use std::sync::Arc;

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair, date_time_ymd};
use server::outbound::{Host, HttpClient, OutboundError, Request, Tls, TlsProblem};
use tokio::io::AsyncWriteExt;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};

use crate::outside::{Names, Outside, hear, text};

/// A certificate authority of the test.
struct Authority(CertifiedIssuer<'static, KeyPair>);

impl Authority {
    fn new(name: &str) -> Self {
        let mut params = CertificateParams::new(Vec::new()).expect("no names are right");
        params.distinguished_name.push(DnType::CommonName, name);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().expect("keys can be made");
        Self(CertifiedIssuer::self_signed(params, key).expect("it can sign itself"))
    }

    fn certificate(&self) -> CertificateDer<'static> {
        self.0.der().clone()
    }

    /// A server whose certificate is for `name`, and valid in the years from–to.
    async fn server(&self, name: &str, years: (i32, i32)) -> Outside {
        let mut params = CertificateParams::new(vec![name.to_owned()]).expect("a name");
        params.not_before = date_time_ymd(years.0, 1, 1);
        params.not_after = date_time_ymd(years.1, 1, 1);
        let key = KeyPair::generate().expect("keys can be made");
        let certificate = params.signed_by(&key, &self.0).expect("it can be signed");
        let private = PrivateKeyDer::try_from(key.serialize_der()).expect("a private key");
        let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .expect("ring has them")
            .with_no_client_auth()
            .with_single_cert(vec![certificate.der().clone()], private)
            .expect("key and certificate belong together");
        let acceptor = TlsAcceptor::from(Arc::new(config));
        Outside::at("127.0.0.1", move |stream| {
            let acceptor = acceptor.clone();
            async move {
                let Ok(mut stream) = acceptor.accept(stream).await else { return String::new() };
                let heard = hear(&mut stream).await;
                stream.write_all(text("secure").as_bytes()).await.expect("the client waits");
                stream.shutdown().await.expect("the client waits");
                heard
            }
        })
        .await
    }
}

fn client(trusted: &Authority) -> HttpClient {
    let names = Names::default().name("right.test", &[&["127.0.0.1"]]).name("wrong.test", &[&["127.0.0.1"]]);
    names.trusting(&["127.0.0.0/8"], Tls::only([trusted.certificate()]))
}

async fn problem(client: &HttpClient, host: &str, port: u16) -> TlsProblem {
    let request = Request::get(&format!("https://{host}:{port}/")).expect("an address");
    match client.send(request).await.expect_err("it isn't secure") {
        OutboundError::Tls { host: told, problem } => {
            assert_eq!(told, Host::parse(host).expect("a host"));
            problem
        }
        other => panic!("{other}"),
    }
}

const ALWAYS: (i32, i32) = (2000, 3000);

#[tokio::test]
async fn a_certificate_for_the_name_is_accepted_wherever_the_name_leads() {
    let authority = Authority::new("Ours");
    let outside = authority.server("right.test", ALWAYS).await;
    for host in ["right.test", "RIGHT.test."] {
        let request = Request::get(&format!("https://{host}:{}/x", outside.port())).expect("an address");
        let answer = client(&authority).send(request).await.expect("it is secure");
        assert_eq!(answer.text(), "secure");
    }
}

#[tokio::test]
async fn a_certificate_for_another_name_is_refused_before_anything_is_sent() {
    let authority = Authority::new("Ours");
    let outside = authority.server("right.test", ALWAYS).await;
    let client = client(&authority);
    for host in ["wrong.test", "127.0.0.1"] {
        assert_eq!(problem(&client, host, outside.port()).await, TlsProblem::WrongName, "{host}");
    }
    assert_eq!(outside.heard(), ["", ""]);
}

#[tokio::test]
async fn what_is_wrong_with_a_certificate_is_told() {
    let authority = Authority::new("Ours");
    let client = client(&authority);
    let expired = authority.server("right.test", (2000, 2001)).await;
    assert_eq!(problem(&client, "right.test", expired.port()).await, TlsProblem::Expired);
    let early = authority.server("right.test", (2900, 3000)).await;
    assert_eq!(problem(&client, "right.test", early.port()).await, TlsProblem::NotYetValid);
    for stranger in ["Theirs", "Ours"] {
        let strange = Authority::new(stranger).server("right.test", ALWAYS).await;
        assert_eq!(problem(&client, "right.test", strange.port()).await, TlsProblem::UnknownIssuer, "{stranger}");
    }
}

#[tokio::test]
async fn a_server_that_speaks_no_tls_is_told_so() {
    // It answers whatever comes, at once.
    let plain = Outside::at("127.0.0.1", |mut stream| async move {
        stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await.expect("the client waits");
        hear(&mut stream).await
    })
    .await;
    assert_eq!(problem(&client(&Authority::new("Ours")), "right.test", plain.port()).await, TlsProblem::NotTls);
}

//! Mail under TLS: the name is verified, and what was said before it counts for nothing.

use std::sync::Arc;

use domain::delivery::Verdict;
use domain::email::Email;
use domain::provider::{ProviderSettings, SmtpTls};
use rcgen::{CertificateParams, KeyPair};
use server::channels::Channels;
use server::outbound::Tls;
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};

use crate::servers::{NOWHERE, send, to_loopback};

/// A certificate for this name that only those who know it trust.
fn certificate(name: &str) -> (TlsAcceptor, CertificateDer<'static>) {
    let key = KeyPair::generate().expect("a key");
    let params = CertificateParams::new(vec![name.to_owned()]).expect("a name");
    let certificate = params.self_signed(&key).expect("signed").der().clone();
    let private = PrivateKeyDer::try_from(key.serialize_der()).expect("a private key");
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .expect("ring has them")
        .with_no_client_auth()
        .with_single_cert(vec![certificate.clone()], private)
        .expect("they belong together");
    (TlsAcceptor::from(Arc::new(config)), certificate)
}

/// Answers everything until DATA ends.
async fn talk(stream: impl AsyncRead + AsyncWrite + Unpin, greets: bool) -> Option<()> {
    let mut stream = BufReader::new(stream);
    if greets {
        stream.write_all(b"220 mail.test\r\n").await.ok()?;
    }
    let mut is_data = false;
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await.ok()? == 0 {
            return Some(());
        }
        let answer: &[u8] = match line.trim_end() {
            "." if is_data => {
                is_data = false;
                b"250 under TLS\r\n"
            }
            _ if is_data => continue,
            "DATA" => {
                is_data = true;
                b"354 go on\r\n"
            }
            _ => b"250 fine\r\n",
        };
        stream.write_all(answer).await.ok()?;
        stream.flush().await.ok()?;
    }
}

/// A server under TLS from the first byte, or after STARTTLS with `injected` sent along in the clear.
async fn server(acceptor: TlsAcceptor, tls: SmtpTls, injected: &'static str) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let port = listener.local_addr().expect("an address").port();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let acceptor = acceptor.clone();
            tokio::spawn(async move {
                if tls == SmtpTls::StartTls {
                    stream.write_all(b"220 mail.test\r\n").await.ok()?;
                    let mut plain = BufReader::new(&mut stream);
                    let mut line = String::new();
                    plain.read_line(&mut line).await.ok()?;
                    plain.write_all(b"250-mail.test\r\n250 STARTTLS\r\n").await.ok()?;
                    plain.read_line(&mut line).await.ok()?;
                    plain.write_all(format!("220 go on\r\n{injected}").as_bytes()).await.ok()?;
                }
                let stream = acceptor.accept(stream).await.ok()?;
                talk(stream, tls == SmtpTls::Implicit).await
            });
        }
    });
    port
}

async fn post(certified: &str, trusts: bool, tls: SmtpTls, injected: &'static str) -> Verdict {
    let (acceptor, certificate) = certificate(certified);
    let port = server(acceptor, tls, injected).await;
    let trusted = if trusts { Tls::only([certificate]) } else { Tls::only([]) };
    let from = Email::parse("pulse@example.test").expect("an address");
    let settings = ProviderSettings::Smtp { host: "127.0.0.1".to_owned(), port, tls, user: None, from };
    send(&Channels::new(to_loopback(trusted), "pulse.test", NOWHERE, NOWHERE), &settings, "", "ana@example.test").await
}

#[tokio::test]
async fn mail_goes_under_tls_in_both_ways() {
    for tls in [SmtpTls::Implicit, SmtpTls::StartTls] {
        let verdict = post("127.0.0.1", true, tls, "").await;
        assert_eq!(verdict, Verdict::Sent { answer: "250 under TLS".to_owned() }, "{tls}");
    }
}

#[tokio::test]
async fn a_certificate_that_is_not_trusted_or_for_another_name_gets_no_mail() {
    for tls in [SmtpTls::Implicit, SmtpTls::StartTls] {
        for (name, trusts) in [("127.0.0.1", false), ("other.test", true)] {
            let verdict = post(name, trusts, tls, "").await;
            assert!(matches!(verdict, Verdict::Later { .. }), "{tls} {name}: {verdict:?}");
            assert!(verdict.answer().starts_with("No secure connection to 127.0.0.1"), "{tls} {name}: {verdict:?}");
        }
    }
}

#[tokio::test]
async fn what_is_slipped_in_before_tls_is_not_taken_for_an_answer() {
    let verdict = post("127.0.0.1", true, SmtpTls::StartTls, "250 fine\r\n250 fine\r\n").await;
    assert!(!matches!(verdict, Verdict::Sent { .. }), "{verdict:?}");
}

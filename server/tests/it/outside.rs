//! The outside world on loopback: servers that answer as a test wants, and a name server of its own.

use std::collections::HashMap;
use std::future::Future;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::pin::Pin;
use std::sync::{Arc, Mutex};

use server::outbound::{Allowed, Dialer, HttpClient, Resolve, Tls};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio_util::task::AbortOnDropHandle;

/// A server that hears one request per connection and closes it after its answer.
pub struct Outside {
    pub address: SocketAddr,
    heard: Arc<Mutex<Vec<String>>>,
    _serving: AbortOnDropHandle<()>,
}

impl Outside {
    /// Answers every request with these bytes.
    pub async fn answering(answer: impl Into<String>) -> Self {
        let answer = answer.into();
        Self::at("127.0.0.1", move |mut stream| {
            let answer = answer.clone();
            async move {
                let heard = hear(&mut stream).await;
                // A client that has left doesn't hear the end.
                let _ = stream.write_all(answer.as_bytes()).await;
                heard
            }
        })
        .await
    }

    /// Does anything with each connection; what the future returns is what was heard.
    pub async fn at<F, S>(ip: &str, serve: S) -> Self
    where
        F: Future<Output = String> + Send + 'static,
        S: Fn(TcpStream) -> F + Send + 'static,
    {
        let listener = TcpListener::bind((ip, 0)).await.expect("loopback has free ports");
        let address = listener.local_addr().expect("it listens");
        let heard = Arc::new(Mutex::new(Vec::new()));
        let kept = heard.clone();
        let serving = tokio::spawn(async move {
            for number in 0.. {
                let (stream, _) = listener.accept().await.expect("loopback works");
                kept.lock().expect("no test panics with it").push(String::new());
                let (serving, kept) = (serve(stream), kept.clone());
                tokio::spawn(async move {
                    let text = serving.await;
                    kept.lock().expect("no test panics with it")[number] = text;
                });
            }
        });
        Self { address, heard, _serving: AbortOnDropHandle::new(serving) }
    }

    /// What each connection has sent so far; a connection that sent nothing is an empty text.
    pub fn heard(&self) -> Vec<String> {
        self.heard.lock().expect("no test panics with it").clone()
    }

    pub fn port(&self) -> u16 {
        self.address.port()
    }
}

/// Reads a request: its head, and as much of a body as the head announces.
pub async fn hear(stream: &mut (impl AsyncRead + AsyncWrite + Unpin)) -> String {
    let mut heard = Vec::new();
    loop {
        let text = String::from_utf8_lossy(&heard).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length =
                head.to_lowercase().lines().find_map(|line| line.strip_prefix("content-length: ")?.parse().ok());
            if body.len() >= length.unwrap_or(0) {
                return text;
            }
        }
        match stream.read_buf(&mut heard).await {
            Ok(read) if read > 0 => {}
            _ => return text,
        }
    }
}

/// A redirect to an address.
pub fn redirect(to: &str) -> String {
    format!("HTTP/1.1 302 Found\r\nLocation: {to}\r\nContent-Length: 0\r\n\r\n")
}

/// An answer with a text.
pub fn text(body: &str) -> String {
    format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{body}", body.len())
}

/// A name server: each question for a name gets the next of its answers, and the last one from then on.
#[derive(Clone, Default)]
pub struct Names {
    answers: HashMap<String, Vec<Vec<IpAddr>>>,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Names {
    /// What a name leads to, question by question.
    pub fn name(mut self, name: &str, answers: &[&[&str]]) -> Self {
        let parse = |address: &&str| address.parse().expect("an address");
        let answers = answers.iter().map(|answer| answer.iter().map(parse).collect());
        self.answers.insert(name.to_owned(), answers.collect());
        self
    }

    /// How often a name was asked for.
    pub fn asked(&self, name: &str) -> usize {
        self.asked.lock().expect("no test panics with it").iter().filter(|asked| *asked == name).count()
    }

    /// A client that asks here, reaches these networks besides the internet, and trusts nobody.
    pub fn client(&self, allowed: &[&str]) -> HttpClient {
        self.trusting(allowed, Tls::only([]))
    }

    /// The same with somebody to trust.
    pub fn trusting(&self, allowed: &[&str], tls: Tls) -> HttpClient {
        let networks: Vec<_> = allowed.iter().map(|network| network.parse().expect("a network")).collect();
        HttpClient::new(Dialer::with_resolver(Allowed::networks(&networks), self.clone()), tls)
    }
}

impl Resolve for Names {
    fn resolve<'a>(&'a self, name: &'a str) -> Pin<Box<dyn Future<Output = io::Result<Vec<IpAddr>>> + Send + 'a>> {
        Box::pin(async move {
            let count = self.asked(name);
            self.asked.lock().expect("no test panics with it").push(name.to_owned());
            match name {
                "silent.test" => std::future::pending().await,
                "unknown.test" => {
                    Err(io::Error::other("failed to lookup address information: Name or service not known"))
                }
                "nobody.test" => {
                    Err(io::Error::other("failed to lookup address information: Temporary failure in name resolution"))
                }
                _ => {
                    let answers = self.answers.get(name).unwrap_or_else(|| panic!("{name} is no name of this test"));
                    Ok(answers[count.min(answers.len() - 1)].clone())
                }
            }
        })
    }
}

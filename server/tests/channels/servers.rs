//! The other side: what it heard, and what it says.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use domain::delivery::Verdict;
use domain::message::{Message, MessageKind};
use domain::provider::ProviderSettings;
use ipnet::IpNet;
use secrecy::SecretString;
use server::channels::{Channels, Letter};
use server::outbound::{Allowed, Dialer, HttpClient, Tls};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use uuid::Uuid;

/// A request as it arrived.
#[derive(Clone, Debug)]
pub struct Heard {
    pub path: String,
    pub headers: HeaderMap,
    pub body: String,
}

impl Heard {
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).expect("JSON")
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).expect(name).to_str().expect("text")
    }
}

/// What a server says: status, headers, body.
pub type Said = (u16, Vec<(&'static str, &'static str)>, &'static str);

/// A server of HTTP that always says the same.
pub struct Web {
    pub url: String,
    heard: Arc<Mutex<Vec<Heard>>>,
}

impl Web {
    pub async fn saying(said: Said) -> Self {
        let heard = Arc::new(Mutex::new(Vec::new()));
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let router = Router::new().fallback(hear).with_state((heard.clone(), said));
        tokio::spawn(axum::serve(listener, router).into_future());
        Self { url, heard }
    }

    pub fn heard(&self) -> Vec<Heard> {
        self.heard.lock().expect("nobody panicked").clone()
    }
}

async fn hear(
    State((heard, said)): State<(Arc<Mutex<Vec<Heard>>>, Said)>,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let body = String::from_utf8(body.to_vec()).expect("text");
    heard.lock().expect("nobody panicked").push(Heard { path: uri.path().to_owned(), headers, body });
    let (status, more, text) = said;
    let mut response = (StatusCode::from_u16(status).expect("a status"), text).into_response();
    for (name, value) in more {
        response.headers_mut().insert(name, value.parse().expect("a header"));
    }
    response
}

/// What a mail server does with a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mood {
    /// Takes mail; signs in `pulse` with `hunter2`.
    Well,
    /// Says nothing.
    Hangs,
    /// Accepts and closes.
    Closes,
    /// Speaks HTTP.
    Confused,
    /// Has no such mailbox.
    NoMailbox,
    /// Asks to come back.
    Greylists,
    /// Breaks off in the middle of the mail.
    BreaksOff,
}

/// A mail server without TLS.
pub struct Post {
    pub port: u16,
    heard: Arc<Mutex<Vec<String>>>,
}

impl Post {
    pub async fn in_mood(mood: Mood) -> Self {
        let heard = Arc::new(Mutex::new(Vec::new()));
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let lines = heard.clone();
        tokio::spawn(async move {
            let mut hanging = Vec::new();
            while let Ok((stream, _)) = listener.accept().await {
                match mood {
                    Mood::Hangs => hanging.push(stream),
                    Mood::Closes => drop(stream),
                    _ => {
                        tokio::spawn(talk(stream, mood, lines.clone()));
                    }
                }
            }
        });
        Self { port, heard }
    }

    /// All lines that arrived.
    pub fn heard(&self) -> Vec<String> {
        self.heard.lock().expect("nobody panicked").clone()
    }
}

async fn talk(stream: TcpStream, mood: Mood, heard: Arc<Mutex<Vec<String>>>) -> Option<()> {
    let mut stream = BufReader::new(stream);
    if mood == Mood::Confused {
        stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await.ok()?;
        return Some(());
    }
    stream.write_all(b"220 mail.test ESMTP\r\n").await.ok()?;
    let mut is_data = false;
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await.ok()? == 0 {
            return Some(());
        }
        let line = line.trim_end_matches(['\r', '\n']).to_owned();
        heard.lock().expect("nobody panicked").push(line.clone());
        let verb = line.split([' ', ':']).next().unwrap_or_default().to_ascii_uppercase();
        let answer = match verb.as_str() {
            _ if is_data && line == "." => {
                is_data = false;
                "250 2.0.0 queued as 4711\r\n"
            }
            _ if is_data && mood == Mood::BreaksOff => return Some(()),
            _ if is_data => continue,
            "EHLO" => "250-mail.test\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250 AUTH PLAIN LOGIN\r\n",
            // "\0pulse\0hunter2"
            "AUTH" if line == "AUTH PLAIN AHB1bHNlAGh1bnRlcjI=" => "235 2.7.0 welcome\r\n",
            "AUTH" => "535 5.7.8 wrong password hunter3\r\n",
            "RCPT" if mood == Mood::NoMailbox => "550 5.1.1 no such mailbox\r\n",
            "RCPT" if mood == Mood::Greylists => "451 4.7.1 come back later\r\n",
            "DATA" => {
                is_data = true;
                "354 go on\r\n"
            }
            "QUIT" => "221 bye\r\n",
            _ => "250 2.0.0 fine\r\n",
        };
        stream.write_all(answer.as_bytes()).await.ok()?;
    }
}

/// Where nobody answers, for Slack and Telegram in tests that don't ask them.
pub const NOWHERE: &str = "http://127.0.0.1:1";

/// The way out to this machine, and no further.
pub fn to_loopback(tls: Tls) -> HttpClient {
    let loopback: IpNet = "127.0.0.0/8".parse().expect("a network");
    HttpClient::new(Dialer::new(Allowed::networks(&[loopback])), tls)
}

pub fn instant() -> DateTime<Utc> {
    "2026-11-21T10:07:30Z".parse().expect("an instant")
}

pub fn key() -> Uuid {
    Uuid::from_u128(0x0191)
}

pub fn message() -> Message {
    Message::new(MessageKind::Failed, "🚨 Validation Failed: Sales (Chart)", "The dashboard fails.")
        .fact("Environment", "Production")
        .linked("Open the report", "https://pulse.test/o/acme/health/reports/7".to_owned())
}

/// Sends [`message`].
pub async fn send(channels: &Channels, settings: &ProviderSettings, secret: &str, target: &str) -> Verdict {
    let message = message();
    let letter = Letter { target, message: &message, organization: "acme", key: key(), at: instant() };
    channels.send(settings, Some(&SecretString::from(secret)), &letter).await
}

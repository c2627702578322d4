//! Requests to the outside: where they may go, what they carry, and when they give up.

use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use http::{HeaderName, HeaderValue};
use server::outbound::{AddressKind, Host, HttpClient, Limits, OutboundError, Request, Step};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpListener;

use crate::outside::{Names, Outside, hear, redirect, text};

const LOOPBACK: &[&str] = &["127.0.0.0/8"];

fn get(url: &str) -> Request {
    Request::get(url).expect("an address")
}

fn name(text: &str) -> Host {
    Host::Name(text.to_owned())
}

/// Why a GET gets no answer.
async fn failure(client: &HttpClient, url: &str) -> OutboundError {
    client.send(get(url)).await.expect_err("there is no answer")
}

#[tokio::test]
async fn an_allowed_address_is_asked_once_and_answers() {
    let outside = Outside::answering(text("hello")).await;
    let names = Names::default().name("bi.test", &[&["127.0.0.1"]]);
    let url = format!("http://BI.test:{}/a/b?c=d#e", outside.port());
    let answer = names.client(LOOPBACK).send(get(&url)).await.expect("it answers");
    assert_eq!((answer.status.as_u16(), answer.text().as_str()), (200, "hello"));
    assert_eq!(answer.url.as_str(), url.replace("BI", "bi"));
    let heard = outside.heard();
    assert_eq!(heard.len(), 1);
    assert!(heard[0].starts_with("GET /a/b?c=d HTTP/1.1\r\n"), "{heard:?}");
    assert!(heard[0].contains(&format!("host: bi.test:{}\r\n", outside.port())), "{heard:?}");
    assert!(heard[0].contains("user-agent: Pulseboard/"), "{heard:?}");
    assert!(heard[0].contains("accept-encoding: identity\r\n"), "{heard:?}");
    assert_eq!(names.asked("bi.test"), 1);
}

#[tokio::test]
async fn a_body_arrives_as_it_was_written() {
    let outside = Outside::answering(text("")).await;
    let body = serde_json::json!({ "text": "Zoë 🔴" });
    let request = Request::post_json(&format!("http://127.0.0.1:{}/hook", outside.port()), &body).expect("an address");
    Names::default().client(LOOPBACK).send(request).await.expect("it answers");
    let heard = outside.heard().join("");
    assert!(heard.starts_with("POST /hook ") && heard.contains("content-type: application/json\r\n"), "{heard}");
    assert!(heard.ends_with(&body.to_string()), "{heard}");
}

#[tokio::test]
async fn this_machine_is_refused_in_every_spelling() {
    let outside = Outside::answering(text("secret")).await;
    let names = Names::default()
        .name("inside.test", &[&["127.0.0.1"]])
        .name("mapped.test", &[&["::ffff:127.0.0.1"]])
        .name("nothing.test", &[&["0.0.0.0"]]);
    let client = names.client(&[]);
    for host in [
        "127.0.0.1",
        "127.1",
        "127.0.0.1.",
        "2130706433",
        "0x7f000001",
        "0x7f.1",
        "017700000001",
        "0",
        "0.0.0.0",
        "[::1]",
        "[::]",
        "[::ffff:127.0.0.1]",
        "[::127.0.0.1]",
        "[64:ff9b::7f00:1]",
        "[2002:7f00:1::]",
        "localhost",
        "LOCALHOST.",
        "db.localhost",
        "①②⑦.⓪.⓪.①",
        "inside.test",
        "mapped.test",
        "nothing.test",
    ] {
        let error = failure(&client, &format!("http://{host}:{}/", outside.port())).await;
        assert!(matches!(error, OutboundError::AddressRefused { .. }), "{host}: {error}");
    }
    assert_eq!(outside.heard().len(), 0, "nobody has connected");
}

#[tokio::test]
async fn a_name_that_leads_inside_and_outside_is_asked_outside_only() {
    let outside = Outside::answering(text("hello")).await;
    let names = Names::default().name("both.test", &[&["10.0.0.1", "127.0.0.1", "::1"]]);
    let url = format!("http://both.test:{}/", outside.port());
    let answer = names.client(LOOPBACK).send(get(&url)).await.expect("one address is allowed");
    assert_eq!(answer.text(), "hello");
}

#[tokio::test]
async fn a_name_that_changes_between_check_and_connect_gains_nothing() {
    let outside = Outside::answering(text("hello")).await;
    let names = Names::default().name("rebinding.test", &[&["127.0.0.1"], &["10.0.0.1"]]);
    let client = names.client(LOOPBACK);
    let url = format!("http://rebinding.test:{}/", outside.port());
    // The address that was checked is the one that is connected to: nobody asks a second time.
    client.send(get(&url)).await.expect("the first address is allowed");
    assert_eq!(names.asked("rebinding.test"), 1);
    // And the next request looks again.
    let error = failure(&client, &url).await;
    let address = "10.0.0.1".parse().expect("an address");
    let expected = OutboundError::AddressRefused { host: name("rebinding.test"), address, kind: AddressKind::Private };
    assert_eq!(error, expected);
}

#[tokio::test]
async fn a_redirect_is_checked_like_a_request() {
    let inside = Outside::at("127.0.0.2", |mut stream| async move { hear(&mut stream).await }).await;
    let names = Names::default()
        .name("inside.test", &[&["127.0.0.2"]])
        // Allowed when it is asked, and not any more when it redirects to itself.
        .name("turning.test", &[&["127.0.0.1"], &["192.168.1.1"]]);
    let client = names.client(&["127.0.0.1/32"]);
    let inner = inside.port();
    for to in [
        "http://169.254.169.254/latest/meta-data/".to_owned(),
        format!("http://127.0.0.2:{inner}/"),
        format!("http://2130706434:{inner}/"),
        format!("//inside.test:{inner}/"),
        "http://[fd00::1]/".to_owned(),
        "https://10.0.0.1/".to_owned(),
    ] {
        let outside = Outside::answering(redirect(&to)).await;
        let error = failure(&client, &format!("http://127.0.0.1:{}/", outside.port())).await;
        assert!(matches!(error, OutboundError::AddressRefused { .. }), "{to}: {error}");
    }
    let outside = Outside::answering(redirect("/again")).await;
    let error = failure(&client, &format!("http://turning.test:{}/", outside.port())).await;
    assert!(matches!(error, OutboundError::AddressRefused { kind: AddressKind::Private, .. }), "{error}");
    assert_eq!(inside.heard().len(), 0, "nobody has connected");
}

#[tokio::test]
async fn credentials_stay_with_the_host_they_were_meant_for() {
    let other = Outside::answering(text("other")).await;
    let first = Outside::answering(redirect(&format!("http://other.test:{}/", other.port()))).await;
    let names = Names::default().name("first.test", &[&["127.0.0.1"]]).name("other.test", &[&["127.0.0.1"]]);
    let mut request = get(&format!("http://first.test:{}/", first.port()));
    for header in ["authorization", "cookie", "x-api-key"] {
        request = request.header(HeaderName::from_static(header), HeaderValue::from_static("hunter2"));
    }
    let answer = names.client(LOOPBACK).send(request).await.expect("it is redirected");
    assert_eq!((answer.text().as_str(), answer.url.host_str()), ("other", Some("other.test")));
    assert_eq!(first.heard().join("").matches("hunter2").count(), 3);
    assert!(!other.heard().join("").contains("hunter2"), "{:?}", other.heard());
}

#[tokio::test]
async fn a_circle_of_redirects_ends() {
    let outside = Outside::answering(redirect("/again")).await;
    let client = Names::default().client(LOOPBACK);
    let url = format!("http://127.0.0.1:{}/", outside.port());
    let error = failure(&client, &url).await;
    assert!(matches!(error, OutboundError::TooManyRedirects { limit: 5, .. }), "{error}");
    assert_eq!(outside.heard().len(), 6);
    // Whoever wants none gets the redirect itself.
    let limits = Limits { redirects: 0, ..Limits::default() };
    let answer = client.send(get(&url).limits(limits)).await.expect("a redirect is an answer");
    assert_eq!(answer.status.as_u16(), 302);
    assert_eq!(outside.heard().len(), 7);
}

#[tokio::test]
async fn five_hundred_megabytes_stop_at_the_limit() {
    const LIMIT: usize = 1024 * 1024;
    for head in ["Content-Length: 524288000\r\n\r\n", "Transfer-Encoding: chunked\r\n\r\n", "\r\n"] {
        let sent = Arc::new(AtomicU64::new(0));
        let count = sent.clone();
        let outside = Outside::at("127.0.0.1", move |mut stream| {
            let count = count.clone();
            async move {
                let heard = hear(&mut stream).await;
                let is_chunked = head.contains("chunked");
                let mut piece = if is_chunked { b"10000\r\n".to_vec() } else { Vec::new() };
                piece.extend(std::iter::repeat_n(b'x', 65536));
                piece.extend_from_slice(if is_chunked { b"\r\n" } else { b"" });
                let start = format!("HTTP/1.1 200 OK\r\n{head}");
                let mut result = stream.write_all(start.as_bytes()).await;
                while result.is_ok() && count.fetch_add(65536, Ordering::Relaxed) < 524_288_000 {
                    result = stream.write_all(&piece).await;
                }
                heard
            }
        })
        .await;
        let limits = Limits { body: LIMIT, ..Limits::default() };
        let request = get(&format!("http://127.0.0.1:{}/", outside.port())).limits(limits);
        let error = Names::default().client(LOOPBACK).send(request).await.expect_err("it is too much");
        let host = Host::parse("127.0.0.1").expect("an address");
        assert_eq!(error, OutboundError::TooLarge { host, limit: LIMIT }, "{head}");
        // What is on its way in the buffers of the system has been written, and not much more.
        let sent = sent.load(Ordering::Relaxed);
        assert!(sent < 64 * 1024 * 1024, "{sent} bytes were sent: {head}");
    }
}

#[tokio::test]
async fn a_body_of_exactly_the_limit_is_read() {
    let outside = Outside::answering(text("12345")).await;
    let url = format!("http://127.0.0.1:{}/", outside.port());
    let client = Names::default().client(LOOPBACK);
    let limited = |body| get(&url).limits(Limits { body, ..Limits::default() });
    assert_eq!(client.send(limited(5)).await.expect("it fits").text(), "12345");
    client.send(limited(4)).await.expect_err("it doesn't fit");
}

#[tokio::test]
async fn a_server_that_hangs_is_given_up_wherever_it_hangs() {
    let names = Names::default();
    let client = names.client(LOOPBACK);
    let short = Duration::from_millis(150);
    let limits = Limits { connect: short, whole: short, ..Limits::default() };
    for start in ["", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf"] {
        let outside = Outside::at("127.0.0.1", move |mut stream| async move {
            hear(&mut stream).await;
            stream.write_all(start.as_bytes()).await.expect("the client waits");
            std::future::pending().await
        })
        .await;
        let request = get(&format!("http://127.0.0.1:{}/", outside.port())).limits(limits);
        let error = client.send(request).await.expect_err("it hangs");
        assert!(matches!(error, OutboundError::TimedOut { step: Step::Answer, .. }), "{start:?}: {error}");
    }
    // During the handshake of TLS, and while a name is looked up.
    let limits = Limits { connect: short, ..Limits::default() };
    let silent = Outside::at("127.0.0.1", |stream| async move {
        let _held = stream;
        std::future::pending().await
    })
    .await;
    for url in [format!("https://127.0.0.1:{}/", silent.port()), "http://silent.test/".to_owned()] {
        let error = client.send(get(&url).limits(limits)).await.expect_err("it hangs");
        assert!(matches!(error, OutboundError::TimedOut { step: Step::Connect, .. }), "{url}: {error}");
    }
}

#[tokio::test]
async fn what_fails_before_an_answer_says_where() {
    let client = Names::default().client(LOOPBACK);
    let free = TcpListener::bind("127.0.0.1:0").await.expect("loopback has free ports");
    let port = free.local_addr().expect("it listens").port();
    drop(free);
    let host = Host::parse("127.0.0.1").expect("an address");
    let error = failure(&client, &format!("http://127.0.0.1:{port}/")).await;
    assert_eq!(error, OutboundError::ConnectionRefused { host: host.clone(), port });
    let error = failure(&client, "http://unknown.test/").await;
    assert_eq!(error, OutboundError::NameNotFound { host: name("unknown.test") });
    let error = failure(&client, "http://nobody.test/").await;
    assert_eq!(error, OutboundError::ResolverFailed { host: name("nobody.test") });
    for answer in ["SSH-2.0-OpenSSH_9.2\r\n", "", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf"] {
        let outside = Outside::answering(answer).await;
        let error = failure(&client, &format!("http://127.0.0.1:{}/", outside.port())).await;
        assert!(matches!(error, OutboundError::Broken { .. }), "{answer:?}: {error}");
    }
}

#[tokio::test]
async fn an_address_that_refuses_leads_to_the_next_one() {
    let outside = Outside::at("127.0.0.3", |mut stream| async move {
        let heard = hear(&mut stream).await;
        stream.write_all(text("third").as_bytes()).await.expect("the client waits");
        heard
    })
    .await;
    let names = Names::default().name("many.test", &[&["127.0.0.1", "127.0.0.2", "127.0.0.3"]]);
    let url = format!("http://many.test:{}/", outside.port());
    assert_eq!(names.client(LOOPBACK).send(get(&url)).await.expect("the third answers").text(), "third");
}

#[tokio::test]
async fn a_proxy_from_the_environment_is_never_asked() {
    let proxy = Outside::answering(text("proxy")).await;
    let address = format!("http://{}", proxy.address);
    // This program once more, since the environment belongs to a process.
    let program = std::env::current_exe().expect("this program is a file");
    let mut child = Command::new(program);
    child.args(["--exact", "outbound::an_allowed_address_is_asked_once_and_answers"]);
    for variable in ["HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "ALL_PROXY", "all_proxy"] {
        child.env(variable, &address);
    }
    let output = tokio::task::spawn_blocking(move || child.output()).await.expect("it doesn't panic");
    let output = output.expect("it can be run");
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success() && said.contains("1 passed"), "{said}");
    assert_eq!(proxy.heard().len(), 0, "nobody has connected");
}

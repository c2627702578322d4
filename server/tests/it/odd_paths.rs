//! Addresses that nobody types. Whatever comes, the server answers, and never with a failure of its own.

use axum::body::Body;
use http::{Method, Uri};

use crate::harness::TestApp;
use crate::visitor::Visitor;

fn odd_paths() -> Vec<String> {
    let mut paths: Vec<String> = [
        "/%00",
        "/o/%00",
        "/o/%ff%fe",
        "/o/%c3%28",
        "/o/%",
        "/o/%zz",
        "/o/..",
        "/o/../login",
        "/o/..%2f..%2fetc%2fpasswd",
        "/o/acme/",
        "/o/acme//",
        "/o//",
        "//",
        "//evil.example/",
        "/o/ACME",
        "/o/%61cme",
        "/o/acme%20",
        "/o/-",
        "/o/{org}",
        "/o/:org",
        "/o/a'b\"c",
        "/o/acme?range=%00",
        "/o/acme?range=%ff",
        "/o/acme?%ff=%ff",
        "/o/acme?range=24h&range=7d",
        "/o/acme?range[]=24h",
        "/o/acme?&&&===",
        "/o/acme?from=0000-01-01&to=9999-12-31",
        "/o/acme?from=-9999999-01-01&to=%2B9999999-12-31",
        "/o/acme?from=2026-01-01T00:00:00%2B99:99&to=x",
        "/o/acme?range=custom&from=2026-02-30&to=2026-03-01",
        "/pkg/",
        "/pkg/..",
        "/pkg/../../CACHEDIR.TAG",
        "/pkg/%2e%2e/%2e%2e/CACHEDIR.TAG",
        "/pkg/..%2f..%2fCACHEDIR.TAG",
        "/pkg//etc/passwd",
        "/pkg/%00",
        "/pkg/x%ff",
        "/manifest.json",
        "/.profile",
        "/api/o/%00/stats/realtime",
        "/api/o/%ff/stats/realtime",
        "/api/o//stats/realtime",
        "/fn/",
        "/fn/get_piece%00",
        "/login?next=%00",
        "/login?next=%ff",
        "/login?__path=%2Ffn%2Fsign_in&__err=%00",
        "/login?__path=/fn/sign_in&__err=bm90IGpzb24=",
    ]
    .map(str::to_owned)
    .to_vec();
    paths.push(format!("/o/{}", "a".repeat(8_000)));
    paths.push(format!("/o/acme?range={}", "9".repeat(8_000)));
    paths.push("/a".repeat(4_000));
    paths
}

#[tokio::test]
async fn no_address_breaks_the_server() {
    let app = TestApp::new().await;
    let ana = app.member("acme").await;
    for path in odd_paths() {
        let uri = path.parse::<Uri>();
        let Ok(uri) = uri else { continue };
        for mut visitor in [app.visitor(), ana.clone()] {
            for method in [Method::GET, Method::HEAD, Method::POST, Method::OPTIONS] {
                let request = Visitor::change(&uri.to_string()).method(method.clone());
                if uri.path().ends_with("/stats/realtime") && method == Method::GET {
                    continue;
                }
                let answer = visitor.send(request, Body::empty()).await;
                assert!(answer.status.as_u16() < 500, "{method} {path}: {answer:?}");
                assert!(!answer.body.contains("Signature: "), "{method} {path} is a file beside the site");
                assert!(!answer.body.contains("root:"), "{method} {path} is a file of the machine");
            }
        }
    }
}

#[tokio::test]
async fn bytes_above_ascii_in_an_address_are_answered() {
    let app = TestApp::new().await;
    let mut ana = app.member("acme").await;
    for path in [&b"/o/\xc3\xa4"[..], b"/o/\xff\xfe", b"/o/acme?range=\xff"] {
        let Ok(uri) = Uri::from_maybe_shared(path) else { continue };
        let request = Visitor::request(Method::GET, "/").uri(uri.clone());
        let answer = ana.send(request, Body::empty()).await;
        assert!(answer.status.as_u16() < 500, "{uri:?}: {answer:?}");
    }
}

#[tokio::test]
async fn odd_streams_are_404() {
    let app = TestApp::new().await;
    let mut ana = app.member("acme").await;
    for org in ["%00", "%c3%28", "ACME", "acme%20", "{org}", "..%2facme", "a'b"] {
        let Err(answer) = ana.stream(org).await else { panic!("{org} opened a stream") };
        assert!((400..405).contains(&answer.status.as_u16()), "{org}: {answer:?}");
    }
}

#[tokio::test]
async fn odd_headers_are_answered() {
    let app = TestApp::new().await;
    let mut ana = app.member("acme").await;
    let cases = [
        ("accept", "\u{7f}"),
        ("accept-language", "*;q=9,,,"),
        ("accept-encoding", "br;q=0, gzip;q=NaN"),
        ("origin", "http://[::1"),
        ("referer", "not a url"),
        ("content-type", ";;;"),
        ("x-forwarded-for", "999.1.1.1, ,"),
        ("authorization", "Bearer"),
        ("sec-fetch-site", "moon"),
        ("x-request-id", " "),
    ];
    for (name, value) in cases {
        for (method, path) in [(Method::GET, "/o/acme"), (Method::POST, "/fn/get_piece"), (Method::POST, "/api/ingest")]
        {
            let Ok(value) = http::HeaderValue::from_bytes(value.as_bytes()) else { continue };
            let answer = ana.send(Visitor::change(path).method(method).header(name, value), Body::empty()).await;
            assert!(answer.status.as_u16() < 500, "{name} {path}: {answer:?}");
        }
    }
}

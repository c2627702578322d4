//! What becomes of a request that is redirected.

use http::{HeaderMap, Method, StatusCode, header};
use hyper::body::Bytes;
use url::Url;

use super::OutboundError;
use super::request::{Request, host_of, without_credentials};

/// Headers that may follow a redirect to another host. Any other may be a credential: a token, a
/// cookie, or the header that a person added to a check.
const HARMLESS: [http::HeaderName; 3] = [header::ACCEPT, header::ACCEPT_LANGUAGE, header::USER_AGENT];

/// Turns `request` into the one that the redirect asks for; false where the answer is no redirect.
///
/// # Errors
/// [`OutboundError::InvalidRedirect`] for an address that can't be asked, and
/// [`OutboundError::RedirectedAway`] where the body would go to another host.
pub(super) fn follow(request: &mut Request, status: StatusCode, headers: &HeaderMap) -> Result<bool, OutboundError> {
    let is_redirect = matches!(status.as_u16(), 301 | 302 | 303 | 307 | 308);
    let Some(location) = headers.get(header::LOCATION).filter(|_| is_redirect) else { return Ok(false) };
    let from = host_of(&request.url).expect("only addresses with a host are asked");
    let target = location.to_str().ok().and_then(|text| request.url.join(text).ok());
    let target = target.as_ref().map(without_credentials);
    let (Some(target), Some(to)) = (target.clone(), target.as_ref().and_then(host_of)) else {
        return Err(OutboundError::InvalidRedirect { host: from });
    };
    // As browsers do: 303 always becomes a GET, and the two old ones do for a POST.
    let becomes_get = match status.as_u16() {
        303 => request.method != Method::HEAD,
        301 | 302 => request.method == Method::POST,
        _ => false,
    };
    if becomes_get {
        request.method = Method::GET;
        request.body = Bytes::new();
        request.headers.remove(header::CONTENT_TYPE);
    }
    if !is_same_place(&request.url, &target) {
        if !request.body.is_empty() {
            return Err(OutboundError::RedirectedAway { host: from, to });
        }
        let kept = HARMLESS.iter().filter_map(|name| Some((name.clone(), request.headers.get(name)?.clone())));
        request.headers = kept.collect();
    }
    request.url = target;
    Ok(true)
}

/// Whether what was meant for one address may be sent to the other: the same scheme, host and port,
/// or the step from http to https of one host.
fn is_same_place(from: &Url, to: &Url) -> bool {
    let ports = (from.port_or_known_default(), to.port_or_known_default());
    let is_upgrade = from.scheme() == "http" && to.scheme() == "https" && ports == (Some(80), Some(443));
    host_of(from) == host_of(to) && (is_upgrade || (from.scheme() == to.scheme() && ports.0 == ports.1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderValue;

    /// A POST with a token and a body, redirected.
    fn redirected(from: &str, status: u16, to: &str) -> Result<(bool, Request), OutboundError> {
        let mut request = Request::post_json(from, &serde_json::json!({ "password": "x" })).expect("an address");
        for name in ["authorization", "cookie", "x-api-key", "accept"] {
            request = request.header(http::HeaderName::from_static(name), HeaderValue::from_static("x"));
        }
        let headers = HeaderMap::from_iter([(header::LOCATION, to.parse().expect("a header"))]);
        let status = StatusCode::from_u16(status).expect("a status");
        follow(&mut request, status, &headers).map(|is_redirect| (is_redirect, request))
    }

    fn names(request: &Request) -> Vec<&str> {
        let mut names: Vec<_> = request.headers.keys().map(http::HeaderName::as_str).collect();
        names.sort_unstable();
        names
    }

    #[test]
    fn method_and_body_follow_the_status() {
        let cases = [(301, "GET", 0), (302, "GET", 0), (303, "GET", 0), (307, "POST", 16), (308, "POST", 16)];
        for (status, method, length) in cases {
            let (is_redirect, request) = redirected("https://a.test/x/y?z", status, "../w").expect("it is right");
            assert!(is_redirect);
            assert_eq!((request.url.as_str(), request.method.as_str()), ("https://a.test/w", method), "{status}");
            assert_eq!(request.body.len(), length, "{status}");
            assert!(request.headers.contains_key(header::AUTHORIZATION), "it is the same host");
        }
        for status in [200, 201, 300, 304, 404] {
            assert!(!redirected("https://a.test/", status, "/w").expect("it is right").0, "{status}");
        }
    }

    #[test]
    fn another_host_gets_no_credentials() {
        let cases = [
            ("https://a.test/", "https://b.test/", false),
            ("https://a.test/", "//b.test/", false),
            ("https://a.test/", "https://a.test:8443/", false),
            ("https://a.test/", "http://a.test/", false),
            ("https://a.test/", "https://sub.a.test/", false),
            ("https://a.test/", "https://a.test@b.test/", false),
            ("http://a.test:8080/", "https://a.test/", false),
            ("http://a.test/", "https://a.test/", true),
            ("https://a.test/", "https://A.TEST./", true),
        ];
        for (from, to, is_kept) in cases {
            let (_, request) = redirected(from, 302, to).expect("it is right");
            let expected: &[&str] =
                if is_kept { &["accept", "authorization", "cookie", "x-api-key"] } else { &["accept"] };
            assert_eq!(names(&request), expected, "{from} to {to}");
            assert_eq!(request.url.username(), "", "{to}");
        }
    }

    #[test]
    fn a_body_is_not_sent_to_another_host() {
        let error = redirected("https://a.test/", 307, "https://b.test/").expect_err("it is another host");
        assert_eq!(
            error.to_string(),
            "a.test wants the content of the request to be sent to b.test, which is another host"
        );
    }

    #[test]
    fn a_redirect_leads_to_http_only() {
        for to in [
            "file:///etc/passwd",
            "ftp://a.test/",
            "javascript:alert(1)",
            "http://",
            "https://[::1",
            "data:text/plain,x",
        ] {
            let host = super::super::Host::Name("a.test".to_owned());
            assert_eq!(
                redirected("https://a.test/", 302, to).map(|_| ()),
                Err(OutboundError::InvalidRedirect { host }),
                "{to}"
            );
        }
    }
}

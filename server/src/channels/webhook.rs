//! JSON to an address, signed.
//!
//! `Pulseboard-Signature: v1=…` is the HMAC-SHA256, in hex, of the timestamp
//! in `Pulseboard-Timestamp`, a point, and the body. `Idempotency-Key` is the
//! same at every try of one message.

use domain::delivery::Verdict;
use domain::message;
use hmac::{Hmac, KeyInit, Mac};
use http::{HeaderName, HeaderValue, StatusCode};
use sha2::Sha256;

use super::answer::{self, LIMITS};
use super::{Channels, Letter};
use crate::outbound::Request;

const SIGNATURE: HeaderName = HeaderName::from_static("pulseboard-signature");
const TIMESTAMP: HeaderName = HeaderName::from_static("pulseboard-timestamp");
const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");

pub(super) async fn send(channels: &Channels, url: &str, key: &str, letter: &Letter<'_>) -> Verdict {
    let body = message::webhook(letter.message, &letter.key.to_string(), letter.organization);
    let (timestamp, signature) = (letter.at.timestamp(), signature(key, letter.at.timestamp(), &body.to_string()));
    let request = match Request::post_json(url, &body) {
        Ok(request) => request,
        Err(error) => return answer::unanswered(&error),
    };
    let plain = |text: String| HeaderValue::from_str(&text).expect("digits and letters are a header");
    let request = request
        .header(TIMESTAMP, HeaderValue::from(timestamp))
        .header(SIGNATURE, plain(signature))
        .header(IDEMPOTENCY_KEY, plain(letter.key.to_string()))
        .limits(LIMITS);
    match channels.outbound.send(request).await {
        Err(error) => answer::unanswered(&error),
        Ok(got) if got.status.is_success() => answer::sent(answer::in_words(&got)),
        Ok(got) if got.status == StatusCode::TOO_MANY_REQUESTS => {
            answer::busy(answer::in_words(&got), answer::retry_after(&got))
        }
        Ok(got) if got.status == StatusCode::SERVICE_UNAVAILABLE && answer::retry_after(&got).is_some() => {
            answer::busy(answer::in_words(&got), answer::retry_after(&got))
        }
        Ok(got) if got.status.is_redirection() => {
            answer::refused(format!("{}: redirects are not followed.", answer::status(got.status)))
        }
        Ok(got) if is_final(got.status) => answer::refused(answer::in_words(&got)),
        Ok(got) => answer::later(answer::in_words(&got)),
    }
}

/// What the other side says about the request and not about its own state.
fn is_final(status: StatusCode) -> bool {
    status.as_u16() >= 400
        && status.as_u16() < 500
        && !matches!(
            status,
            StatusCode::REQUEST_TIMEOUT | StatusCode::CONFLICT | StatusCode::LOCKED | StatusCode::TOO_EARLY
        )
}

fn signature(key: &str, timestamp: i64, body: &str) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(key.as_bytes()).expect("a key may have any length");
    mac.update(format!("{timestamp}.{body}").as_bytes());
    format!("v1={}", hex::encode(mac.finalize().into_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_is_that_of_timestamp_and_body() {
        // printf '1700000000.{"a":1}' | openssl dgst -sha256 -hmac 0123456789abcdef
        let expected = "v1=9eb18f493f8ec135d9eb2dad817c369bb4e9cbfa818657897a7437c1cd8c3a23";
        assert_eq!(signature("0123456789abcdef", 1_700_000_000, r#"{"a":1}"#), expected);
    }
}

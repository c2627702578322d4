//! One request and its answer over one connection, which is closed afterwards: a connection that is
//! kept would be to an address that was checked some time ago.

use http::{HeaderMap, HeaderValue, StatusCode, header};
use http_body_util::{BodyExt, Full};
use hyper::body::{Body, Bytes, Incoming};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio_util::task::AbortOnDropHandle;
use url::Position;

use super::request::Request;
use super::{Host, OutboundError};

/// Who asks.
const USER_AGENT: &str = concat!("Pulseboard/", env!("CARGO_PKG_VERSION"));

/// A connection of either kind.
pub(super) trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Stream for T {}

/// An answer whose body hasn't been read. Dropping it closes the connection.
pub(super) struct Opened {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    body: Incoming,
    _connection: AbortOnDropHandle<()>,
}

/// Sends the request, and reads the head of the answer.
pub(super) async fn open(request: &Request, host: &Host, stream: Box<dyn Stream>) -> Result<Opened, OutboundError> {
    let broken = |error: hyper::Error| OutboundError::Broken { host: host.clone(), problem: reason(&error) };
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.map_err(broken)?;
    let connection = AbortOnDropHandle::new(tokio::spawn(async move {
        // What goes wrong here is told to whoever waits for the answer.
        let _ = connection.await;
    }));
    let response = sender.send_request(written(request)).await.map_err(broken)?;
    let (head, body) = response.into_parts();
    Ok(Opened { status: head.status, headers: head.headers, body, _connection: connection })
}

impl Opened {
    /// Reads the body, and stops at the first byte over the limit.
    pub(super) async fn read(mut self, host: &Host, limit: usize) -> Result<Bytes, OutboundError> {
        let too_large = || OutboundError::TooLarge { host: host.clone(), limit };
        let announced = self.body.size_hint().lower();
        if announced > limit as u64 {
            return Err(too_large());
        }
        let mut read = Vec::with_capacity(usize::try_from(announced).unwrap_or_default());
        while let Some(frame) = self.body.frame().await {
            let frame = frame.map_err(|error| OutboundError::Broken { host: host.clone(), problem: reason(&error) })?;
            let Ok(data) = frame.into_data() else { continue };
            if read.len() + data.len() > limit {
                return Err(too_large());
            }
            read.extend_from_slice(&data);
        }
        Ok(read.into())
    }
}

/// The request as it goes over the wire. No compression: the limit is on what is read, and what is read is what was sent.
fn written(request: &Request) -> http::Request<Full<Bytes>> {
    let url = &request.url;
    let authority = &url[Position::BeforeHost..Position::AfterPort];
    let mut written = http::Request::new(Full::new(request.body.clone()));
    *written.method_mut() = request.method.clone();
    let target = &url[Position::BeforePath..Position::AfterQuery];
    *written.uri_mut() = target.parse().expect("path and query of a parsed address are those of a request");
    let headers = written.headers_mut();
    headers.insert(header::USER_AGENT, HeaderValue::from_static(USER_AGENT));
    headers.insert(header::ACCEPT, HeaderValue::from_static("*/*"));
    headers.extend(request.headers.clone());
    headers.insert(header::ACCEPT_ENCODING, HeaderValue::from_static("identity"));
    headers.insert(header::HOST, authority.parse().expect("the host of a parsed address is ASCII"));
    headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
    written
}

/// The parser's words with those of what it stumbled over.
fn reason(error: &hyper::Error) -> String {
    match std::error::Error::source(error) {
        Some(source) => format!("{error}: {source}"),
        None => error.to_string(),
    }
}

//! The HTTP client: dials by the rule, for each request and each redirect anew.

use std::time::Duration;

use tokio::time::timeout;

use super::exchange::{self, Opened, Stream};
use super::request::{Request, host_of};
use super::{Answer, Dialer, Host, OutboundError, Step, Tls, redirect};

/// Sends requests that keep to the outbound rule. Cheap to clone.
#[derive(Clone, Debug)]
pub struct HttpClient {
    dialer: Dialer,
    tls: Tls,
}

impl HttpClient {
    /// A client that connects with this dialer and trusts as `tls` says.
    #[must_use]
    pub fn new(dialer: Dialer, tls: Tls) -> Self {
        Self { dialer, tls }
    }

    /// What it connects with, for other protocols.
    #[must_use]
    pub fn dialer(&self) -> &Dialer {
        &self.dialer
    }

    /// How it speaks TLS, for other protocols.
    #[must_use]
    pub fn tls(&self) -> &Tls {
        &self.tls
    }

    /// Sends a request, follows redirects, and reads the answer. Any status is an answer.
    ///
    /// # Errors
    /// Where there is no complete answer within the request's limits, or the rule refuses an address.
    pub async fn send(&self, request: Request) -> Result<Answer, OutboundError> {
        let limits = request.limits;
        // Whoever was asked last is who didn't answer.
        let mut asked = host_of(&request.url).expect("a request has a host");
        let answered = timeout(limits.whole, self.follow(request, &mut asked)).await;
        answered.unwrap_or_else(|_| {
            Err(OutboundError::TimedOut { host: asked.clone(), step: Step::Answer, within: limits.whole })
        })
    }

    async fn follow(&self, mut request: Request, asked: &mut Host) -> Result<Answer, OutboundError> {
        let limits = request.limits;
        for followed in 0..=limits.redirects {
            asked.clone_from(&host_of(&request.url).expect("a request has a host"));
            let opened = self.open(&request, asked).await?;
            let answered = request.url.clone();
            let is_last = limits.redirects == 0;
            if is_last || !redirect::follow(&mut request, opened.status, &opened.headers)? {
                let (status, headers) = (opened.status, opened.headers.clone());
                let body = opened.read(asked, limits.body).await?;
                return Ok(Answer { url: answered, status, headers, body });
            }
            tracing::debug!(outbound.host = %asked, outbound.redirects = followed + 1, "{asked} redirects");
        }
        Err(OutboundError::TooManyRedirects { host: asked.clone(), limit: limits.redirects })
    }

    /// Dials the host of the request, and sends it.
    async fn open(&self, request: &Request, host: &Host) -> Result<Opened, OutboundError> {
        let port = request.url.port_or_known_default().expect("http and https have ports");
        let within = request.limits.connect;
        let stream = self.connect(host, port, request.url.scheme() == "https", within).await?;
        exchange::open(request, host, stream).await
    }

    async fn connect(
        &self,
        host: &Host,
        port: u16,
        is_https: bool,
        within: Duration,
    ) -> Result<Box<dyn Stream>, OutboundError> {
        let connecting = async {
            let stream = self.dialer.dial(host, port, within).await?;
            // A request is written at once.
            let _ = stream.set_nodelay(true);
            let stream: Box<dyn Stream> =
                if is_https { Box::new(self.tls.wrap(host, stream).await?) } else { Box::new(stream) };
            Ok(stream)
        };
        let timed_out = |_| OutboundError::TimedOut { host: host.clone(), step: Step::Connect, within };
        timeout(within, connecting).await.map_err(timed_out)?
    }
}

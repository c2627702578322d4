//! The real way out: what connectors ask leaves through the outbound rule.

use async_trait::async_trait;
use std::time::Duration;

use super::http::{Answer, Http, HttpError, Limits, Request};
use crate::outbound::{self, HttpClient, OutboundError, Step};

/// What name, connection and TLS may take.
const CONNECT: Duration = Duration::from_secs(10);

#[async_trait]
impl Http for HttpClient {
    async fn send(&self, request: Request, limits: Limits) -> Result<Answer, HttpError> {
        let mut outward = outbound::Request::new(request.method, request.url.as_str()).map_err(HttpError::from)?;
        for (name, value) in &request.headers {
            outward = outward.header(name.clone(), value.clone());
        }
        let Limits { time, body_bytes, redirects } = limits;
        let limits = outbound::Limits { connect: CONNECT.min(time), whole: time, body: body_bytes, redirects };
        let answer = Self::send(self, outward.body(request.body).limits(limits)).await?;
        Ok(Answer { status: answer.status, headers: answer.headers, body: answer.body.into() })
    }
}

impl From<OutboundError> for HttpError {
    fn from(error: OutboundError) -> Self {
        let words = error.to_string();
        match error {
            OutboundError::AddressRefused { .. } | OutboundError::InvalidAddress { .. } => Self::AddressRefused(words),
            OutboundError::NameNotFound { .. }
            | OutboundError::ResolverFailed { .. }
            | OutboundError::ConnectionRefused { .. }
            | OutboundError::Unreachable { .. }
            | OutboundError::TimedOut { step: Step::Connect, .. } => Self::NoConnection(words),
            OutboundError::TimedOut { step: Step::Answer, .. } => Self::TimedOut(words),
            OutboundError::Tls { .. } => Self::Tls(words),
            OutboundError::Broken { .. } => Self::Broken(words),
            OutboundError::TooLarge { .. } => Self::TooLarge(words),
            OutboundError::TooManyRedirects { .. }
            | OutboundError::InvalidRedirect { .. }
            | OutboundError::RedirectedAway { .. } => Self::Redirects(words),
        }
    }
}

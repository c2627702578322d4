//! The server's half of [`AppError`]: statuses, and where internal errors are logged.

use super::{AppError, Invalid};
use domain::access::member::{InviteRefusal, MemberRefusal};
use domain::link::LinkRefusal;
use http::{HeaderValue, StatusCode, header};
use leptos::prelude::use_context;
use leptos_axum::ResponseOptions;
use server_fn::Encodes;
use server_fn::codec::JsonEncoding;
use store::{RuleError, StoreError};

/// Leptos answers 500 for every failed server function; this sets the status that is true.
/// A plain form post keeps its redirect back to the form.
pub(super) fn set_answer_status(error: &AppError) {
    let is_form = use_context::<http::request::Parts>()
        .and_then(|parts| parts.headers.get(header::ACCEPT)?.to_str().ok().map(|accept| accept.contains("text/html")))
        .unwrap_or(false);
    if !is_form {
        set_page_status(error);
    }
}

pub(super) fn set_page_status(error: &AppError) {
    let Some(options) = use_context::<ResponseOptions>() else { return };
    options.set_status(StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR));
    if let AppError::TooMany { retry_after, .. } = error {
        options.insert_header(header::RETRY_AFTER, HeaderValue::from(*retry_after));
    }
}

pub(super) fn encode(error: &AppError) -> server_fn::Bytes {
    JsonEncoding::encode(error).unwrap_or_default()
}

impl AppError {
    /// Logs an internal failure under a fresh incident id, which is all that the user sees.
    pub fn internal(cause: &(dyn std::error::Error + 'static)) -> Self {
        let incident = uuid::Uuid::new_v4().simple().to_string()[..12].to_owned();
        let mut chain = cause.to_string();
        let mut source = cause.source();
        while let Some(inner) = source {
            chain = format!("{chain}: {inner}");
            source = inner.source();
        }
        tracing::error!(incident.id = incident, error = chain, "request failed, incident {incident}: {chain}");
        Self::Internal(incident)
    }
}

impl From<StoreError> for AppError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::NotFound => Self::NotFound,
            StoreError::Forbidden => Self::Forbidden,
            other => Self::internal(&other),
        }
    }
}

impl From<RuleError<MemberRefusal>> for AppError {
    fn from(error: RuleError<MemberRefusal>) -> Self {
        match error {
            RuleError::Refused(MemberRefusal::Role) => Self::Forbidden,
            RuleError::Refused(refusal) => Self::Invalid(Invalid::form(refusal.to_string())),
            RuleError::Store(error) => error.into(),
        }
    }
}

impl From<RuleError<InviteRefusal>> for AppError {
    fn from(error: RuleError<InviteRefusal>) -> Self {
        match error {
            RuleError::Refused(InviteRefusal::Member(refusal)) => RuleError::Refused(refusal).into(),
            RuleError::Refused(refusal) => Self::Invalid(Invalid::field("email", refusal.to_string())),
            RuleError::Store(error) => error.into(),
        }
    }
}

impl From<RuleError<LinkRefusal>> for AppError {
    fn from(error: RuleError<LinkRefusal>) -> Self {
        match error {
            RuleError::Refused(refusal) => Self::Invalid(Invalid::form(refusal.to_string())),
            RuleError::Store(error) => error.into(),
        }
    }
}

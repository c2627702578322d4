//! `GET /api/o/{org}/audit`: the audit log as a file, CSV or JSON, for those who may take it away.
//!
//! It streams: a batch is read when the one before has been sent, so that neither side holds the whole log.

use super::asker::Asker;
use super::{Problem, internal, problem};
use crate::clock;
use app::AppError;
use axum::body::Body;
use axum::extract::Query;
use axum::extract::rejection::QueryRejection;
use axum::response::{IntoResponse, Response};
use chrono::SecondsFormat;
use domain::audit::AuditQuery;
use domain::csv;
use http::{HeaderValue, StatusCode, header};
use serde::Deserialize;
use serde_json::json;
use store::audit::{AuditEntry, AuditFilter, Export};
use store::{By, StoreError};

const COLUMNS: [&str; 8] = ["time", "actor_kind", "actor", "action", "target", "detail", "address", "result"];

/// The filter of the page, and the form of the file.
#[derive(Debug, Deserialize)]
pub struct ExportQuery {
    #[serde(default)]
    format: Format,
    #[serde(flatten)]
    filter: AuditQuery,
}

#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Format {
    #[default]
    Csv,
    Json,
}

#[utoipa::path(
    get,
    path = "/api/o/{org}/audit",
    tag = "Audit",
    summary = "Take the audit log away as a file",
    description = "The entries that the filter lets through, newest first. For owners and administrators; taking the log \
                   away is an entry of its own.",
    params(
        ("org" = String, Path, description = "Slug of the organization", example = "demo"),
        ("format" = Option<String>, Query, description = "`csv`, which is also what comes without it, or `json`"),
        ("actor" = Option<String>, Query, description = "Who did it: an e-mail address, the name of a token, or `command line`"),
        ("action" = Option<String>, Query, description = "What was done", example = "member.removed"),
        ("result" = Option<String>, Query, description = "How it ended"),
        ("from" = Option<String>, Query, description = "The first day, in the organization's time zone", example = "2026-11-01"),
        ("to" = Option<String>, Query, description = "The last day, which is part of it", example = "2026-11-30"),
        ("after" = Option<String>, Query, description = "Where an earlier answer ended")
    ),
    responses(
        (status = 200, description = "The file, also as application/json", body = String, content_type = "text/csv"),
        (status = 400, description = "A parameter that can't be read", body = Problem),
        (status = 403, description = "Your role or the token’s scopes do not allow this", body = Problem),
        (status = 404, description = "There is no such organization, or you are no member of it", body = Problem)
    ),
    security(("session" = []), ("token" = ["admin"]))
)]
/// Answers the file.
pub async fn export(asker: Asker, query: Result<Query<ExportQuery>, QueryRejection>) -> Response {
    let Ok(Query(query)) = query else {
        return problem(StatusCode::BAD_REQUEST, "Ask for the format csv or json.");
    };
    let filter = match filter(&query.filter, asker.by()) {
        Ok(filter) => filter,
        Err(error) => return problem(StatusCode::BAD_REQUEST, &error.to_string()),
    };
    match Export::begin(asker.by(), filter, &asked(&query), &asker.origin).await {
        Ok(export) => file(export, query.format),
        Err(StoreError::Forbidden) => problem(StatusCode::FORBIDDEN, "Your role does not allow this."),
        Err(StoreError::NotFound) => problem(StatusCode::NOT_FOUND, "There is no such organization."),
        Err(error) => internal(&error),
    }
}

fn filter(query: &AuditQuery, by: By<'_>) -> Result<AuditFilter, AppError> {
    let wanted = query.parse().map_err(|error| AppError::Invalid(app::error::Invalid::form(error.to_string())))?;
    let zone = by.zone().to_tz().map_err(|error| AppError::internal(&error))?;
    Ok(AuditFilter::of(&wanted, zone))
}

/// What was asked for, for the log itself: "csv, action=token.created".
fn asked(ExportQuery { format, filter }: &ExportQuery) -> String {
    let format = match format {
        Format::Csv => "csv",
        Format::Json => "json",
    };
    let fields = [
        ("actor", &filter.actor),
        ("action", &filter.action),
        ("result", &filter.result),
        ("from", &filter.from),
        ("to", &filter.to),
    ];
    let given =
        fields.into_iter().filter_map(|(name, value)| Some((name, value.as_deref().filter(|v| !v.is_empty())?)));
    given.fold(format.to_owned(), |asked, (name, value)| format!("{asked}, {name}={value}"))
}

fn file(mut export: Export, format: Format) -> Response {
    let name = clock::now().format("audit_%Y%m%d_%H%M%S");
    let (kind, extension) = match format {
        Format::Csv => ("text/csv; charset=utf-8", "csv"),
        Format::Json => ("application/json", "json"),
    };
    let lines = async_stream::try_stream! {
        yield match format { Format::Csv => csv::row(COLUMNS), Format::Json => "[".to_owned() };
        let mut separator = "\n";
        loop {
            let batch = export.next().await.inspect_err(|error| {
                tracing::error!(%error, "an export of the audit log broke off: {error}");
            })?;
            if batch.is_empty() {
                break;
            }
            let mut text = String::new();
            for entry in &batch {
                match format {
                    Format::Csv => text.push_str(&csv_row(entry)),
                    Format::Json => {
                        text.push_str(separator);
                        text.push_str(&json_row(entry).to_string());
                        separator = ",\n";
                    }
                }
            }
            yield text;
        }
        if matches!(format, Format::Json) {
            yield "\n]\n".to_owned();
        }
    };
    let lines: std::pin::Pin<Box<dyn futures::Stream<Item = Result<String, StoreError>> + Send>> = Box::pin(lines);
    let mut response = Body::from_stream(lines).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    let disposition = format!("attachment; filename=\"{name}.{extension}\"");
    headers.insert(header::CONTENT_DISPOSITION, disposition.parse().expect("a name of digits is a header's value"));
    response
}

/// The cells of a row, in the order of [`COLUMNS`].
fn cells(entry: &AuditEntry) -> [String; 8] {
    [
        entry.at.to_rfc3339_opts(SecondsFormat::Micros, true),
        entry.actor_kind.to_string(),
        entry.actor.clone(),
        entry.action.as_ref().map_or_else(String::clone, ToString::to_string),
        entry.target.clone(),
        entry.detail.clone(),
        entry.address.map(|address| address.to_string()).unwrap_or_default(),
        entry.result.to_string(),
    ]
}

fn csv_row(entry: &AuditEntry) -> String {
    csv::row(cells(entry).iter().map(String::as_str))
}

fn json_row(entry: &AuditEntry) -> serde_json::Value {
    COLUMNS.into_iter().zip(cells(entry)).map(|(column, cell)| (column.to_owned(), json!(cell))).collect()
}

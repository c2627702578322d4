//! `GET /api/openapi.json`: the description of this API that programs read. Each handler carries its own part; a test
//! compares the whole with the router, so that no path is left out.

use std::sync::LazyLock;

use axum::response::{IntoResponse, Response};
use http::header;
use serde_json::Value;
use utoipa::openapi::security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{Content, Ref, ResponseBuilder};
use utoipa::{Modify, OpenApi};

use super::center::{assistant, badge, checks, dashboards, environments, incidents, pages, policies, preview};
use super::{audit, docs, health, ingest, members, stream, tokens};
use crate::session;

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Pulseboard API",
        description = "What programs may ask of Pulseboard.\n\nA program shows an API token: `Authorization: Bearer pb_…`. \
                       A token belongs to one organization and is good for its scopes only. An answer with a status of 400 or \
                       more has a body with one sentence, `{\"error\": …}`, unless said otherwise. Times are RFC 3339 with an offset.",
        license(name = "AGPL-3.0-only", identifier = "AGPL-3.0-only")
    ),
    servers((url = "/", description = "This server")),
    tags(
        (name = "Events", description = "Facts that your programs send"),
        (name = "Live", description = "What changes while one looks"),
        (name = "Audit", description = "Who did what, on what, when, from where"),
        (name = "Dashboards", description = "How dashboards are, and checking them"),
        (name = "Incidents", description = "What is wrong, what was, and how it went"),
        (name = "Environments", description = "Where dashboards are"),
        (name = "Policies", description = "Which dashboards are checked when"),
        (name = "Administration", description = "Members and API tokens"),
        (name = "Health", description = "For load balancers and monitors"),
        (name = "Documentation", description = "This document, for programs and for people")
    ),
    paths(
        ingest::ingest, stream::stream, audit::export, health::public, health::live, health::ready, document, docs::page,
        dashboards::list, checks::run, checks::report, assistant::ask, badge::picture, incidents::list, incidents::one,
        environments::list, environments::one, environments::create, environments::change, environments::remove,
        environments::test, environments::sync, pages::list, pages::create, pages::change, pages::remove,
        policies::list, policies::one, policies::create, policies::change, policies::remove, preview::ask,
        members::list, members::remove, tokens::list, tokens::revoke
    ),
    modifiers(&Credentials, &Strangers)
)]
struct Description;

/// The two ways to say who asks.
struct Credentials;

impl Modify for Credentials {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        let components = document.components.get_or_insert_default();
        let token = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).description(Some("An API token")).build();
        components.add_security_scheme("token", SecurityScheme::Http(token));
        let cookie = ApiKeyValue::with_description(session::COOKIE, "The session of a person who has signed in");
        let badge = ApiKeyValue::with_description("token", "The token of one status badge");
        components.add_security_scheme("badge", SecurityScheme::ApiKey(ApiKey::Query(badge)));
        components.add_security_scheme("session", SecurityScheme::ApiKey(ApiKey::Cookie(cookie)));
    }
}

/// What strangers are answered, wherever one has to say who asks.
struct Strangers;

impl Modify for Strangers {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        for path in document.paths.paths.values_mut() {
            let operations = [&mut path.get, &mut path.put, &mut path.post, &mut path.delete];
            for operation in operations.into_iter().flatten().filter(|operation| operation.security.is_some()) {
                let problem = Content::new(Some(Ref::from_schema_name("Problem")));
                let refused = ResponseBuilder::new().description("No session, and no token that works");
                let refused = refused.content("application/json", problem).build();
                operation.responses.responses.entry("401".to_owned()).or_insert_with(|| refused.into());
            }
        }
    }
}

/// The description as JSON.
pub fn description() -> &'static Value {
    static DESCRIPTION: LazyLock<Value> =
        LazyLock::new(|| serde_json::to_value(Description::openapi()).expect("the description is JSON"));
    &DESCRIPTION
}

#[utoipa::path(
    get,
    path = "/api/openapi.json",
    tag = "Documentation",
    summary = "This description, as OpenAPI 3.1",
    responses((status = 200, description = "The description", body = Object))
)]
/// Answers with the description.
pub async fn document() -> Response {
    static TEXT: LazyLock<String> = LazyLock::new(|| description().to_string());
    ([(header::CONTENT_TYPE, "application/json")], TEXT.as_str()).into_response()
}

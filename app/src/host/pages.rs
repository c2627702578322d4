//! The router of all pages and server functions. It is made here, not in the host, so that the pages'
//! code is compiled once, with this crate, and not again with every change to the host.

use super::{Caller, Host};
use crate::App;
use crate::door::Door;
use crate::shell::{application, door};
use axum::extract::Request;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use http::StatusCode;
use leptos::config::LeptosOptions;
use leptos::prelude::{provide_context, use_context};
use leptos_axum::{LeptosRoutes, generate_route_list, render_app_async_with_context};
use serde_json::json;

/// Pages and server functions over `host`. The layers around it put a [`Caller`] into each request's extensions.
pub fn pages(host: Host) -> Router {
    // Leptos' router asks for its own settings; what they say of files is not used, see `shell`.
    let options = LeptosOptions::builder().output_name("pulseboard").build();
    let context = move || {
        provide_context(host.clone());
        let parts = use_context::<http::request::Parts>();
        if let Some(caller) = parts.and_then(|parts| parts.extensions.get::<Caller>().cloned()) {
            provide_context(caller);
        }
    };
    let at_the_door = render_app_async_with_context(context.clone(), door);
    let page = at_the_door.clone();
    let not_found = move |request: Request| {
        let page = page.clone();
        async move { if is_for_programs(request.uri().path()) { nothing_here() } else { page(request).await } }
    };
    // The pages are one route to Leptos, see `page`; to axum, the first of them has an address of its own.
    let overview = get(render_app_async_with_context(context.clone(), application));
    let router = Router::new()
        .leptos_routes_with_context(&options, generate_route_list(App), context, application)
        .route("/o/{org}", overview);
    let doors = generate_route_list(Door);
    let router = doors.iter().fold(router, |router, listing| router.route(listing.path(), get(at_the_door.clone())));
    router.fallback(not_found).with_state(options)
}

/// Whether a program asks rather than a person.
fn is_for_programs(path: &str) -> bool {
    path.starts_with("/api/") || path.starts_with("/fn/")
}

/// The 404 of the API; pages have their own.
fn nothing_here() -> Response {
    (StatusCode::NOT_FOUND, Json(json!({ "error": "There is nothing at this address." }))).into_response()
}

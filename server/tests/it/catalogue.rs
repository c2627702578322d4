//! All that the server answers. What the code itself can list is taken from there, so that nothing new is forgotten;
//! for each server function this file says who may call it, and with what. A function that isn't here fails a test.

use std::collections::BTreeSet;

use app::overview::Part;
use app::page::Page;
use app::piece::PieceName;
use domain::access::Action;
use leptos::server_fn::axum::server_fn_paths;
use leptos_axum::generate_route_list;
use serde_json::{Value, json};
use server::gate::is_public;

use crate::piece;

/// How a server function takes its arguments.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    Form,
    Json,
}

/// Who may call a server function.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Reach {
    /// Anybody at all.
    Public,
    /// Whoever is signed in.
    Person,
    /// Members of the organization that is named in the arguments.
    Organization,
}

/// A server function and arguments that are right.
pub struct Function {
    pub path: &'static str,
    pub encoding: Encoding,
    pub reach: Reach,
    /// What a member has to be allowed to.
    pub needs: Option<Action>,
    /// What an organization's only owner is answered.
    pub owner_gets: u16,
    pub arguments: fn(org: &str) -> Value,
}

/// What most functions are; the lines below say what is different.
const PLAIN: Function = Function {
    path: "",
    encoding: Encoding::Form,
    reach: Reach::Public,
    needs: None,
    owner_gets: 200,
    arguments: |_| json!({}),
};

/// A form of the settings.
const fn setting(path: &'static str, needs: Action, owner_gets: u16, arguments: fn(org: &str) -> Value) -> Function {
    Function { path, reach: Reach::Organization, needs: Some(needs), owner_gets, arguments, ..PLAIN }
}

/// A form of one's own account.
const fn own(path: &'static str, arguments: fn(org: &str) -> Value) -> Function {
    Function { path, reach: Reach::Person, arguments, ..PLAIN }
}

/// Every server function.
pub const FUNCTIONS: &[Function] = &[
    Function {
        path: "/fn/sign_in",
        arguments: |org| json!({ "email": format!("nobody@{org}.test"), "password": "wrong password" }),
        ..PLAIN
    },
    Function { path: "/fn/sign_out", ..PLAIN },
    Function { path: "/fn/set_theme", arguments: |_| json!({ "theme": "dark" }), ..PLAIN },
    Function {
        path: "/fn/join",
        arguments: |_| json!({ "token": NO_LINK, "name": "Ben", "password": "correct horse battery" }),
        ..PLAIN
    },
    Function {
        path: "/fn/reset_password",
        arguments: |_| json!({ "token": NO_LINK, "password": "correct horse battery" }),
        ..PLAIN
    },
    Function { path: "/fn/act_on_link", arguments: |_| json!({ "token": NO_LINK }), ..PLAIN },
    Function { path: "/fn/ask_reset", arguments: |_| json!({ "email": "nobody@example.test" }), ..PLAIN },
    Function { path: "/fn/verify_address", arguments: |_| json!({ "token": NO_LINK }), ..PLAIN },
    Function {
        path: "/fn/get_viewer",
        encoding: Encoding::Json,
        reach: Reach::Organization,
        arguments: |org| json!({ "org": org }),
        ..PLAIN
    },
    Function {
        path: "/fn/get_piece",
        encoding: Encoding::Json,
        reach: Reach::Organization,
        arguments: |org| piece::arguments(org, PieceName::Overview(Part::Machine), "range=24h"),
        ..PLAIN
    },
    setting(
        "/fn/change_organization",
        Action::ChangeOrganization,
        200,
        |org| json!({ "org": org, "name": format!("The {org} company"), "zone": "UTC", "locale": "en-GB", "viewers": "yes" }),
    ),
    setting(
        "/fn/invite_member",
        Action::InviteMembers,
        200,
        |org| json!({ "org": org, "email": "new@example.com", "role": "viewer" }),
    ),
    setting("/fn/withdraw_invitation", Action::InviteMembers, 404, |org| json!({ "org": org, "id": NOTHING })),
    setting(
        "/fn/change_role",
        Action::ChangeRoles,
        404,
        |org| json!({ "org": org, "user": NOTHING, "role": "viewer" }),
    ),
    setting("/fn/remove_member", Action::RemoveMembers, 404, |org| json!({ "org": org, "user": NOTHING })),
    Function {
        path: "/fn/ask_chat",
        reach: Reach::Organization,
        owner_gets: 404,
        arguments: |org| json!({ "org": org, "provider": NOTHING }),
        ..PLAIN
    },
    Function {
        path: "/fn/forget_chat",
        reach: Reach::Organization,
        arguments: |org| json!({ "org": org, "provider": NOTHING }),
        ..PLAIN
    },
    setting("/fn/leave_organization", Action::LeaveOrganization, 422, |org| json!({ "org": org })),
    setting(
        "/fn/create_token",
        Action::CreateTokens,
        200,
        |org| json!({ "org": org, "name": "Collector", "life": "90", "ingest": "yes" }),
    ),
    setting("/fn/revoke_token", Action::RevokeTokens, 404, |org| json!({ "org": org, "id": NOTHING })),
    setting(
        "/fn/create_environment",
        Action::ChangeEnvironments,
        200,
        |org| json!({ "org": org, "kind": "web", "name": "Public sites" }),
    ),
    setting("/fn/change_environment", Action::ChangeEnvironments, 404, |org| {
        json!({ "org": org, "environment": NOTHING, "name": "Sites", "max_concurrent": "2", "gap_seconds": "5",
                "query_seconds": "30", "dashboard_seconds": "300" })
    }),
    setting(
        "/fn/remove_environment",
        Action::ChangeEnvironments,
        404,
        |org| json!({ "org": org, "environment": NOTHING }),
    ),
    setting(
        "/fn/test_environment",
        Action::ChangeEnvironments,
        404,
        |org| json!({ "org": org, "environment": NOTHING }),
    ),
    setting(
        "/fn/sync_environment",
        Action::ChangeEnvironments,
        404,
        |org| json!({ "org": org, "environment": NOTHING }),
    ),
    setting("/fn/check_environment", Action::RunChecks, 404, |org| json!({ "org": org, "environment": NOTHING })),
    setting("/fn/save_page", Action::TendDashboards, 404, |org| {
        json!({ "org": org, "environment": NOTHING, "title": "Status", "url": "https://status.test/", "status": "200",
                "slow_ms": "1000" })
    }),
    setting("/fn/remove_page", Action::TendDashboards, 404, |org| json!({ "org": org, "page": NOTHING })),
    setting(
        "/fn/add_maintenance",
        Action::TendDashboards,
        404,
        |org| json!({ "org": org, "environment": NOTHING, "starts": "2099-01-01T00:00", "ends": "2099-01-01T01:00" }),
    ),
    setting("/fn/end_maintenance", Action::TendDashboards, 404, |org| json!({ "org": org, "id": NOTHING })),
    setting("/fn/save_policy", Action::ChangePolicies, 404, |org| {
        json!({ "org": org, "edit": "new", "name": "Nightly", "environment_id": NOTHING, "scope": "all", "kind": "window",
                "weekdays[0]": "1", "start": "01:00", "end": "05:00", "zone": "UTC" })
    }),
    setting("/fn/pause_policy", Action::ChangePolicies, 404, |org| json!({ "org": org, "policy": NOTHING })),
    setting("/fn/check_policy", Action::RunChecks, 404, |org| json!({ "org": org, "policy": NOTHING })),
    setting("/fn/remove_policy", Action::ChangePolicies, 404, |org| json!({ "org": org, "policy": NOTHING })),
    setting("/fn/run_check", Action::RunChecks, 404, |org| json!({ "org": org, "dashboard": NOTHING })),
    setting(
        "/fn/acknowledge_dashboard",
        Action::TendDashboards,
        404,
        |org| json!({ "org": org, "dashboard": NOTHING }),
    ),
    setting(
        "/fn/snooze_dashboard",
        Action::TendDashboards,
        404,
        |org| json!({ "org": org, "dashboard": NOTHING, "hours": "4" }),
    ),
    setting("/fn/mute_dashboard", Action::TendDashboards, 404, |org| json!({ "org": org, "dashboard": NOTHING })),
    setting(
        "/fn/end_silence",
        Action::TendDashboards,
        404,
        |org| json!({ "org": org, "dashboard": NOTHING, "kind": "muted" }),
    ),
    setting("/fn/delete_reports", Action::TendDashboards, 404, |org| json!({ "org": org, "dashboard": NOTHING })),
    setting("/fn/create_badge", Action::TendDashboards, 404, |org| json!({ "org": org, "dashboard": NOTHING })),
    setting("/fn/revoke_badge", Action::TendDashboards, 404, |org| json!({ "org": org, "dashboard": NOTHING })),
    setting(
        "/fn/save_provider",
        Action::ChangeProviders,
        200,
        |org| json!({ "org": org, "kind": "webhook", "name": "Hook", "url": "https://hooks.test/", "secret": "0123456789abcdef" }),
    ),
    setting(
        "/fn/set_provider_active",
        Action::ChangeProviders,
        404,
        |org| json!({ "org": org, "id": NOTHING, "active": "no" }),
    ),
    setting("/fn/remove_provider", Action::ChangeProviders, 404, |org| json!({ "org": org, "id": NOTHING })),
    setting("/fn/test_provider", Action::ChangeProviders, 404, |org| json!({ "org": org, "id": NOTHING })),
    setting("/fn/resend_delivery", Action::ChangeProviders, 404, |org| json!({ "org": org, "id": NOTHING })),
    own("/fn/set_notifies", |_| json!({})),
    own("/fn/ask_address", |_| json!({ "address": "ana@home.test" })),
    own("/fn/clear_address", |_| json!({})),
    own("/fn/change_profile", |_| json!({ "name": "Ana", "locale": "" })),
    own("/fn/change_password", |_| json!({ "current": "wrong password", "new": "correct horse" })),
    own("/fn/end_session", |_| json!({ "id": NOTHING })),
    own("/fn/end_other_sessions", |_| json!({})),
    own("/fn/accept_invitation", |_| json!({ "token": NO_LINK })),
    own("/fn/create_organization", |org| json!({ "name": "New", "slug": format!("{org}-2"), "zone": "UTC" })),
];

/// The id of nothing.
const NOTHING: &str = "999999";
/// The secret part of a link that nobody was given.
const NO_LINK: &str = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// The function of a path.
pub fn function(path: &str) -> &'static Function {
    FUNCTIONS.iter().find(|function| function.path == path).unwrap_or_else(|| panic!("{path} is no server function"))
}

/// The functions that answer members only.
pub fn tenant_functions() -> impl Iterator<Item = &'static Function> {
    FUNCTIONS.iter().filter(|function| function.reach == Reach::Organization)
}

/// The addresses of all pages, with `org` where they name an organization.
pub fn pages(org: &str) -> BTreeSet<String> {
    let doors = generate_route_list(app::door::Door);
    let doors = doors.iter().map(|route| route.path().to_owned());
    let inside = Page::all().map(|page| match page {
        Page::Overview => format!("/o/{org}"),
        _ if page.path().ends_with('/') => format!("/o/{org}/{}1", page.path()),
        _ => format!("/o/{org}/{}", page.path()),
    });
    doors.chain(inside).collect()
}

/// The addresses of all pages of an organization.
pub fn tenant_pages(org: &str) -> BTreeSet<String> {
    let prefix = format!("/o/{org}");
    let pages: BTreeSet<_> = pages(org).into_iter().filter(|page| page.starts_with(&prefix)).collect();
    assert!(!pages.is_empty(), "there are pages of an organization");
    pages
}

/// Method and path of what is routed by hand. An axum router can't list its routes, but its source can, as long as each
/// route is a line of its own kind: `.route("path", method(handler))`.
pub fn routed() -> BTreeSet<(String, String)> {
    routes_in(include_str!("../../src/router.rs"))
}

fn routes_in(source: &str) -> BTreeSet<(String, String)> {
    for hidden in [".nest(", ".nest_service(", ".route_service(", "MethodRouter"] {
        assert!(!source.contains(hidden), "{hidden} would hide routes from these tests");
    }
    let read = |rest: &str| -> Option<(String, String)> {
        let (path, rest) = rest.trim_start().strip_prefix('"')?.split_once('"')?;
        let (method, rest) = rest.trim_start().strip_prefix(',')?.trim_start().split_once('(')?;
        let (_, rest) = rest.split_once(')')?;
        let rest = rest.trim_start();
        let ends = rest.strip_prefix(',').unwrap_or(rest).trim_start().starts_with(')');
        ends.then(|| (method.to_owned(), path.to_owned()))
    };
    let calls: Vec<_> = source.split(".route(").skip(1).collect();
    let routes: BTreeSet<_> =
        calls.iter().map(|rest| read(rest).unwrap_or_else(|| panic!("not a plain route: {rest:.80}"))).collect();
    assert_eq!(routes.len(), calls.len(), "a route is there twice");
    routes
}

#[test]
fn no_route_hides_from_the_tests() {
    let broken = ".route(\n    \"/api/a\",\n    get(a::list),\n)\n.route(\"/api/b\", post(b))";
    let found: Vec<_> = routes_in(broken).into_iter().collect();
    assert_eq!(
        found,
        [("get", "/api/a"), ("post", "/api/b")].map(|(method, path)| (method.to_owned(), path.to_owned()))
    );
    for hiding in [".route(\"/a\", get(a).post(b))", ".route(PATH, get(a))", ".nest(\"/a\", more)"] {
        assert!(std::panic::catch_unwind(|| routes_in(hiding)).is_err(), "{hiding}");
    }
}

/// The addresses of what is routed by hand, with `org` where they name an organization.
pub fn routes(org: &str) -> BTreeSet<String> {
    routed().into_iter().map(|(_, path)| path.replace("{org}", org).replace("{*path}", "x")).collect()
}

#[test]
fn every_server_function_is_in_the_catalogue() {
    let known: BTreeSet<_> = FUNCTIONS.iter().map(|function| function.path).collect();
    let registered: BTreeSet<_> = server_fn_paths().map(|(path, _)| path).collect();
    assert_eq!(registered, known, "a new server function needs a line in the catalogue");
}

#[test]
fn the_catalogue_and_the_gate_agree_on_what_is_public() {
    for function in FUNCTIONS {
        assert_eq!(is_public(function.path), function.reach == Reach::Public, "{}", function.path);
    }
}

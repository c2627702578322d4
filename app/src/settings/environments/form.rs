//! The fields of an environment: a new one, and one that is changed.

use super::super::parts::Change;
use super::{ChangeEnvironment, CreateEnvironment};
use crate::form::{Refusal, action};
use crate::piece::Asked;
use crate::ui::{Card, Select, TextField};
use domain::health::EnvironmentKind;
use leptos::prelude::*;
use store::environment::Environment;

/// The form of a new environment.
pub(super) fn new(asked: &Asked, kind: EnvironmentKind) -> AnyView {
    let refusal = Refusal::of(asked.refused::<CreateEnvironment>());
    let org = asked.scope.slug().to_string();
    let is_superset = kind == EnvironmentKind::Superset;
    let title = if is_superset { "Connect a Superset" } else { "New set of web pages" };
    let hint = if is_superset { "Production, staging …" } else { "“Public sites”. The pages come next." };
    let access = is_superset.then(|| access(&refusal, "", true));
    view! {
        <Card title sub="Superset 4 to 6, status pages, any BI tool with an address">
            <Change action={action::<CreateEnvironment>()} org refusal=refusal.clone()>
                <input type="hidden" name="kind" value=kind.as_str()/>
                <TextField label="Name" name="name" required=true hint
                    value=refusal.typed("name", "") error=refusal.at("name")/>
                {access}
                <div class="flex gap-2">
                    <button type="submit" class="btn btn-primary">{if is_superset { "Connect" } else { "Create" }}</button>
                    <a class="btn" href="?">"Cancel"</a>
                </div>
            </Change>
        </Card>
    }
    .into_any()
}

/// The form of one that is changed.
pub(super) fn change(asked: &Asked, environment: &Environment) -> AnyView {
    let refusal = Refusal::of(asked.refused::<ChangeEnvironment>());
    let environment = environment.clone();
    let org = asked.scope.slug().to_string();
    let is_superset = environment.kind == EnvironmentKind::Superset;
    let access = is_superset.then(|| access(&refusal, environment.base_url.as_deref().unwrap_or_default(), false));
    let seconds = |milliseconds: i32| domain::figure::number(f64::from(milliseconds) / 1_000.0).replace(',', "");
    view! {
        <Card title="Settings">
            <Change action={action::<ChangeEnvironment>()} org refusal=refusal.clone() done="The environment was changed.">
                <input type="hidden" name="environment" value=environment.id.to_string()/>
                <TextField label="Name" name="name" required=true
                    value=refusal.typed("name", environment.name.as_str()) error=refusal.at("name")/>
                {access}
                <div class="grid gap-2.5 md:grid-cols-4">
                    <TextField label="Checks at a time" name="max_concurrent" kind="number" required=true
                        hint="Over all servers" value=refusal.typed("max_concurrent", &environment.max_concurrent.to_string()) error=refusal.at("max_concurrent")/>
                    <TextField label="Minimum gap, s" name="gap_seconds" required=true hint="Between two slots"
                        value=refusal.typed("gap_seconds", &seconds(environment.minimum_gap_ms)) error=refusal.at("gap_seconds")/>
                    <TextField label="Limit of a query, s" name="query_seconds" required=true
                        value=refusal.typed("query_seconds", &seconds(environment.query_limit_ms)) error=refusal.at("query_seconds")/>
                    <TextField label="Limit of a dashboard, s" name="dashboard_seconds" required=true
                        value=refusal.typed("dashboard_seconds", &seconds(environment.dashboard_limit_ms)) error=refusal.at("dashboard_seconds")/>
                </div>
                <div><button type="submit" class="btn btn-primary">"Save"</button></div>
            </Change>
        </Card>
    }
    .into_any()
}

/// Where a Superset is and how one gets in.
fn access(refusal: &Refusal, base_url: &str, is_new: bool) -> AnyView {
    let providers = vec![
        ("db".to_owned(), "Superset’s own accounts (db)".to_owned()),
        ("ldap".to_owned(), "A directory (ldap)".to_owned()),
    ];
    let hint = if is_new {
        "An account that may only read is enough."
    } else {
        "Stored encrypted and never shown. Leave both empty to keep them."
    };
    view! {
        <TextField label="Address" name="base_url" kind="url" required=true hint="https://superset.example.com"
            value=refusal.typed("base_url", base_url) error=refusal.at("base_url")/>
        <div class="grid gap-2.5 md:grid-cols-3">
            <TextField label="User" name="user" autocomplete="off" required=is_new hint
                value=refusal.typed("user", "") error=refusal.at("user")/>
            <TextField label="Password" name="password" kind="password" autocomplete="new-password" required=is_new
                error=refusal.at("password")/>
            <Select label="Who knows the password" name="provider" options=providers value=refusal.typed("provider", "db")/>
        </div>
    }
    .into_any()
}

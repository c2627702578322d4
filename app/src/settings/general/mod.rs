//! What the organization is: name, time zone, locale, what its viewers see. Owners change it, members read it.

mod api;

use api::ChangeOrganization;

use super::parts::{Change, Zones};
use crate::AppError;
use crate::form::{Refusal, action};
use crate::piece::Asked;
use crate::ui::{Card, Select, TextField};
use domain::access::Action;
use domain::locale::Locale;
use leptos::prelude::*;
use store::organization::Settings;

pub(super) async fn render(asked: &Asked) -> Result<AnyView, AppError> {
    let settings = store::organization::settings(&asked.scope).await?;
    if !asked.scope.may(Action::ChangeOrganization) {
        return Ok(read(asked, &settings));
    }
    let refusal = Refusal::of(asked.refused::<ChangeOrganization>());
    let org = asked.scope.slug().to_string();
    let locales = Locale::ALL.iter().map(|locale| (locale.to_string(), locale.label().to_owned())).collect();
    let stored = if settings.rules.viewers_see_analytics { "yes" } else { "no" };
    let shown = refusal.typed("viewers", stored) == "yes";
    Ok(view! {
        <Card title="Organization" sub=format!("/o/{org}")>
            <Change action={action::<ChangeOrganization>()} org refusal=refusal.clone()>
                <TextField label="Name" name="name" required=true
                    value=refusal.typed("name", settings.name.as_str()) error=refusal.at("name")/>
                <TextField label="Time zone" name="zone" required=true list="zones" hint="Days begin at midnight there."
                    value=refusal.typed("zone", settings.zone.as_str()) error=refusal.at("zone")/>
                <Zones/>
                <Select label="Dates and times" name="locale" options=locales value=refusal.typed("locale", settings.locale.as_str())
                    hint="Members may choose another way for themselves."/>
                <label class="flex gap-2 items-center text-ink-2">
                    <input class="check" type="checkbox" name="viewers" value="yes" checked=shown/>
                    "Viewers see events and analytics"
                </label>
                <div><button type="submit" class="btn btn-primary">"Save"</button></div>
            </Change>
        </Card>
    }
    .into_any())
}

fn read(asked: &Asked, settings: &Settings) -> AnyView {
    let viewers = if settings.rules.viewers_see_analytics {
        "Machines, dashboards, events and analytics"
    } else {
        "Machines and dashboards"
    };
    let rows = [
        ("Name", settings.name.to_string()),
        ("Address", format!("/o/{}", asked.scope.slug())),
        ("Time zone", settings.zone.to_string()),
        ("Dates and times", settings.locale.label().to_owned()),
        ("What viewers see", viewers.to_owned()),
    ];
    let rows =
        rows.into_iter().map(|(name, value)| view! { <dt class="text-ink-3">{name}</dt><dd class="mb-3 break-words"><bdi>{value}</bdi></dd> });
    view! {
        <Card title="Organization" sub="Owners change this."><dl class="p-3.5">{rows.collect_view()}</dl></Card>
    }
    .into_any()
}

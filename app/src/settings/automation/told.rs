//! Who hears of a policy's reports: on which condition, by which channels, and the owners.

use super::fields::problem;
use super::typed::Typed;
use crate::form::Refusal;
use crate::settings::notifications::words;
use crate::ui::{Select, TextField};
use domain::policy::AlertCondition;
use leptos::prelude::*;
use store::provider::Provider;

/// Rows that are empty, to fill in. Who needs more saves, and gets more.
const EMPTY_ROWS: usize = 2;

const fn condition(condition: AlertCondition) -> &'static str {
    match condition {
        AlertCondition::FailOnly => "Failures, and their end",
        AlertCondition::WarnAndFail => "Warnings and failures, and their end",
        AlertCondition::Always => "Every report",
    }
}

/// Condition, channels, owners, reminders.
pub(super) fn render(typed: &Typed, refusal: &Refusal, providers: &[Provider]) -> AnyView {
    let conditions = AlertCondition::ALL.iter().map(|one| (one.to_string(), condition(*one).to_owned())).collect();
    let channels = typed.channels();
    let empty = std::iter::repeat_n(("", ""), EMPTY_ROWS);
    let rows = channels.iter().copied().chain(empty).enumerate();
    let rows = rows.map(|(place, (provider, target))| row(place, provider, target, refusal, providers)).collect_view();
    let none = providers.is_empty().then(|| {
        view! { <p class="hint">"An admin adds mail, Slack, Telegram and webhooks under Notifications; then they can be chosen here."</p> }
    });
    let check = |name: &'static str, label: &'static str| {
        let is_set = !typed.get(name).is_empty();
        view! {
            <label class="flex gap-2 items-center text-ink-2">
                <input class="check" type="checkbox" name=name value="yes" checked=is_set/>{label}
            </label>
        }
    };
    view! {
        <h2 class="form-part">"Who hears of it"</h2>
        <div class="grid gap-2.5 md:grid-cols-2">
            <div>
                <Select label="Told are" name="condition" options=conditions value=typed.get("condition")/>
                {problem(refusal.at("condition"))}
            </div>
            <TextField label="Reminder, hours" name="remind_hours" hint="While nobody acknowledges it; may stay empty."
                value=typed.get("remind_hours") error=refusal.at("remind_hours")/>
        </div>
        <fieldset class="field">
            <legend class="legend">"Channels"</legend>
            {none}
            <div class="flex flex-col gap-2.5">{rows}</div>
            {problem(refusal.at("channels"))}
        </fieldset>
        {check("notify_owners", "Tell the owners of a dashboard, as their profiles say")}
        {check("notify_outside", "Tell owners who are no members, too, at the address that Superset gives")}
    }
    .into_any()
}

fn row(place: usize, provider: &str, target: &str, refusal: &Refusal, providers: &[Provider]) -> AnyView {
    let offered = providers.iter().map(|one| {
        let kind = one.settings.kind();
        (format!("{kind}:{}", one.id), format!("{} ({})", one.name, words(kind)))
    });
    let options = std::iter::once((String::new(), "–".to_owned())).chain(offered).collect();
    let number = place + 1;
    view! {
        <div class="grid gap-2.5 md:grid-cols-2">
            <Select label=format!("Provider {number}") name="providers[]" id=format!("field-provider-{place}") options value=provider.to_owned()/>
            <TextField label=format!("Target {number}") name="targets[]" id=format!("field-target-{place}") hint="An address, #channel or chat; empty for a webhook."
                value=target.to_owned() error=refusal.at(&format!("channels[{place}]"))/>
        </div>
    }
    .into_any()
}

//! When an environment is worked on: checks pause, and the time doesn't count against uptime.

use super::super::dates::Dates;
use super::super::parts::Change;
use super::{AddMaintenance, EndMaintenance};
use crate::form::{Refusal, action};
use crate::piece::Asked;
use crate::ui::{Card, Column, Table, TextField};
use domain::id::EnvironmentId;
use leptos::prelude::*;
use store::environment::Maintenance;

pub(super) fn render(
    asked: &Asked,
    id: EnvironmentId,
    pauses: Vec<Maintenance>,
    dates: Dates,
    may_tend: bool,
) -> AnyView {
    let org = asked.scope.slug().to_string();
    let refusal = Refusal::of(asked.refused::<AddMaintenance>());
    let now = (asked.host.clock)();
    let of_rows = org.clone();
    let listed = (!pauses.is_empty()).then(move || {
        let rows = pauses.into_iter().map(move |pause| {
            let word = if pause.starts_at <= now { "End now" } else { "Take back" };
            let end = may_tend.then(|| view! {
                <Change action={action::<EndMaintenance>()} org=of_rows.clone() done="The maintenance ended." class="flex">
                    <input type="hidden" name="id" value=pause.id.to_string()/>
                    <button type="submit" class="btn btn-sm">{word}</button>
                </Change>
            });
            view! {
                <tr>
                    <td>{dates.time(pause.starts_at)}</td>
                    <td>{dates.time(pause.ends_at)}</td>
                    <td class="break-words"><bdi>{pause.note}</bdi></td>
                    <td>{end}</td>
                </tr>
            }
        });
        let rows = rows.collect_view();
        let columns = ["From", "To", "What is done", "Actions"].map(Column::text).into();
        view! { <Table caption="Maintenance" columns cards=true>{rows}</Table> }
    });
    if !may_tend && listed.is_none() {
        return ().into_any();
    }
    let form = may_tend.then(|| view! {
        <Change action={action::<AddMaintenance>()} org=org.clone() refusal=refusal.clone() done="The maintenance was announced."
            class="grid gap-2.5 p-3.5 md:grid-cols-4 items-end">
            <input type="hidden" name="environment" value=id.to_string()/>
            <TextField label="From" name="starts" kind="datetime-local" required=true
                value=refusal.typed("starts", "") error=refusal.at("starts")/>
            <TextField label="To" name="ends" kind="datetime-local" required=true
                value=refusal.typed("ends", "") error=refusal.at("ends")/>
            <TextField label="What is done" name="note" value=refusal.typed("note", "") error=refusal.at("note")/>
            <div><button type="submit" class="btn">"Announce"</button></div>
        </Change>
    });
    view! {
        <Card title="Maintenance" sub=format!("checks pause meanwhile, {}", dates.zone().name())>{listed}{form}</Card>
    }
    .into_any()
}

//! The figures of the sampled machines.

use super::answer::{Figure, Machine};
use crate::ui::{Empty, IconName, Kpi, Note, NoteKind};
use leptos::prelude::*;

/// CPU, memory, disk, load and uptime, as of the last sample. Several servers on one database each sample their own machine.
#[component]
pub(super) fn MachineCards(machines: Vec<Machine>) -> impl IntoView {
    if machines.is_empty() {
        return view! {
            <div class="card">
                <Empty icon=IconName::Server title="No machine is sampled here"
                    text="The server samples its own machine every 5 seconds, for the first organization."/>
            </div>
        }
        .into_any();
    }
    let are_several = machines.len() > 1;
    let row = |machine: Machine| view! { <Figures machine is_named=are_several/> };
    let label = if are_several { "Machines" } else { "This machine" };
    view! { <section aria-label=label>{machines.into_iter().map(row).collect_view()}</section> }.into_any()
}

#[component]
fn Figures(machine: Machine, is_named: bool) -> impl IntoView {
    let class = if machine.stale.is_some() { "kpi-row is-stale" } else { "kpi-row" };
    let name = machine.name;
    let heading = is_named.then(|| view! { <h2 class="eyebrow">{name.clone()}</h2> });
    let stale = machine.stale.map(|age| {
        view! { <Note kind=NoteKind::Warn>{format!("{name} was last measured {age} ago. These are its last values.")}</Note> }
    });
    let figure = |figure: Figure| {
        let Figure { label, value, unit, foot, definition } = figure;
        view! { <Kpi label value unit foot definition/> }
    };
    view! { {heading}{stale}<div class=class>{machine.figures.into_iter().map(figure).collect_view()}</div> }
}

//! The figures of this machine.

use super::Machine;
use super::chart_card::ask_again_when_late;
use crate::deadline::Piece;
use crate::ui::{Empty, Failed, IconName, Kpi, Note, NoteKind, Skeleton, SkeletonKind};
use leptos::prelude::*;

/// CPU, memory, disk, load and uptime, as of the last sample.
#[component]
pub fn MachineCards(machine: Resource<Piece<Vec<Machine>>>) -> impl IntoView {
    ask_again_when_late(machine);
    let skeleton = || view! { <div class="kpi-row">{(0..5).map(|_| view! { <Skeleton kind=SkeletonKind::Kpi/> }).collect_view()}</div> };
    view! {
        <section aria-label="This machine">
            <Transition fallback=skeleton>
                {move || machine.get().map(|answer| match answer {
                    Ok(Some(machines)) if !machines.is_empty() => machines.into_iter().map(|machine| view! { <Figures machine/> }).collect_view().into_any(),
                    Ok(Some(_)) => view! {
                        <div class="card"><Empty icon=IconName::Server title="No sample of this machine yet" text="The first one is taken within 5 seconds of the start."/></div>
                    }.into_any(),
                    Ok(None) => skeleton().into_any(),
                    Err(error) => view! { <div class="card"><Failed text=error.to_string() on_retry=move |()| machine.refetch()/></div> }.into_any(),
                })}
            </Transition>
        </section>
    }
}

#[component]
fn Figures(machine: Machine) -> impl IntoView {
    let is_stale = machine.stale.is_some();
    let name = machine.name;
    view! {
        {machine.stale.map(|age| view! {
            <Note kind=NoteKind::Warn>{format!("{name} was last measured {age} ago. These are its last values.")}</Note>
        })}
        <div class="kpi-row" class:is-stale=is_stale>
            {machine.figures.into_iter().map(|figure| view! {
                <Kpi label=figure.label value=figure.value unit=figure.unit foot=figure.foot definition=figure.definition/>
            }).collect_view()}
        </div>
    }
}

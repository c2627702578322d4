//! The place of a piece in its page.

use super::{PieceName, Skeleton, first, keep_fresh};
use crate::frame::use_org;
use crate::ui::{Icon, IconName};
use leptos::html::Div;
use leptos::prelude::*;
use leptos_router::hooks::use_location;

/// One piece. It comes with the page, and is asked for again when the page's query or its data changes. While that
/// fails, its last markup stays, under a note that says so.
#[component]
pub fn Piece(
    /// Which piece.
    name: PieceName,
    /// Rises when its data changed.
    follows: RwSignal<u64>,
    /// What stands in for it until it is there.
    skeleton: Skeleton,
    /// What it is about, as a part of the query that the page's path holds: "check=7".
    #[prop(optional, into)]
    about: Option<Signal<String>>,
) -> impl IntoView {
    let org = use_org();
    let search = use_location().search;
    let query = Memo::new(move |_| {
        let query = search.read().trim_start_matches('?').to_owned();
        match about {
            Some(about) => format!("{}&{query}", about.get()),
            None => query,
        }
    });
    let place = NodeRef::<Div>::new();
    let failure = RwSignal::new(None::<String>);
    keep_fresh(place, name, Signal::derive(move || (org.get(), query.get())), follows, failure);
    let markup = first(&org.get_untracked(), name, query.get_untracked(), skeleton);
    let note = move || {
        failure.get().map(|text| {
            view! {
                <div class="piece-note" role="alert">
                    <Icon name=IconName::CloudAlert/>
                    <p>{text}</p>
                    <button type="button" class="btn btn-sm" data-refresh="">"Try again"</button>
                </div>
            }
        })
    };
    view! {
        <div class="piece">
            {Suspend::new(async move {
                let markup = markup.await;
                view! { <div node_ref=place class="piece-place" inner_html=markup></div> }
            })}
            {note}
        </div>
    }
    .into_any()
}

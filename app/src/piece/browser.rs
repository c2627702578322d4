//! The browser's half of a piece: keeps its markup up to date.

use super::morph::morph;
use super::plots::Plots;
use super::windows::Windows;
use super::{PieceName, Skeleton, get_piece};
use crate::AppError;
use leptos::html::Div;
use leptos::prelude::*;
use leptos::task::spawn_local_scoped_with_cancellation;
use std::future::{Ready, ready};

/// On a page that the server rendered the markup is there already; on one that was reached from another it is on its way.
pub(super) fn first(_org: &str, _piece: PieceName, query: String, skeleton: Skeleton) -> Ready<String> {
    ready(skeleton.markup(&query))
}

/// Asks again whenever the page's query changes or what it follows rises.
pub(super) fn keep_fresh(
    place: NodeRef<Div>,
    piece: PieceName,
    question: Signal<(String, String)>,
    follows: RwSignal<u64>,
    failure: RwSignal<Option<String>>,
) {
    let plots = StoredValue::new_local(Plots::default());
    let windows = StoredValue::new_local(Windows::new(piece, question));
    // Answers may overtake each other: only one that was asked for later than what is shown is put in place.
    let asked = StoredValue::new(0_u64);
    let shown = StoredValue::new(0_u64);
    Effect::new(move |before: Option<()>| {
        let (org, query) = question.get();
        follows.track();
        let Some(place) = place.get_untracked() else { return };
        if before.is_none() {
            plots.update_value(|plots| plots.follow(&place));
            windows.with_value(|windows| windows.follow(&place));
            if !matches!(place.query_selector("[data-late]"), Ok(Some(_))) {
                return;
            }
        }
        let number = asked.get_value() + 1;
        asked.set_value(number);
        spawn_local_scoped_with_cancellation(async move {
            let answer = get_piece(org.clone(), piece, query.clone()).await;
            if shown.get_value() > number || question.get_untracked() != (org, query) {
                return;
            }
            shown.set_value(number);
            match answer {
                Ok(markup) => {
                    failure.set(None);
                    morph(&place, &markup);
                    plots.update_value(|plots| plots.follow(&place));
                    windows.with_value(|windows| windows.follow(&place));
                }
                // The server leads to the sign-in, and back.
                Err(AppError::SignedOut | AppError::NotFound) => crate::ui::reload(),
                Err(error) => failure.set(Some(error.to_string())),
            }
        });
    });
}

//! A definition behind a small button, beside the word that it explains: a column's head, a term.

use super::{Icon, IconName};
use leptos::prelude::*;

/// The button and its definition, which opens on hover, focus and touch and is always read with the button.
#[component]
pub fn Info(
    /// The word that is explained; the id is made of it, so it is unique on a page.
    #[prop(into)]
    word: String,
    /// What it means.
    definition: &'static str,
) -> impl IntoView {
    let id = about(&word);
    view! {
        <span class="about">
            <button type="button" class="info" aria-label=format!("What {word} means") aria-describedby=id.clone()><Icon name=IconName::Info/></button>
            <span class="tip" role="tooltip" id=id>{definition}</span>
        </span>
    }
}

/// The id of a definition.
pub(super) fn about(word: &str) -> String {
    format!("about-{}", word.to_lowercase().replace(|letter: char| !letter.is_ascii_alphanumeric(), "-"))
}

//! A choice from a few: the browser's own list, labelled, with its hint.

use leptos::prelude::*;

/// A labelled list of which one is chosen.
#[component]
pub fn Select(
    /// The label above it.
    #[prop(into)]
    label: String,
    /// The name it is sent under.
    name: &'static str,
    /// Its id, where the name alone is not unique on the page.
    #[prop(optional, into)]
    id: Option<String>,
    /// What is sent, and how it reads.
    options: Vec<(String, String)>,
    /// What is chosen at first.
    #[prop(optional, into)]
    value: String,
    /// Shows the label to those only who don't see the page.
    #[prop(optional)]
    quiet: bool,
    /// A line of help.
    #[prop(optional, into)]
    hint: Option<String>,
) -> impl IntoView {
    let id = id.unwrap_or_else(|| format!("field-{name}"));
    let hint_id = hint.as_ref().map(|_| format!("{id}-hint"));
    let option = |(sent, text): (String, String)| {
        let is_chosen = sent == value;
        view! { <option value=sent selected=is_chosen>{text}</option> }
    };
    view! {
        <div class="field">
            <label for=id.clone() class=quiet.then_some("visually-hidden")>{label}</label>
            <select class="input" id=id name=name aria-describedby=hint_id.clone()>{options.into_iter().map(option).collect_view()}</select>
            {hint.map(|hint| view! { <p class="hint" id=hint_id>{hint}</p> })}
        </div>
    }
}

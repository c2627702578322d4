//! A labelled field of markup that the server renders: nothing in it changes by itself.

use super::{Light, LightKind};
use leptos::prelude::*;

/// One line of text. Hint and error are tied to the input, so that they are read with it.
#[component]
pub fn TextField(
    /// The label above it.
    #[prop(into)]
    label: String,
    /// The name it is sent under; its id is made of it, so it is unique on a page.
    name: &'static str,
    /// Its id, where the name alone is not unique on the page.
    #[prop(optional, into)]
    id: Option<String>,
    /// The input's type.
    #[prop(default = "text")]
    kind: &'static str,
    /// What browsers and password managers fill in, in the words of the HTML standard.
    #[prop(optional)]
    autocomplete: Option<&'static str>,
    /// Whether it may be left empty.
    #[prop(optional)]
    required: bool,
    /// The id of a list of suggestions.
    #[prop(optional)]
    list: Option<&'static str>,
    /// What stands in it at first.
    #[prop(optional, into)]
    value: String,
    /// A line of help.
    #[prop(optional, into)]
    hint: Option<String>,
    /// What was wrong with the value.
    #[prop(default = None)]
    error: Option<String>,
) -> impl IntoView {
    let id = id.unwrap_or_else(|| format!("field-{name}"));
    let hint_id = hint.as_ref().map(|_| format!("{id}-hint"));
    let error_id = error.as_ref().map(|_| format!("{id}-error"));
    let ids: Vec<_> = [&hint_id, &error_id].into_iter().flatten().cloned().collect();
    let described_by = (!ids.is_empty()).then(|| ids.join(" "));
    let is_invalid = error.as_ref().map(|_| "true");
    view! {
        <div class="field">
            <label for=id.clone()>{label}</label>
            <input class="input" id=id name=name type=kind value=value autocomplete=autocomplete required=required list=list
                aria-invalid=is_invalid aria-describedby=described_by/>
            {hint.map(|hint| view! { <p class="hint" id=hint_id>{hint}</p> })}
            {error.map(|error| view! { <p class="err" id=error_id><Light kind=LightKind::Fail/>{error}</p> })}
        </div>
    }
}

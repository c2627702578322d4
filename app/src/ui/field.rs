//! A labelled field, with its hint and what was wrong with its value.

use super::{Light, LightKind};
use leptos::html::Input;
use leptos::prelude::*;

/// One line of text. Hint and error are tied to the input, so that they are read with it.
#[component]
pub fn Field(
    /// The label above it.
    #[prop(into)]
    label: String,
    /// The name it is sent under; its id is made of it, so it is unique on a page.
    name: &'static str,
    /// The input's type.
    #[prop(default = "text")]
    kind: &'static str,
    /// What browsers and password managers fill in, in the words of the HTML standard.
    #[prop(optional)]
    autocomplete: Option<&'static str>,
    /// Whether it may be left empty.
    #[prop(optional)]
    required: bool,
    /// The value to start with, and to put back after a form was refused.
    #[prop(optional, into)]
    value: Signal<String>,
    /// A line of help.
    #[prop(optional, into)]
    hint: Option<String>,
    /// What was wrong with the value.
    #[prop(optional, into)]
    error: Signal<Option<String>>,
    /// The input itself, for those who move the focus.
    #[prop(optional)]
    input: NodeRef<Input>,
) -> impl IntoView {
    let id = format!("field-{name}");
    let hint_id = hint.as_ref().map(|_| format!("{id}-hint"));
    let error_id = format!("{id}-error");
    let described_by = {
        let (hint_id, error_id) = (hint_id.clone(), error_id.clone());
        move || {
            let ids = [hint_id.clone(), error.read().is_some().then(|| error_id.clone())];
            let ids = ids.into_iter().flatten().collect::<Vec<_>>().join(" ");
            (!ids.is_empty()).then_some(ids)
        }
    };
    view! {
        <div class="field">
            <label for=id.clone()>{label}</label>
            <input
                node_ref=input class="input" id=id name=name type=kind autocomplete=autocomplete required=required
                value=move || value.get() prop:value=move || value.get()
                aria-invalid=move || error.read().is_some().then_some("true") aria-describedby=described_by
            />
            {hint.map(|hint| view! { <p class="hint" id=hint_id>{hint}</p> })}
            {move || error.get().map(|error| view! {
                <p class="err" id=error_id.clone()><Light kind=LightKind::Fail/>{error}</p>
            })}
        </div>
    }
}

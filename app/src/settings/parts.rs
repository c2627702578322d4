//! What the tabs are built from.

use crate::form::Refusal;
use crate::ui::{Note, NoteKind};
use leptos::prelude::*;

/// A form that changes something in the organization. Without scripts it leads back here; with them it stays, says
/// what is wrong at the fields, and what was done.
#[component]
pub(crate) fn Change(
    /// The server function's address.
    action: &'static str,
    /// The organization's slug.
    org: String,
    /// What is said when it worked, unless the server leads elsewhere.
    #[prop(optional)]
    done: Option<&'static str>,
    /// What was wrong the last time.
    #[prop(optional)]
    refusal: Refusal,
    /// Its layout.
    #[prop(default = "flex flex-col gap-4 p-3.5")]
    class: &'static str,
    /// Fields and buttons.
    children: Children,
) -> impl IntoView {
    let above = refusal.above().map(|text| view! { <Note kind=NoteKind::Fail>{text}</Note> });
    view! {
        <form method="post" action=action class=class data-send="" data-done=done>
            <input type="hidden" name="org" value=org/>
            <div role="alert" class="empty:hidden">{above}</div>
            {children()}
        </form>
    }
}

/// A button that asks before it does something that can't be taken back: the form opens below it.
#[component]
pub(crate) fn Confirm(
    /// What the closed button says.
    #[prop(into)]
    label: String,
    /// What will happen, as a sentence.
    #[prop(into)]
    text: String,
    /// The form.
    children: Children,
) -> impl IntoView {
    view! {
        <details class="confirm">
            <summary class="btn btn-sm btn-danger">{label}</summary>
            <div class="confirm-body"><p>{text}</p>{children()}</div>
        </details>
    }
}

/// A button that asks, and then ends one thing of a list.
#[component]
pub(crate) fn ConfirmEnd(
    /// What both buttons say: "Remove".
    verb: &'static str,
    /// What ends, for those who only hear the second button.
    #[prop(into)]
    what: String,
    /// What will happen, as a sentence.
    #[prop(into)]
    text: String,
    /// The server function's address.
    action: &'static str,
    /// The organization's slug.
    #[prop(into)]
    org: String,
    /// What is said when it worked.
    done: &'static str,
    /// The name of the field that says which.
    field: &'static str,
    /// Which.
    #[prop(into)]
    id: String,
) -> impl IntoView {
    view! {
        <Confirm label=verb text>
            <Change action org done class="flex flex-col gap-2">
                <input type="hidden" name=field value=id/>
                <button type="submit" class="btn btn-sm btn-danger" aria-label=format!("{verb} {what}")>{verb}</button>
            </Change>
        </Confirm>
    }
}

/// A secret that is shown once.
#[component]
pub(crate) fn Once(
    /// What it is, and that it can't be shown again.
    text: &'static str,
    /// The secret.
    secret: String,
) -> impl IntoView {
    view! {
        <div role="status">
            <Note kind=NoteKind::Pass>
                <strong>{text}</strong>
                <br/>
                <output class="mono break-all select-all" aria-label="Secret, shown once">{secret}</output>
            </Note>
        </div>
    }
}

/// The next page of a list, and the way back to the first.
#[component]
pub(crate) fn Pages(
    /// The query string of the next page, if there is one.
    next: Option<String>,
    /// Whether this is not the first page.
    is_later: bool,
    /// The query string of the first page.
    #[prop(optional, into)]
    first: String,
) -> impl IntoView {
    let first = is_later.then(|| view! { <a class="btn btn-sm" href=format!("?{first}")>"First page"</a> });
    let next = next.map(|query| view! { <a class="btn btn-sm" href=format!("?{query}") rel="next">"Next page"</a> });
    view! { <nav aria-label="Pages of the list" class="flex gap-2 p-3.5 empty:hidden">{first}{next}</nav> }
}

/// The names of all time zones, as suggestions for a field with `list="zones"`.
#[component]
pub(crate) fn Zones() -> impl IntoView {
    view! { <datalist id="zones" inner_html=zones()></datalist> }
}

fn zones() -> String {
    chrono_tz::TZ_VARIANTS.iter().fold(String::new(), |all, zone| all + "<option>" + zone.name() + "</option>")
}

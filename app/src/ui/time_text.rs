//! A point in time: words for people, the instant for machines. Both come from the server, which knows the time zone.

use leptos::prelude::*;

/// `<time>` with the instant in full on hover.
#[component]
pub fn TimeText(
    /// The instant, RFC 3339.
    #[prop(into)]
    at: String,
    /// How it reads: "14:21", "Mon 3 Nov".
    #[prop(into)]
    label: String,
) -> impl IntoView {
    view! { <time datetime=at.clone() title=at>{label}</time> }
}

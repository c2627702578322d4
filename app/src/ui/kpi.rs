//! A card with one figure, its definition and a line below.

use super::{Icon, IconName};
use leptos::prelude::*;

/// One figure. The definition opens below the card on hover, focus and touch; it is always read with its button.
#[component]
pub fn Kpi(
    /// What it is; the ids are made of it, so it is unique on a page.
    #[prop(into)]
    label: String,
    /// The number as people read it: "1,248", "41d 6h"; "–" where nothing was measured.
    #[prop(into)]
    value: Signal<String>,
    /// Its unit, smaller.
    #[prop(optional, into)]
    unit: Signal<String>,
    /// The line below.
    #[prop(optional, into)]
    foot: Signal<String>,
    /// How the figure comes about.
    #[prop(into)]
    definition: String,
    /// Whether the figure is old.
    #[prop(optional, into)]
    stale: Signal<bool>,
) -> impl IntoView {
    let id = format!("about-{}", label.to_lowercase().replace(|letter: char| !letter.is_ascii_alphanumeric(), "-"));
    let about = format!("What {} means", label.to_lowercase());
    let is_dismissed = RwSignal::new(false);
    view! {
        <article class="card kpi" data-stale=move || stale.get().then_some("")>
            <h2 class="kpi-label">
                {label}
                <button
                    type="button" class="info" aria-label=about aria-describedby=id.clone()
                    data-dismissed=move || is_dismissed.get().then_some("")
                    on:keydown=move |event| if event.key() == "Escape" { is_dismissed.set(true) }
                    on:blur=move |_| is_dismissed.set(false)
                    on:pointerleave=move |_| is_dismissed.set(false)
                ><Icon name=IconName::Info/></button>
            </h2>
            <p class="kpi-value">
                {move || parts(&value.get()).into_iter().enumerate().map(|(at, (number, letters))| view! {
                    {(at > 0).then_some(" ")}<span>{number}</span><small>{letters}</small>
                }).collect_view()}
                <small>{move || unit.get()}</small>
            </p>
            <p class="kpi-foot"><span>{move || foot.get()}</span></p>
            <span class="tip" role="tooltip" id=id>{definition}</span>
        </article>
    }
}

/// "41d 6h" as its numbers and their letters, which are set smaller; other figures are one part.
fn parts(value: &str) -> Vec<(String, String)> {
    let is_span = |word: &str| {
        word.ends_with(|letter: char| letter.is_ascii_lowercase())
            && word.starts_with(|letter: char| letter.is_ascii_digit())
    };
    if !value.split(' ').all(is_span) {
        return vec![(value.to_owned(), String::new())];
    }
    let split = |word: &str| {
        let at = word.find(|letter: char| letter.is_ascii_lowercase()).unwrap_or(word.len());
        (word[..at].to_owned(), word[at..].to_owned())
    };
    value.split(' ').map(split).collect()
}

#[cfg(test)]
mod tests {
    use super::parts;

    #[test]
    fn durations_have_small_letters_and_nothing_else_is_split() {
        let pair = |number: &str, letters: &str| (number.to_owned(), letters.to_owned());
        assert_eq!(parts("41d 6h"), [pair("41", "d"), pair("6", "h")]);
        assert_eq!(parts("8s"), [pair("8", "s")]);
        for whole in ["1,248", "–", "93.0", "no data", ""] {
            assert_eq!(parts(whole), [pair(whole, "")]);
        }
    }
}

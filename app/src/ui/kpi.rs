//! A card with one figure, its definition and a line below.

use super::info::about;
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
    value: String,
    /// Its unit, smaller.
    #[prop(optional, into)]
    unit: String,
    /// The line below.
    #[prop(optional, into)]
    foot: String,
    /// How the figure comes about.
    #[prop(into)]
    definition: String,
) -> impl IntoView {
    let id = about(&label);
    let about = format!("What {label} means");
    let piece = |(text, is_unit): (String, bool)| view! { <span class=is_unit.then_some("kpi-unit")>{text}</span> };
    view! {
        <article class="card kpi">
            <h2 class="kpi-label">
                {label}
                <button type="button" class="info" aria-label=about aria-describedby=id.clone()><Icon name=IconName::Info/></button>
            </h2>
            <p class="kpi-value">{pieces(&value, &unit).into_iter().map(piece).collect_view()}</p>
            <p class="kpi-foot"><span>{foot}</span></p>
            <span class="tip" role="tooltip" id=id>{definition}</span>
        </article>
    }
}

/// The figure in pieces, and whether each is a unit, which is set smaller: "41d 6h" has two of its own.
fn pieces(value: &str, unit: &str) -> Vec<(String, bool)> {
    let mut pieces: Vec<(String, bool)> = Vec::new();
    if value.starts_with(|letter: char| letter.is_ascii_digit()) {
        for letter in value.chars() {
            let is_unit = letter.is_ascii_lowercase();
            match pieces.last_mut() {
                Some((text, same)) if *same == is_unit => text.push(letter),
                _ => pieces.push((letter.to_string(), is_unit)),
            }
        }
    } else {
        pieces.push((value.to_owned(), false));
    }
    if !unit.is_empty() {
        pieces.push((unit.to_owned(), true));
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::pieces;

    #[test]
    fn units_are_small_and_words_are_not() {
        let small = |text: &str| (text.to_owned(), true);
        let large = |text: &str| (text.to_owned(), false);
        assert_eq!(pieces("41d 6h", ""), [large("41"), small("d"), large(" 6"), small("h")]);
        assert_eq!(pieces("9.8", "GB"), [large("9.8"), small("GB")]);
        assert_eq!(pieces("1,248", ""), [large("1,248")]);
        assert_eq!(pieces("–", ""), [large("–")]);
        assert_eq!(pieces("no data", ""), [large("no data")]);
    }
}

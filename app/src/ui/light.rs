//! Lights: a status as shape, word and colour, in this order. Never as colour alone.

use leptos::prelude::*;

/// What a light shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LightKind {
    /// A disc with a check mark.
    Pass,
    /// A triangle.
    Warn,
    /// A square with a cross.
    Fail,
    /// A broken ring.
    #[default]
    Unknown,
    /// A grey dot: something happened that is neither good nor bad.
    Info,
}

impl LightKind {
    /// Its word in style sheets.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Warn => "warn",
            Self::Fail => "fail",
            Self::Unknown | Self::Info => "unknown",
        }
    }

    /// The elements of the shape; its strokes are cut out of it in the colour of the ground.
    const fn shape(self) -> &'static str {
        match self {
            Self::Pass => {
                "<circle cx='7' cy='7' r='6' fill='currentColor'/>\
                 <path d='m4.3 7.2 1.9 1.9 3.6-3.9' fill='none' stroke='var(--surface)' stroke-width='1.6' stroke-linecap='round' stroke-linejoin='round'/>"
            }
            Self::Warn => {
                "<path d='M6.1 1.5a1.05 1.05 0 0 1 1.8 0l5.3 9.6a1.05 1.05 0 0 1-.9 1.6H1.7a1.05 1.05 0 0 1-.9-1.6z' fill='currentColor'/>\
                 <path d='M7 5v3.2M7 10.4v.1' stroke='var(--surface)' stroke-width='1.6' stroke-linecap='round'/>"
            }
            Self::Fail => {
                "<rect x='1' y='1' width='12' height='12' rx='2.2' fill='currentColor'/>\
                 <path d='m4.7 4.7 4.6 4.6m0-4.6L4.7 9.3' stroke='var(--surface)' stroke-width='1.6' stroke-linecap='round'/>"
            }
            Self::Unknown => {
                "<circle cx='7' cy='7' r='5.3' fill='none' stroke='currentColor' stroke-width='1.4' stroke-dasharray='2.4 1.76'/>\
                 <path d='M5.6 5.7c.1-1.9 2.9-1.8 2.8 0-.1 1.1-1.4 1.1-1.4 2.2M7 9.7v.1' fill='none' stroke='currentColor' stroke-width='1.3' stroke-linecap='round'/>"
            }
            Self::Info => "<circle class='light-dot' cx='7' cy='7' r='4'/>",
        }
    }
}

/// The shape. Where no word stands beside it, `label` says what it means; it is read before what follows.
#[component]
pub fn Light(
    /// What it shows.
    kind: LightKind,
    /// What it means, for those who don't see it.
    #[prop(optional, into)]
    label: Option<String>,
) -> impl IntoView {
    let class = format!("light light-{}", kind.name());
    view! {
        <svg class=class viewBox="0 0 14 14" aria-hidden="true" inner_html=kind.shape()></svg>
        {label.map(|label| view! { <span class="visually-hidden">{label}</span> })}
    }
}

/// A light and its word: plain where all is well, on a soft ground where it isn't and `pill` is set.
#[component]
pub fn Status(
    /// What it shows.
    kind: LightKind,
    /// The word.
    #[prop(into)]
    word: String,
    /// On a soft ground, for trouble in tables.
    #[prop(optional)]
    pill: bool,
) -> impl IntoView {
    let class = format!("st st-{}{}", kind.name(), if pill { " pill" } else { "" });
    view! { <span class=class><Light kind=kind/>{word}</span> }
}

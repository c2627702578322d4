//! Buttons, and links that look like them.

use super::{Icon, IconName};
use leptos::prelude::*;

/// How much a button asks for attention. A page has at most one primary button.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ButtonKind {
    /// Framed.
    #[default]
    Plain,
    /// In the accent's colour.
    Primary,
    /// Without a frame, for tools beside a title.
    Ghost,
    /// Its words are red: what it does can't be taken back.
    Danger,
}

impl ButtonKind {
    const fn class(self) -> &'static str {
        match self {
            Self::Plain => "btn",
            Self::Primary => "btn btn-primary",
            Self::Ghost => "btn btn-ghost",
            Self::Danger => "btn btn-danger",
        }
    }
}

/// A button with words.
#[component]
pub fn Button(
    /// How much it asks for attention.
    #[prop(optional)]
    kind: ButtonKind,
    /// Sends the form it stands in.
    #[prop(optional)]
    submit: bool,
    /// 26 px high, for the heads of cards.
    #[prop(optional)]
    small: bool,
    /// An icon before the words.
    #[prop(optional, into)]
    icon: Option<IconName>,
    /// The words.
    children: Children,
) -> impl IntoView {
    let class = format!("{}{}", kind.class(), if small { " btn-sm" } else { "" });
    view! {
        <button type=if submit { "submit" } else { "button" } class=class>
            {icon.map(|name| view! { <Icon name=name small=small/> })}
            {children()}
        </button>
    }
}

/// A button that is only an icon; its label is read and shown on hover.
#[component]
pub fn IconButton(
    /// The icon.
    icon: IconName,
    /// What it does.
    #[prop(into)]
    label: Signal<String>,
    /// 26 px, for the heads of cards.
    #[prop(optional)]
    small: bool,
) -> impl IntoView {
    let class = if small { "btn btn-ghost btn-sm btn-icon" } else { "btn btn-ghost btn-icon" };
    view! {
        <button type="button" class=class aria-label=move || label.get() title=move || label.get()>
            <Icon name=icon small=small/>
        </button>
    }
}

/// A link that looks like a button.
#[component]
pub fn LinkButton(
    /// Where it leads.
    #[prop(into)]
    href: Signal<String>,
    /// How much it asks for attention.
    #[prop(optional)]
    kind: ButtonKind,
    /// 26 px high, for the heads of cards.
    #[prop(optional)]
    small: bool,
    /// The words.
    children: Children,
) -> impl IntoView {
    let class = format!("{}{}", kind.class(), if small { " btn-sm" } else { "" });
    view! { <a class=class href=move || href.get()>{children()}</a> }
}

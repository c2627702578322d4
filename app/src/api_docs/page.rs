//! The page around the operations: head, contents, schemas.

use super::operation::{Operation, OperationCard, operations};
use super::schema::SchemaCard;
use crate::host::Assets;
use crate::ui::Brand;
use domain::theme::Theme;
use leptos::prelude::*;
use serde_json::Value;

/// The page's own style, which it carries. The policy of the page names it by its hash.
pub const STYLE: &str = include_str!("docs.css");

/// The whole page as HTML.
#[must_use]
pub fn render(document: &Value, assets: &Assets, theme: Theme) -> String {
    let theme = match theme {
        Theme::System => None,
        chosen => Some(chosen.as_str()),
    };
    let (css, font) = (assets.css.clone(), assets.font.clone());
    let document = document.clone();
    let body = Owner::new().with(move || {
        let title = text(&document["info"]["title"]);
        view! {
            <html lang="en" data-theme=theme>
                <head>
                    <meta charset="utf-8"/>
                    <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover"/>
                    <meta name="color-scheme" content="light dark"/>
                    <title>{title}</title>
                    <link rel="icon" href="/favicon.svg" type="image/svg+xml"/>
                    <link rel="stylesheet" href=css/>
                    <style inner_html=STYLE></style>
                    <link rel="preload" href=font r#as="font" r#type="font/woff2" crossorigin=""/>
                </head>
                <body><Page document/></body>
            </html>
        }
        .to_html()
    });
    format!("<!DOCTYPE html>{body}")
}

#[component]
fn Page(document: Value) -> impl IntoView {
    let info = document["info"].clone();
    let all = operations(&document);
    let tags = document["tags"].as_array().cloned().unwrap_or_default();
    let groups = tags.iter().map(|tag| {
        let name = text(&tag["name"]);
        let cards = all.iter().filter(|operation| operation.tag == name).cloned();
        let cards = cards.map(|operation| view! { <OperationCard operation/> }).collect_view();
        view! {
            <section class="docs-group">
                <h2 class="docs-heading">{name.clone()}<span class="docs-sub">{text(&tag["description"])}</span></h2>
                {cards}
            </section>
        }
    });
    let schemas = document["components"]["schemas"].as_object().cloned().unwrap_or_default();
    let names: Vec<_> = schemas.keys().cloned().collect();
    let schemas = schemas.into_iter().map(|(name, schema)| view! { <SchemaCard name schema/> });
    view! {
        <a class="skip" href="#main">"Skip to content"</a>
        <header class="top">
            <a class="signin-brand" href="/"><Brand/>"Pulseboard"</a>
            <div class="top-tools"><a class="link" href="/api/openapi.json">"openapi.json"</a></div>
        </header>
        <div class="docs">
            <Contents operations=all.clone() schemas=names/>
            <main id="main" class="docs-main">
                <h1 class="text-title font-semibold">{text(&info["title"])}" "<span class="tag num">{text(&info["version"])}</span></h1>
                {paragraphs(&text(&info["description"]))}
                {groups.collect_view()}
                <section class="docs-group">
                    <h2 class="docs-heading">"Schemas"</h2>
                    {schemas.collect_view()}
                </section>
            </main>
        </div>
    }
}

/// All operations and schemas, as links.
#[component]
fn Contents(operations: Vec<Operation>, schemas: Vec<String>) -> impl IntoView {
    let operations = operations.into_iter().map(|operation| {
        view! {
            <li><a class="docs-link" href=format!("#{}", operation.anchor)>
                <span class="docs-method">{operation.method.to_uppercase()}</span>{operation.path}
            </a></li>
        }
    });
    let schemas = schemas.into_iter().map(|name| {
        view! { <li><a class="docs-link" href=format!("#schema-{name}")>{name.clone()}</a></li> }
    });
    view! {
        <nav class="docs-contents" aria-label="Contents">
            <ul>{operations.collect_view()}</ul>
            <p class="eyebrow">"Schemas"</p>
            <ul>{schemas.collect_view()}</ul>
        </nav>
    }
}

/// The text of a value, or none.
pub(super) fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

/// A text with empty lines as paragraphs. What stands between backticks is code.
pub(super) fn paragraphs(text: &str) -> impl IntoView + use<> {
    let paragraphs = text.split("\n\n").filter(|paragraph| !paragraph.is_empty());
    paragraphs.map(|paragraph| view! { <p class="docs-text">{with_code(paragraph)}</p> }).collect_view()
}

/// A line whose parts between backticks are code.
pub(super) fn with_code(text: &str) -> impl IntoView + use<> {
    let parts = text.split('`').enumerate().map(|(at, part)| {
        let part = part.to_owned();
        if at % 2 == 1 { view! { <code class="docs-code">{part}</code> }.into_any() } else { part.into_any() }
    });
    parts.collect_view()
}

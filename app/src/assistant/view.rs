//! The page of the assistant.

use super::answer::{Answer, Item, Link, answer};
use crate::AppError;
use crate::health::words::light;
use crate::piece::{Asked, to_markup};
use crate::settings::Dates;
use crate::ui::{Icon, IconName, Light, LightKind};
use chrono::{DateTime, Utc};
use domain::assistant::EXAMPLES;
use leptos::prelude::*;

/// The longest question that is shown again.
const SHOWN: usize = 300;

/// Field, answer, and what else can be asked.
pub(crate) async fn render(asked: &Asked) -> Result<String, AppError> {
    let (dates, now) = (Dates::of(&asked.scope)?, (asked.host.clock)());
    let question: String = asked.get("q").unwrap_or_default().trim().chars().take(SHOWN).collect();
    let found = if question.is_empty() { None } else { Some(answer(&asked.scope, &question, now).await?) };
    let said = found.map(|found| said(found, dates, now));
    let example = |example: &'static str| {
        let query: String = url::form_urlencoded::byte_serialize(example.as_bytes()).collect();
        view! { <a class="btn btn-sm" href=format!("?q={query}")>{example}</a> }
    };
    Ok(to_markup(view! {
        <section class="card assistant" aria-label="Assistant">
            <form method="get" class="assistant-field" role="search">
                <Icon name=IconName::Search/>
                <input class="palette-input" type="search" name="q" value=question maxlength="300" required
                    aria-label="Ask about your dashboards" placeholder="Which dashboards failed last night?"/>
                <button type="submit" class="btn btn-primary">"Ask"</button>
            </form>
            {said}
            <div class="assistant-more">
                <h2 class="eyebrow">"You can ask"</h2>
                <div class="flex flex-wrap gap-2">{EXAMPLES.into_iter().map(example).collect_view()}</div>
            </div>
            <p class="assistant-foot">"Answered from the same data as the pages, no external service"</p>
        </section>
    }))
}

fn said(found: Answer, dates: Dates, now: DateTime<Utc>) -> AnyView {
    let link = |link: Link| view! { <a class="link inline-block py-0.5" href=link.href>{link.label}</a> };
    let row = |item: Item| {
        let light = item.status.map_or_else(
            || view! { <Light kind=LightKind::Info/> }.into_any(),
            |status| view! { <Light kind=light(status) label=status.label()/> }.into_any(),
        );
        view! {
            <li>
                <a class="assistant-row" href=item.href>
                    {light}
                    <span class="min-w-0">
                        <strong><bdi>{item.title}</bdi></strong>" "<span class="text-ink-3">{item.detail}</span>
                        {item.reason.map(|reason| view! { <span class="block text-meta text-ink-2 break-words">{reason}</span> })}
                    </span>
                    {item.at.map(|at| dates.near(at, now))}
                </a>
            </li>
        }
    };
    view! {
        <div class="assistant-answer" role="status">
            <p class="assistant-sentence">{found.sentence}</p>
            <ul>{found.items.into_iter().map(row).collect_view()}</ul>
            <p class="flex flex-wrap gap-4 px-3">{found.links.into_iter().map(link).collect_view()}</p>
        </div>
    }
    .into_any()
}

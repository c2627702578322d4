//! A card with one chart, or with the word that its range is empty.

use super::answer::{ChartAnswer, LegendKey};
use crate::ui::{Card, Chart, Empty, IconName};
use leptos::prelude::*;

/// One chart of the overview.
#[component]
pub(super) fn ChartCard(
    /// The card's title.
    title: &'static str,
    /// The chart's data.
    answer: ChartAnswer,
    /// What is said when the range holds nothing; the range follows.
    empty: &'static str,
    /// What to do about it.
    empty_text: &'static str,
) -> impl IntoView {
    let key = |key: LegendKey| view! { <span class=format!("key key-{}", key.colour)>{key.name}</span> };
    let legend = answer.legend.into_iter().map(key).collect_view();
    let body = if let Some(data) = answer.chart {
        view! { <Chart data/> }.into_any()
    } else {
        let title = format!("{empty} {}", answer.within);
        view! { <div class="chart-empty"><Empty icon=IconName::Inbox title text=empty_text/></div> }.into_any()
    };
    view! {
        <Card title sub=answer.sub beside=move || view! { <span class="legend-row">{legend}</span> }>{body}</Card>
    }
}

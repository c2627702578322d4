//! A chart: its sentence, its drawing and its table in one frame of fixed height.
//! The server builds the option; the browser draws it when it comes into view. What is drawn is also in the table,
//! which is all there is without scripts.

#[cfg(feature = "hydrate")]
mod browser;

use super::{Icon, IconName};
use leptos::html::Div;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// A chart as the server sends it. Nothing in it depends on the browser's theme or size.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChartView {
    /// The option as JSON, with our own key `pulseboard`; `scripts/echarts/compose.js` says what it may hold.
    pub option: String,
    /// What is shown, for the table's button: "CPU".
    pub title: String,
    /// The chart in one sentence.
    pub summary: String,
    /// The table's heads; the first column names the bucket, the others are figures.
    pub columns: Vec<String>,
    /// The table's rows, formatted.
    pub rows: Vec<Vec<String>>,
}

/// The height of a chart's frame.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ChartSize {
    /// 117 px: one of several in a card.
    Small,
    /// 184 px.
    #[default]
    Medium,
    /// 248 px: the first chart of a page.
    Large,
}

impl ChartSize {
    const fn name(self) -> &'static str {
        match self {
            Self::Small => "small",
            Self::Medium => "medium",
            Self::Large => "large",
        }
    }
}

/// A chart and the button that swaps it for its table. Keep it out of what is built anew with each answer:
/// new data comes by signal, is drawn in place and doesn't move.
#[component]
pub fn Chart(
    /// What to draw.
    #[prop(into)]
    data: Signal<ChartView>,
    /// The height of its frame.
    #[prop(optional)]
    size: ChartSize,
) -> impl IntoView {
    let plot = NodeRef::<Div>::new();
    let is_table = RwSignal::new(false);
    #[cfg(feature = "hydrate")]
    browser::draw(plot, Memo::new(move |_| data.with(|data| data.option.clone())), is_table);
    let summary = move || data.with(|data| data.summary.clone());
    let title = move || data.with(|data| format!("Show {} as a table", data.title));
    view! {
        <button
            type="button" class="btn btn-ghost btn-sm btn-icon chart-switch needs-scripts" aria-label=title title=title
            aria-pressed=move || is_table.get().to_string() on:click=move |_| is_table.update(|is_table| *is_table = !*is_table)
        ><Icon name=IconName::Table2 small=true/></button>
        <div class="chart" data-size=size.name() data-view=move || is_table.get().then_some("table")>
            <p class="chart-wait" aria-hidden="true">{summary}</p>
            <div node_ref=plot class="chart-plot" role="img" aria-label=summary></div>
            <ChartTable data=data is_table=is_table/>
        </div>
    }
}

#[component]
fn ChartTable(data: Signal<ChartView>, is_table: RwSignal<bool>) -> impl IntoView {
    // A table that nobody sees isn't built again with each answer.
    let shown = Memo::new(move |before: Option<&ChartView>| match before {
        Some(before) if !is_table.get() => before.clone(),
        _ => data.get(),
    });
    let heads = move || {
        let head = |(at, label): (usize, String)| view! { <th scope="col" class=(at > 0).then_some("r")>{label}</th> };
        shown.with(|view| view.columns.iter().cloned().enumerate().map(head).collect_view())
    };
    let rows = move || {
        let row = |cells: &Vec<String>| {
            let cells = cells.iter().cloned().enumerate().map(|(at, text)| match at {
                0 => view! { <th scope="row">{text}</th> }.into_any(),
                _ => view! { <td class="r">{text}</td> }.into_any(),
            });
            view! { <tr>{cells.collect_view()}</tr> }
        };
        shown.with(|view| view.rows.iter().map(row).collect_view())
    };
    view! {
        <div class="chart-table" tabindex="0" role="group" aria-label=move || shown.with(|view| format!("{}, table", view.title))>
            <table class="tbl">
                <caption>{move || shown.with(|view| view.summary.clone())}</caption>
                <thead><tr>{heads}</tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
}

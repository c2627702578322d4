//! A chart: its sentence, its drawing and its table in one frame of fixed height.
//! The server builds the option; the browser draws it when it comes into view. What is drawn is also in the table,
//! which is all there is without scripts.

use super::{Icon, IconName};
use leptos::prelude::*;

/// A chart in words and as what the chart library draws. Nothing in it depends on the browser's theme or size.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ChartView {
    /// The option as JSON, with our own key `pulseboard`; `scripts/echarts/compose.js` says what it may hold.
    pub option: String,
    /// What is shown, for the table's switch: "CPU".
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

/// A chart and the switch that swaps it for its table. Whether the switch is on is the browser's to know: new data
/// leaves it, and the drawing, in place.
#[component]
pub fn Chart(
    /// What to draw.
    data: ChartView,
    /// The height of its frame.
    #[prop(optional)]
    size: ChartSize,
) -> impl IntoView {
    let name = format!("Show {} as a table", data.title);
    let head = |(at, label): (usize, String)| view! { <th scope="col" class=(at > 0).then_some("r")>{label}</th> };
    let row = |cells: Vec<String>| {
        let cells = cells.into_iter().enumerate().map(|(at, text)| match at {
            0 => view! { <th scope="row">{text}</th> }.into_any(),
            _ => view! { <td class="r">{text}</td> }.into_any(),
        });
        view! { <tr>{cells.collect_view()}</tr> }
    };
    view! {
        <label class="btn btn-ghost btn-sm btn-icon chart-switch needs-scripts" title=name>
            <input type="checkbox" role="switch" aria-label=name.clone() autocomplete="off"/>
            <Icon name=IconName::Table2 small=true/>
        </label>
        <div class="chart" data-size=size.name() data-option=data.option>
            <p class="chart-wait" aria-hidden="true">{data.summary.clone()}</p>
            <div class="chart-plot" data-keep="" role="img" aria-label=data.summary.clone()></div>
            <div class="chart-table" tabindex="0" role="group" aria-label=format!("{}, table", data.title)>
                <table class="tbl">
                    <caption>{data.summary}</caption>
                    <thead><tr>{data.columns.into_iter().enumerate().map(head).collect_view()}</tr></thead>
                    <tbody>{data.rows.into_iter().map(row).collect_view()}</tbody>
                </table>
            </div>
        </div>
    }
}

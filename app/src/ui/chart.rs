//! A chart: its sentence, its drawing and its table in one frame of fixed height.
//! The server builds the option; the browser draws it when it comes into view. What is drawn is also in the table,
//! which is all there is without scripts.

use super::{Icon, IconName, Light, LightKind};
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
    /// What happened besides, by bucket; the option has the same marks.
    pub marks: Vec<ChartMark>,
}

/// What happened besides in one bucket.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ChartMark {
    /// Which bucket, from 0.
    pub bucket: usize,
    /// The worst of it.
    pub tone: LightKind,
    /// Each thing, in its order.
    pub lines: Vec<MarkLine>,
    /// How many more there are.
    pub more: usize,
}

/// One thing that happened, in words, with the way to what tells more.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MarkLine {
    /// A sentence with its time.
    pub text: String,
    /// Where more is told.
    pub href: Option<String>,
}

impl ChartMark {
    fn list(&self) -> AnyView {
        let line = |line: &MarkLine| {
            let text = line.text.clone();
            match line.href.clone() {
                Some(href) => view! { <span class="mark-line"><a class="link" href=href>{text}</a></span> }.into_any(),
                None => view! { <span class="mark-line">{text}</span> }.into_any(),
            }
        };
        let more =
            (self.more > 0).then(|| view! { <span class="mark-line">{format!("and {} more", self.more)}</span> });
        view! { {self.lines.iter().map(line).collect_view()}{more} }.into_any()
    }
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
    let has_marks = !data.marks.is_empty();
    let change = |at: usize| {
        let mark = data.marks.iter().find(|mark| mark.bucket == at).map(ChartMark::list);
        has_marks.then(|| view! { <td>{mark}</td> })
    };
    let row = |(at, cells): (usize, Vec<String>)| {
        let change = change(at);
        let cells = cells.into_iter().enumerate().map(|(at, text)| match at {
            0 => view! { <th scope="row">{text}</th> }.into_any(),
            _ => view! { <td class="r">{text}</td> }.into_any(),
        });
        view! { <tr>{cells.collect_view()}{change}</tr> }
    };
    let rows = data.rows.into_iter().enumerate().map(row).collect_view();
    let changes = has_marks.then(|| view! { <th scope="col">"Changes"</th> });
    let marks = (0..).zip(&data.marks).map(|(number, mark)| pin(number, mark, &data.title)).collect_view();
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
                    <thead><tr>{data.columns.into_iter().enumerate().map(head).collect_view()}{changes}</tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
            <div class="chart-marks">{marks}</div>
        </div>
    }
}

/// A mark over the drawing; the bundle puts it above its bucket.
fn pin(number: usize, mark: &ChartMark, title: &str) -> AnyView {
    let count = mark.lines.len() + mark.more;
    let label = if count == 1 { "1 change".to_owned() } else { format!("{count} changes") };
    let id = format!("mark-{}-{number}", title.to_lowercase());
    view! {
        <span class="chart-mark" data-at=mark.bucket.to_string()>
            <button type="button" class="info" aria-label=label aria-describedby=id.clone()><Light kind=mark.tone/></button>
            <span class="tip" role="tooltip" id=id>{mark.list()}</span>
        </span>
    }
    .into_any()
}

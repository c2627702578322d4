//! The pieces of a page, read as a person reads them.

use app::overview::Part;
use app::piece::PieceName;
use serde_json::{Value, json};

use crate::visitor::Visitor;

/// The arguments that ask for `piece`.
pub fn arguments(org: &str, piece: PieceName, query: &str) -> Value {
    json!({ "org": org, "piece": piece, "query": query })
}

/// The markup of a part of the overview of `org`.
pub async fn overview(visitor: &mut Visitor, org: &str, part: Part, query: &str) -> String {
    let arguments = arguments(org, PieceName::Overview(part), query);
    let answer = visitor.post_json("/fn/get_piece", &arguments).await.expect(200).json();
    answer.as_str().expect("markup is text").to_owned()
}

/// The sentences of the feed over the last 24 hours, as they are shown.
pub async fn feed(visitor: &mut Visitor, org: &str) -> Vec<String> {
    texts(&overview(visitor, org, Part::Feed, "").await, "<span class=\"feed-text\">", "</span>")
}

/// A column of the chart's table, its figures only.
pub fn figures(markup: &str, column: usize) -> Vec<u64> {
    let rows = texts(markup, "<tr>", "</tr>");
    let cell = |row: &String| texts(row, "<td class=\"r\">", "</td>").get(column).map(|text| text.replace(',', ""));
    rows.iter().filter_map(cell).map(|text| text.parse().expect("a figure")).collect()
}

/// What stands between `start` and the next `end`, each time, as it is read.
fn texts(markup: &str, start: &str, end: &str) -> Vec<String> {
    let pieces = markup.split(start).skip(1).filter_map(|rest| rest.split(end).next());
    pieces
        .map(|text| text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&"))
        .collect()
}

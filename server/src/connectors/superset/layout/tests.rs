use serde_json::json;

use super::*;

fn parse(layout: &Value) -> Layout {
    Layout::parse(Some(&layout.to_string()))
}

fn charts(layout: &Layout) -> Vec<i64> {
    layout.cells.iter().map(|cell| cell.chart).collect()
}

fn is_inside(layout: &Layout, chart: i64, roots: &[&str], excluded: &[&str]) -> bool {
    let texts = |parts: &[&str]| parts.iter().map(ToString::to_string).collect::<Vec<_>>();
    layout.is_inside(chart, &texts(roots), &texts(excluded))
}

fn chart(id: i64) -> Value {
    json!({"type": "CHART", "children": [], "meta": {"chartId": id, "sliceName": format!("Chart {id}")}})
}

#[test]
fn charts_come_in_reading_order_with_what_they_are_in() {
    let layout = parse(&json!({
        "DASHBOARD_VERSION_KEY": "v2",
        "CHART-b": chart(2),
        "CHART-a": chart(1),
        "ROOT_ID": {"type": "ROOT", "children": ["TABS-1"]},
        "GRID_ID": {"type": "GRID", "children": []},
        "TABS-1": {"type": "TABS", "children": ["TAB-1", "TAB-2"]},
        "TAB-1": {"type": "TAB", "children": ["CHART-a"]},
        "TAB-2": {"type": "TAB", "children": ["CHART-b", "CHART-a"]},
    }));
    assert_eq!(charts(&layout), [1, 2, 1]);
    assert!(layout.problems.is_empty());
    assert_eq!(layout.cells[0].parents, ["ROOT_ID", "TABS-1", "TAB-1"]);
    assert!(is_inside(&layout, 2, &["ROOT_ID"], &[]));
    assert!(is_inside(&layout, 2, &["TAB-2"], &[]));
    assert!(!is_inside(&layout, 2, &["TAB-1"], &[]));
    assert!(!is_inside(&layout, 2, &["ROOT_ID"], &["TAB-2"]));
    assert!(is_inside(&layout, 1, &["ROOT_ID"], &["TAB-2"]), "it also stands in the first tab");
    assert!(is_inside(&layout, 9, &["ROOT_ID"], &[]), "what has no cell stands at the root");
    assert!(!is_inside(&layout, 9, &["TAB-1"], &[]));
}

#[test]
fn no_layout_is_no_problem() {
    for text in [None, Some(""), Some("null"), Some("{}"), Some(r#"{"DASHBOARD_VERSION_KEY":"v2"}"#)] {
        assert_eq!(Layout::parse(text), Layout::default(), "{text:?}");
    }
}

#[test]
fn what_is_no_layout_says_so() {
    let cases = [
        ("{\"ROOT_ID\":", "The layout can't be read: it is no JSON object."),
        ("[1]", "The layout can't be read: it is no JSON object."),
        ("{\"GRID_ID\":{}}", "The layout has no root."),
    ];
    for (text, expected) in cases {
        assert_eq!(Layout::parse(Some(text)).problems, [expected], "{text}");
    }
}

#[test]
fn a_circle_ends_and_is_told_once() {
    let layout = parse(&json!({
        "ROOT_ID": {"children": ["A", "CHART-1"]},
        "A": {"children": ["B", "A"]},
        "B": {"children": ["A", "ROOT_ID"]},
        "CHART-1": chart(1),
    }));
    assert_eq!(layout.problems, ["The layout goes in a circle: a part contains itself."]);
    assert_eq!(charts(&layout), [1], "what else there is, is still seen");
}

#[test]
fn missing_parts_are_counted() {
    let layout = parse(&json!({"ROOT_ID": {"children": ["A", "B", 7]}, "A": {"children": ["C"]}}));
    assert_eq!(layout.problems, ["The layout refers to 3 parts that are missing from it."]);
}

#[test]
fn the_deepest_and_the_widest_layouts_end() {
    let mut deep = Map::new();
    deep.insert("ROOT_ID".to_owned(), json!({"children": ["N0"]}));
    for level in 0..10_000 {
        deep.insert(format!("N{level}"), json!({"children": [format!("N{}", level + 1)]}));
    }
    let layout = parse(&Value::Object(deep));
    assert_eq!(layout.problems, ["The layout is more than 100 levels deep."]);

    // Each part contains all others: without a memory of what was seen this takes longer than the world.
    let names: Vec<_> = (0..60).map(|n| format!("N{n}")).collect();
    let mut wide: Map<_, _> = names.iter().map(|name| (name.clone(), json!({"children": names}))).collect();
    wide.insert("ROOT_ID".to_owned(), json!({"children": names}));
    assert_eq!(parse(&Value::Object(wide)).problems.len(), 1);

    let many: Map<_, _> = (0..=MOST_NODES).map(|n| (format!("N{n}"), Value::Null)).collect();
    assert_eq!(parse(&Value::Object(many)).problems, ["The layout has more than 20000 parts."]);
}

#[test]
fn strange_nodes_are_no_charts() {
    let layout = parse(&json!({
        "ROOT_ID": {"children": ["A", "B", "C", "D"]},
        "A": 7,
        "B": {"type": "CHART", "meta": {"chartId": "one"}},
        "C": {"type": "MARKDOWN", "meta": {"chartId": 3}},
        "D": {"type": "CHART", "meta": {"chartId": 4, "sliceName": "  "}},
    }));
    assert_eq!(layout.cells.len(), 1);
    assert_eq!(layout.cells[0].name, "Chart 4");
    assert!(layout.problems.is_empty());
}

//! Where the charts of a dashboard stand: `position_json`, a tree as a table of nodes.
//!
//! It is written by browsers and scripts, so anything may be in it: circles, cells that aren't
//! there, charts that were deleted. It is walked without recursion and within bounds.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::catalogue::text;

/// The most nodes that are looked at.
const MOST_NODES: usize = 20_000;
/// The deepest a node may be; Superset's own editor stops far above.
const MOST_DEPTH: usize = 100;

/// The charts of a layout, in reading order, and what is wrong with it.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Layout {
    /// One per cell; a chart may have several.
    pub(super) cells: Vec<Cell>,
    /// What is wrong, a sentence each.
    pub(super) problems: Vec<String>,
}

/// A cell that shows a chart.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Cell {
    /// The chart's id.
    pub(super) chart: i64,
    /// What it was called when it was placed.
    pub(super) name: String,
    /// The nodes that it is in, from the root on.
    pub(super) parents: Vec<String>,
}

impl Layout {
    /// Reads a layout. None at all is fine: the browser places the charts itself then.
    pub(super) fn parse(position_json: Option<&str>) -> Self {
        let text = position_json.map(str::trim).filter(|text| !text.is_empty() && *text != "null");
        let Some(text) = text else {
            return Self::default();
        };
        match serde_json::from_str::<Value>(text) {
            Ok(Value::Object(nodes)) if nodes.len() > MOST_NODES => {
                Self::broken(format!("The layout has more than {MOST_NODES} parts."))
            }
            Ok(Value::Object(nodes)) if nodes.keys().all(|key| key == "DASHBOARD_VERSION_KEY") => Self::default(),
            Ok(Value::Object(nodes)) if !nodes.contains_key("ROOT_ID") => {
                Self::broken("The layout has no root.".to_owned())
            }
            Ok(Value::Object(nodes)) => Walk::new(&nodes).run(),
            Ok(_) | Err(_) => Self::broken("The layout can't be read: it is no JSON object.".to_owned()),
        }
    }

    fn broken(problem: String) -> Self {
        Self { cells: Vec::new(), problems: vec![problem] }
    }

    /// Whether a chart stands in one of `roots` and in none of `excluded`. A chart without a cell stands at the root.
    pub(super) fn is_inside(&self, chart: i64, roots: &[String], excluded: &[String]) -> bool {
        let mut cells = self.cells.iter().filter(|cell| cell.chart == chart).peekable();
        if cells.peek().is_none() {
            return roots.iter().any(|root| root == "ROOT_ID");
        }
        let is_in = |cell: &Cell, parts: &[String]| cell.parents.iter().any(|parent| parts.contains(parent));
        cells.any(|cell| is_in(cell, roots) && !is_in(cell, excluded))
    }
}

struct Walk<'a> {
    nodes: &'a Map<String, Value>,
    /// The node we are in, the ones it is in, and which child comes next in each.
    path: Vec<(&'a str, usize)>,
    seen: BTreeSet<&'a str>,
    layout: Layout,
    /// What is missing, under the node that wants it.
    missing: BTreeMap<&'a str, usize>,
}

impl<'a> Walk<'a> {
    fn new(nodes: &'a Map<String, Value>) -> Self {
        let (path, seen) = (vec![("ROOT_ID", 0)], BTreeSet::from(["ROOT_ID"]));
        Self { nodes, path, seen, layout: Layout::default(), missing: BTreeMap::new() }
    }

    fn run(mut self) -> Layout {
        while let Some((id, next)) = self.path.last_mut() {
            let (id, index) = (*id, *next);
            *next += 1;
            match child(self.nodes, id, index) {
                Some(child) => self.enter(id, child),
                None => {
                    self.path.pop();
                }
            }
        }
        let missing: usize = self.missing.values().sum();
        if missing > 0 {
            let parts = if missing == 1 { "a part that is".to_owned() } else { format!("{missing} parts that are") };
            self.layout.problems.push(format!("The layout refers to {parts} missing from it."));
        }
        self.layout
    }

    fn enter(&mut self, parent: &'a str, id: &'a str) {
        if self.path.iter().any(|(on_path, _)| *on_path == id) {
            let problem = "The layout goes in a circle: a part contains itself.".to_owned();
            if !self.layout.problems.contains(&problem) {
                self.layout.problems.push(problem);
            }
            return;
        }
        let Some(node) = self.nodes.get(id) else {
            *self.missing.entry(parent).or_default() += 1;
            return;
        };
        if let Some(chart) = node.pointer("/meta/chartId").and_then(Value::as_i64).filter(|_| is_chart(node)) {
            let name = node.pointer("/meta/sliceName").and_then(Value::as_str).map(str::to_owned);
            let name = text(name, 200).unwrap_or_else(|| format!("Chart {chart}"));
            let parents = self.path.iter().map(|(parent, _)| (*parent).to_owned()).collect();
            self.layout.cells.push(Cell { chart, name, parents });
        } else if self.path.len() == MOST_DEPTH {
            self.layout.problems.push(format!("The layout is more than {MOST_DEPTH} levels deep."));
        } else if self.seen.insert(id) {
            self.path.push((id, 0));
        }
    }
}

fn is_chart(node: &Value) -> bool {
    node.get("type").and_then(Value::as_str) == Some("CHART")
}

fn child<'a>(nodes: &'a Map<String, Value>, id: &str, index: usize) -> Option<&'a str> {
    let children = nodes.get(id)?.get("children")?.as_array()?;
    // What is no text can't be an id; an empty one is never found.
    children.get(index).map(|child| child.as_str().unwrap_or_default())
}

#[cfg(test)]
mod tests;

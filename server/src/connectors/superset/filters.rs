//! The default filters of a dashboard, and how they change the queries of its charts. Somebody who opens
//! the dashboard sees the charts through them, so a chart that only they make empty is empty.

use serde_json::{Map, Value, json};

use super::context;
use super::layout::Layout;

/// The most filters that are looked at.
const MOST: usize = 200;

/// A filter that is set when the dashboard opens.
#[derive(Debug)]
pub(super) struct DefaultFilter {
    /// What it is called.
    pub(super) name: String,
    /// The data sources whose columns it filters, and the columns.
    pub(super) targets: Vec<(i64, String)>,
    /// What it adds to queries: Superset's `extraFormData`.
    extra: Map<String, Value>,
    scope: Scope,
}

#[derive(Debug)]
enum Scope {
    /// Where in the layout the charts stand, and what isn't meant: parts and charts.
    Parts { roots: Vec<String>, excluded_parts: Vec<String>, excluded_charts: Vec<i64> },
    /// These charts.
    Charts(Vec<i64>),
}

/// The default filters in a dashboard's `json_metadata`. Filters without a default value are left out, and so is
/// what can't be read: the browser ignores it too.
pub(super) fn default_filters(json_metadata: Option<&str>) -> Vec<DefaultFilter> {
    let metadata = json_metadata.and_then(|text| serde_json::from_str::<Value>(text).ok()).unwrap_or_default();
    let filters = metadata.get("native_filter_configuration").and_then(Value::as_array);
    filters.into_iter().flatten().take(MOST).filter_map(DefaultFilter::parse).collect()
}

impl DefaultFilter {
    fn parse(filter: &Value) -> Option<Self> {
        let extra = filter.pointer("/defaultDataMask/extraFormData")?.as_object()?.clone();
        let is_divider = filter.get("type").and_then(Value::as_str) == Some("DIVIDER");
        if extra.is_empty() || is_divider {
            return None;
        }
        let name = filter.get("name").and_then(Value::as_str).unwrap_or("unnamed").to_owned();
        let targets = filter.get("targets").and_then(Value::as_array).into_iter().flatten();
        let targets = targets.filter_map(|target| {
            let column = target.pointer("/column/name")?.as_str()?.to_owned();
            Some((target.get("datasetId")?.as_i64()?, column))
        });
        Some(Self { name, targets: targets.collect(), extra, scope: Scope::parse(filter) })
    }

    /// Whether the filter reaches a chart.
    pub(super) fn reaches(&self, chart: i64, layout: &Layout) -> bool {
        match &self.scope {
            Scope::Charts(charts) => charts.contains(&chart),
            Scope::Parts { roots, excluded_parts, excluded_charts } => {
                !excluded_charts.contains(&chart) && layout.is_inside(chart, roots, excluded_parts)
            }
        }
    }

    /// The conditions on columns, for calls that take nothing else.
    pub(super) fn conditions(&self) -> Vec<Value> {
        self.extra.get("filters").and_then(Value::as_array).cloned().unwrap_or_default()
    }

    /// Adds the filter to all queries of a query context, as the browser does.
    pub(super) fn apply(&self, query_context: &mut Value) {
        let queries = query_context.get_mut("queries").and_then(Value::as_array_mut);
        for query in queries.into_iter().flatten().filter_map(Value::as_object_mut) {
            self.apply_to_query(query);
        }
    }

    fn apply_to_query(&self, query: &mut Map<String, Value>) {
        append(query, "filters", self.conditions());
        if let Some(adhoc) = self.extra.get("adhoc_filters").and_then(Value::as_array) {
            context::add_adhoc_filters(query, adhoc);
        }
        for (name, target) in [("time_range", "time_range"), ("granularity_sqla", "granularity")] {
            if let Some(value) = self.extra.get(name).filter(|value| !value.is_null()) {
                query.insert(target.to_owned(), value.clone());
            }
        }
        for name in ["relative_start", "relative_end"] {
            if let Some(value) = self.extra.get(name).filter(|value| !value.is_null()) {
                extras(query).insert(name.to_owned(), value.clone());
            }
        }
        if let Some(grain) = self.extra.get("time_grain_sqla").filter(|value| !value.is_null()) {
            extras(query).insert("time_grain_sqla".to_owned(), grain.clone());
            let columns = query.get_mut("columns").and_then(Value::as_array_mut);
            for column in columns.into_iter().flatten().filter(|column| column["columnType"] == "BASE_AXIS") {
                column["timeGrain"] = grain.clone();
            }
        }
    }
}

impl Scope {
    fn parse(filter: &Value) -> Self {
        let texts = |value: Option<&Value>| {
            let texts = value.and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
            texts.map(str::to_owned).collect::<Vec<_>>()
        };
        let ids = |value: Option<&Value>| {
            value.and_then(Value::as_array).map(|ids| ids.iter().filter_map(Value::as_i64).collect::<Vec<_>>())
        };
        let roots = texts(filter.pointer("/scope/rootPath"));
        if roots.is_empty() {
            let charts = ids(filter.get("chartsInScope"));
            let everywhere = || Self::Parts {
                roots: vec!["ROOT_ID".to_owned()],
                excluded_parts: Vec::new(),
                excluded_charts: Vec::new(),
            };
            return charts.map_or_else(everywhere, Self::Charts);
        }
        let excluded = filter.pointer("/scope/excluded");
        Self::Parts { roots, excluded_parts: texts(excluded), excluded_charts: ids(excluded).unwrap_or_default() }
    }
}

/// Appends to a list of a query, which may not be there yet.
pub(super) fn append(query: &mut Map<String, Value>, name: &str, items: Vec<Value>) {
    if items.is_empty() {
        return;
    }
    match query.get_mut(name).and_then(Value::as_array_mut) {
        Some(list) => list.extend(items),
        None => {
            query.insert(name.to_owned(), items.into());
        }
    }
}

/// The `extras` of a query.
pub(super) fn extras(query: &mut Map<String, Value>) -> &mut Map<String, Value> {
    let extras = query.entry("extras").or_insert_with(|| json!({}));
    if !extras.is_object() {
        *extras = json!({});
    }
    extras.as_object_mut().expect("it was made an object where it was none")
}

#[cfg(test)]
mod tests;

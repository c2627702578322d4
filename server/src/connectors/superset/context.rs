//! The query of a chart that was never saved with one: built from its form data, as the browser builds it.
//!
//! Only what decides about rows is built: columns, metrics, conditions, order, limits. What the browser
//! then does with the rows (pivots, rolling sums, forecasts) is left out.

use serde_json::{Map, Value, json};

use super::filters::{append, extras};

/// The rows of a query where the form has no limit.
const ROW_LIMIT: i64 = 10_000;

/// Builds the query context of a chart; `None` for kinds whose query is unknown to us.
pub(super) fn build(form: &Value) -> Option<Value> {
    let datasource = datasource(form)?;
    let queries = queries(form)?;
    Some(json!({
        "datasource": datasource,
        "queries": queries,
        "form_data": form,
        "result_format": "json",
        "result_type": "full",
    }))
}

/// The data source of a form: its id and type, as `12__table` says.
pub(super) fn datasource(form: &Value) -> Option<Value> {
    let (id, kind) = form.get("datasource")?.as_str()?.split_once("__")?;
    Some(json!({"id": id.parse::<i64>().ok()?, "type": kind}))
}

fn queries(form: &Value) -> Option<Vec<Value>> {
    let kind = form.get("viz_type")?.as_str()?;
    let query = match kind {
        "table" | "ag-grid-table" | "handlebars" => table(form),
        "big_number_total" | "pop_kpi" => plain(form, &[], &["metric"]),
        "big_number" | "waterfall" => series(form, "", &["metric"]),
        "pie" | "funnel" | "gauge_chart" | "treemap_v2" => largest_first(plain(form, &["groupby"], &["metric"])),
        "sunburst_v2" => plain(form, &["columns"], &["metric", "secondary_metric"]),
        "radar" | "bar" => plain(form, &["groupby"], &["metrics"]),
        "word_cloud" => plain(form, &["series"], &["metric"]),
        "heatmap_v2" => plain(form, &["x_axis", "groupby"], &["metric"]),
        "histogram_v2" => plain(form, &["column", "groupby"], &[]),
        "box_plot" => plain(form, &["columns", "groupby"], &["metrics"]),
        "bubble_v2" => plain(form, &["entity", "series"], &["x", "y", "size"]),
        "sankey_v2" => plain(form, &["source", "target"], &["metric"]),
        "graph_chart" => plain(form, &["source", "target", "source_category", "target_category"], &["metric"]),
        "tree_chart" => plain(form, &["id", "parent", "name"], &["metric"]),
        "pivot_table_v2" => plain(form, &["groupbyColumns", "groupbyRows"], &["metrics"]),
        "mixed_timeseries" => {
            return Some(vec![series(form, "", &["metrics"]).into(), series(form, "_b", &["metrics"]).into()]);
        }
        kind if kind.starts_with("echarts_timeseries") || kind == "echarts_area" => series(form, "", &["metrics"]),
        _ => return None,
    };
    let asks = |name: &str| query.get(name).and_then(Value::as_array).is_some_and(|list| !list.is_empty());
    // A form that asks for nothing is one that we don't understand.
    (asks("columns") || asks("metrics")).then(|| vec![query.into()])
}

/// A table shows either the rows themselves or groups.
fn table(form: &Value) -> Map<String, Value> {
    if form["query_mode"] != "raw" {
        return largest_first(plain(form, &["groupby"], &["metrics", "percent_metrics"]));
    }
    let mut query = plain(form, &["all_columns"], &[]);
    query.remove("metrics");
    let order = items(&form["order_by_cols"]);
    let order = order.iter().filter_map(|pair| serde_json::from_str::<Value>(pair.as_str()?).ok());
    query.insert("orderby".to_owned(), order.collect());
    query
}

/// A query over an axis, mostly of time. `suffix` tells the second query of a mixed chart from the first.
fn series(form: &Value, suffix: &str, metrics: &[&str]) -> Map<String, Value> {
    let mut query = base(form, suffix);
    let groups = items(&form[format!("groupby{suffix}")]);
    let mut columns = Vec::new();
    match axis(form) {
        Some(axis) => columns.push(axis),
        None => {
            query.insert("is_timeseries".to_owned(), true.into());
        }
    }
    columns.extend(groups.iter().cloned());
    query.insert("columns".to_owned(), columns.into());
    query.insert("series_columns".to_owned(), groups.into());
    query.insert("metrics".to_owned(), collect(form, metrics, suffix).into());
    query
}

/// The column of the axis, cut to the form's grain of time.
fn axis(form: &Value) -> Option<Value> {
    match form.get("x_axis")? {
        Value::String(column) if !column.is_empty() => Some(json!({
            "columnType": "BASE_AXIS",
            "expressionType": "SQL",
            "label": column,
            "sqlExpression": column,
            "timeGrain": form["time_grain_sqla"],
        })),
        Value::Object(column) => {
            let mut column = column.clone();
            column.insert("columnType".to_owned(), "BASE_AXIS".into());
            column.insert("timeGrain".to_owned(), form["time_grain_sqla"].clone());
            Some(column.into())
        }
        _ => None,
    }
}

fn plain(form: &Value, columns: &[&str], metrics: &[&str]) -> Map<String, Value> {
    let mut query = base(form, "");
    query.insert("columns".to_owned(), collect(form, columns, "").into());
    query.insert("metrics".to_owned(), collect(form, metrics, "").into());
    query
}

fn largest_first(mut query: Map<String, Value>) -> Map<String, Value> {
    if let Some(metric) = query.get("metrics").and_then(|metrics| metrics.get(0)).cloned() {
        query.insert("orderby".to_owned(), json!([[metric, false]]));
    }
    query
}

/// What all queries have: conditions, time, limits.
fn base(form: &Value, suffix: &str) -> Map<String, Value> {
    let field = |name: &str| {
        let own = form.get(format!("{name}{suffix}")).filter(|value| !value.is_null());
        own.or_else(|| form.get(name)).filter(|value| !value.is_null()).cloned()
    };
    let row_limit = field("row_limit").and_then(|limit| number(&limit)).filter(|limit| *limit > 0);
    let mut query = Map::new();
    query.insert("row_limit".to_owned(), row_limit.unwrap_or(ROW_LIMIT).into());
    query.insert("filters".to_owned(), json!([]));
    query.insert("extras".to_owned(), json!({"where": "", "having": ""}));
    query.insert("order_desc".to_owned(), form.get("order_desc").and_then(Value::as_bool).unwrap_or(true).into());
    if let Some(granularity) = field("granularity_sqla") {
        query.insert("granularity".to_owned(), granularity);
    }
    if let Some(range) = field("time_range") {
        query.insert("time_range".to_owned(), range);
    }
    if let Some(grain) = field("time_grain_sqla") {
        extras(&mut query).insert("time_grain_sqla".to_owned(), grain);
    }
    if let Some(limit) = field("limit").and_then(|limit| number(&limit)) {
        query.insert("series_limit".to_owned(), limit.into());
    }
    if let Some(metric) =
        field("timeseries_limit_metric").filter(|metric| !metric.as_array().is_some_and(Vec::is_empty))
    {
        query.insert("series_limit_metric".to_owned(), metric);
    }
    add_adhoc_filters(&mut query, &items(&field("adhoc_filters").unwrap_or_default()));
    query
}

/// Adds the conditions that people set on a chart: on a column, or as SQL.
pub(super) fn add_adhoc_filters(query: &mut Map<String, Value>, filters: &[Value]) {
    for filter in filters {
        let is_having = filter["clause"] == "HAVING";
        if filter["expressionType"] == "SQL" {
            if let Some(sql) = filter["sqlExpression"].as_str().filter(|sql| !sql.trim().is_empty()) {
                add_sql(extras(query), if is_having { "having" } else { "where" }, sql);
            }
        } else if !is_having && filter["subject"].is_string() {
            let condition = json!({"col": filter["subject"], "op": filter["operator"], "val": filter["comparator"]});
            append(query, "filters", vec![condition]);
        }
    }
}

fn add_sql(extras: &mut Map<String, Value>, name: &str, sql: &str) {
    let before = extras.get(name).and_then(Value::as_str).filter(|before| !before.trim().is_empty());
    let both = match before {
        Some(before) => format!("({before}) AND ({sql})"),
        None => format!("({sql})"),
    };
    extras.insert(name.to_owned(), both.into());
}

/// The values of several fields in a row, each once.
fn collect(form: &Value, names: &[&str], suffix: &str) -> Vec<Value> {
    let mut values: Vec<Value> = Vec::new();
    for value in names.iter().flat_map(|name| items(&form[format!("{name}{suffix}")])) {
        if !values.contains(&value) {
            values.push(value);
        }
    }
    values
}

/// A list, or one value as a list; nothing for null and empty texts.
fn items(value: &Value) -> Vec<Value> {
    match value {
        Value::Null => Vec::new(),
        Value::String(text) if text.is_empty() => Vec::new(),
        Value::Array(items) => items.iter().filter(|item| !item.is_null()).cloned().collect(),
        one => vec![one.clone()],
    }
}

/// A number, which forms also have as text.
fn number(value: &Value) -> Option<i64> {
    value.as_i64().or_else(|| value.as_str()?.trim().parse().ok())
}

#[cfg(test)]
mod tests;

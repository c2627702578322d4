use super::*;

fn query(form: Value) -> Value {
    let mut form = form;
    form["datasource"] = "7__table".into();
    build(&form).expect("a known kind")["queries"][0].take()
}

#[test]
fn a_big_number_asks_for_its_metric() {
    let query = query(json!({"viz_type": "big_number_total", "metric": "count"}));
    assert_eq!(query["metrics"], json!(["count"]));
    assert_eq!(query["columns"], json!([]));
    assert_eq!(query["row_limit"], ROW_LIMIT);
}

#[test]
fn a_table_shows_groups_or_rows() {
    let groups = query(json!({"viz_type": "table", "groupby": ["a"], "metrics": ["m", "n"], "percent_metrics": ["m"]}));
    assert_eq!(groups["columns"], json!(["a"]));
    assert_eq!(groups["metrics"], json!(["m", "n"]));
    assert_eq!(groups["orderby"], json!([["m", false]]));
    let rows = query(json!({
        "viz_type": "table", "query_mode": "raw", "all_columns": ["a", "b"], "order_by_cols": ["[\"a\", true]", "x"],
        "row_limit": "50",
    }));
    assert_eq!(rows["columns"], json!(["a", "b"]));
    assert_eq!(rows.get("metrics"), None);
    assert_eq!(rows["orderby"], json!([["a", true]]));
    assert_eq!(rows["row_limit"], 50);
}

#[test]
fn a_line_has_an_axis_and_series() {
    let form = json!({
        "viz_type": "echarts_timeseries_line", "x_axis": "day", "time_grain_sqla": "P1D", "metrics": ["m"],
        "groupby": ["region"],
    });
    let line = query(form);
    assert_eq!(line["columns"][0]["sqlExpression"], "day");
    assert_eq!(line["columns"][0]["timeGrain"], "P1D");
    assert_eq!(line["columns"][1], "region");
    assert_eq!(line["series_columns"], json!(["region"]));
    assert_eq!(line["extras"]["time_grain_sqla"], "P1D");
    let old =
        query(json!({"viz_type": "big_number", "granularity_sqla": "day", "time_range": "Last week", "metric": "m"}));
    assert_eq!(old["is_timeseries"], true);
    assert_eq!(old["granularity"], "day");
    assert_eq!(old["time_range"], "Last week");
}

#[test]
fn a_mixed_chart_asks_twice() {
    let form = json!({
        "viz_type": "mixed_timeseries", "datasource": "7__table", "x_axis": "day",
        "metrics": ["m"], "metrics_b": ["n"], "groupby_b": ["region"],
        "adhoc_filters_b": [{"expressionType": "SIMPLE", "subject": "a", "operator": "==", "comparator": 1}],
    });
    let context = build(&form).unwrap();
    assert_eq!(context["queries"][0]["metrics"], json!(["m"]));
    assert_eq!(context["queries"][0]["filters"], json!([]));
    assert_eq!(context["queries"][1]["metrics"], json!(["n"]));
    assert_eq!(context["queries"][1]["columns"][1], "region");
    assert_eq!(context["queries"][1]["filters"], json!([{"col": "a", "op": "==", "val": 1}]));
}

#[test]
fn conditions_are_columns_or_sql() {
    let query = query(json!({
        "viz_type": "pie", "metric": "m", "groupby": "a",
        "adhoc_filters": [
            {"clause": "WHERE", "expressionType": "SIMPLE", "subject": "a", "operator": "IN", "comparator": ["x"]},
            {"clause": "WHERE", "expressionType": "SQL", "sqlExpression": "b > 1"},
            {"clause": "WHERE", "expressionType": "SQL", "sqlExpression": "c > 1"},
            {"clause": "HAVING", "expressionType": "SQL", "sqlExpression": "sum(d) > 1"},
            {"clause": "WHERE", "expressionType": "SQL", "sqlExpression": " "},
        ],
    }));
    assert_eq!(query["filters"], json!([{"col": "a", "op": "IN", "val": ["x"]}]));
    assert_eq!(query["extras"]["where"], "((b > 1)) AND (c > 1)");
    assert_eq!(query["extras"]["having"], "(sum(d) > 1)");
}

#[test]
fn what_is_unknown_is_not_guessed() {
    for form in [
        json!({"viz_type": "world_map", "datasource": "7__table", "metric": "m"}),
        json!({"viz_type": "table", "datasource": "7__table"}),
        json!({"viz_type": "pie", "metric": "m"}),
        json!({"viz_type": "pie", "metric": "m", "datasource": "x__table"}),
        json!({"metric": "m", "datasource": "7__table"}),
        json!(null),
    ] {
        assert_eq!(build(&form), None, "{form}");
    }
}

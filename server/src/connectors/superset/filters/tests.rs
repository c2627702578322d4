use super::*;

fn layout() -> Layout {
    let chart = |id: i64| json!({"type": "CHART", "meta": {"chartId": id}});
    let layout = json!({
        "ROOT_ID": {"children": ["TAB-1", "TAB-2"]},
        "TAB-1": {"children": ["C1", "C2"]},
        "TAB-2": {"children": ["C3"]},
        "C1": chart(1), "C2": chart(2), "C3": chart(3),
    });
    Layout::parse(Some(&layout.to_string()))
}

fn filter(extra: Value, rest: Value) -> DefaultFilter {
    let mut filter = json!({"name": "Region", "type": "NATIVE_FILTER", "defaultDataMask": {"extraFormData": extra}});
    let fields = filter.as_object_mut().unwrap();
    fields.extend(rest.as_object().unwrap().clone());
    let metadata = json!({"native_filter_configuration": [filter]}).to_string();
    default_filters(Some(&metadata)).pop().unwrap()
}

fn mars() -> Value {
    json!({"filters": [{"col": "region", "op": "IN", "val": ["Mars"]}]})
}

#[test]
fn a_filter_reaches_what_its_scope_says() {
    let cases = [
        (json!({"scope": {"rootPath": ["ROOT_ID"], "excluded": []}}), vec![1, 2, 3, 9]),
        (json!({"scope": {"rootPath": ["ROOT_ID"], "excluded": [2]}}), vec![1, 3, 9]),
        (json!({"scope": {"rootPath": ["TAB-1"], "excluded": []}}), vec![1, 2]),
        (json!({"scope": {"rootPath": ["ROOT_ID"], "excluded": ["TAB-1"]}}), vec![3, 9]),
        (json!({"chartsInScope": [3]}), vec![3]),
        (json!({"scope": {"rootPath": []}, "chartsInScope": [3]}), vec![3]),
        (json!({}), vec![1, 2, 3, 9]),
    ];
    for (rest, expected) in cases {
        let filter = filter(mars(), rest.clone());
        let reached: Vec<_> = [1, 2, 3, 9].into_iter().filter(|chart| filter.reaches(*chart, &layout())).collect();
        assert_eq!(reached, expected, "{rest}");
    }
}

#[test]
fn what_has_no_default_is_no_default_filter() {
    for metadata in [
        None,
        Some("not json"),
        Some("{}"),
        Some(r#"{"native_filter_configuration": 7}"#),
        Some(r#"{"native_filter_configuration": [null, {"name": "x"}, {"defaultDataMask": {"extraFormData": {}}}]}"#),
        Some(r#"{"native_filter_configuration": [{"type":"DIVIDER","defaultDataMask":{"extraFormData":{"a":1}}}]}"#),
    ] {
        assert!(default_filters(metadata).is_empty(), "{metadata:?}");
    }
}

#[test]
fn conditions_are_added_to_each_query() {
    let mut context = json!({"queries": [{"filters": [{"col": "a"}]}, {}, {"filters": null}, 7]});
    filter(mars(), json!({})).apply(&mut context);
    let mars = json!({"col": "region", "op": "IN", "val": ["Mars"]});
    let expected = json!([{"filters": [{"col": "a"}, mars]}, {"filters": [mars]}, {"filters": [mars]}, 7]);
    assert_eq!(context["queries"], expected);
}

#[test]
fn times_and_grains_replace() {
    let extra = json!({"time_range": "Last week", "granularity_sqla": "day", "time_grain_sqla": "P1W"});
    let axis = json!({"columnType": "BASE_AXIS", "timeGrain": "P1D", "label": "day"});
    let mut context = json!({"queries": [{"time_range": "Last year", "columns": [axis, "region"]}]});
    filter(extra, json!({})).apply(&mut context);
    let query = &context["queries"][0];
    assert_eq!(query["time_range"], "Last week");
    assert_eq!(query["granularity"], "day");
    assert_eq!(query["extras"]["time_grain_sqla"], "P1W");
    assert_eq!(query["columns"][0]["timeGrain"], "P1W");
    assert_eq!(query["columns"][1], "region");
}

#[test]
fn filters_of_people_are_added_as_conditions() {
    let simple =
        json!({"clause": "WHERE", "expressionType": "SIMPLE", "subject": "a", "operator": "==", "comparator": 1});
    let sql = json!({"clause": "WHERE", "expressionType": "SQL", "sqlExpression": "b > 2"});
    let mut context = json!({"queries": [{"extras": {"where": "c = 3", "having": ""}}]});
    filter(json!({"adhoc_filters": [simple, sql]}), json!({})).apply(&mut context);
    let query = &context["queries"][0];
    assert_eq!(query["filters"], json!([{"col": "a", "op": "==", "val": 1}]));
    assert_eq!(query["extras"]["where"], "(c = 3) AND (b > 2)");
}

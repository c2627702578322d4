//! The answer of a chart's query: how many rows, whether there is anything in them, and what Superset
//! says beside. Rows are counted while they are read and kept nowhere, as there may be many.

use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

use super::answer::words;

/// What all queries of a chart answered.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Answered {
    /// How many queries there were.
    pub(super) queries: usize,
    /// The rows of all of them.
    pub(super) rows: i64,
    /// Whether there is one row, and nothing in it.
    pub(super) has_only_nulls: bool,
    /// What a query says is wrong, although the call succeeded.
    pub(super) error: Option<String>,
    /// Whether an answer came from a cache.
    pub(super) is_cached: bool,
    /// The columns of filters that were left out because there is no such column.
    pub(super) rejected: Vec<String>,
}

impl Answered {
    /// Reads an answer; `None` where it is none.
    pub(super) fn parse(body: &[u8]) -> Option<Self> {
        let results = serde_json::from_slice::<Whole>(body).ok()?.result;
        let mut answered = Self { queries: results.len(), ..Self::default() };
        let mut nulls = 0;
        for query in results {
            let rows = query.rowcount.unwrap_or(query.data.rows);
            answered.rows = answered.rows.saturating_add(rows.max(0));
            nulls += i64::from(rows == 1 && query.data.has_only_nulls);
            answered.is_cached |= query.is_cached == Some(true);
            answered.error = answered.error.or_else(|| query.error.as_ref().and_then(words));
            if query.status.as_deref() == Some("failed") && answered.error.is_none() {
                answered.error = Some("the query failed".to_owned());
            }
            answered.rejected.extend(query.rejected_filters.into_iter().filter_map(Rejected::missing_column));
        }
        answered.has_only_nulls = answered.rows == 1 && nulls == 1;
        Some(answered)
    }
}

#[derive(Deserialize)]
struct Whole {
    result: Vec<QueryResult>,
}

#[derive(Deserialize)]
struct QueryResult {
    #[serde(default)]
    status: Option<String>,
    #[serde(default)]
    error: Option<Value>,
    #[serde(default)]
    rowcount: Option<i64>,
    #[serde(default)]
    data: Rows,
    #[serde(default)]
    is_cached: Option<bool>,
    #[serde(default)]
    rejected_filters: Vec<Rejected>,
}

#[derive(Deserialize)]
struct Rejected {
    #[serde(default)]
    column: Option<Value>,
    #[serde(default)]
    reason: Option<String>,
}

impl Rejected {
    fn missing_column(self) -> Option<String> {
        let is_missing = self.reason.as_deref() == Some("not_in_datasource");
        self.column.filter(|_| is_missing)?.as_str().map(str::to_owned)
    }
}

#[derive(Default)]
struct Rows {
    rows: i64,
    has_only_nulls: bool,
}

impl<'de> Deserialize<'de> for Rows {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(RowsVisitor)
    }
}

struct RowsVisitor;

impl<'de> Visitor<'de> for RowsVisitor {
    type Value = Rows;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("rows")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut rows: A) -> Result<Rows, A::Error> {
        let Some(first) = rows.next_element::<Row>()? else {
            return Ok(Rows::default());
        };
        let mut count = 1_i64;
        while rows.next_element::<IgnoredAny>()?.is_some() {
            count = count.saturating_add(1);
        }
        Ok(Rows { rows: count, has_only_nulls: count == 1 && first.has_only_nulls })
    }

    fn visit_unit<E: Error>(self) -> Result<Rows, E> {
        Ok(Rows::default())
    }

    fn visit_str<E: Error>(self, _text: &str) -> Result<Rows, E> {
        Ok(Rows::default())
    }

    /// Some kinds answer with one object: one row with something in it.
    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Rows, A::Error> {
        while fields.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Rows { rows: 1, has_only_nulls: false })
    }
}

/// A row, of which only one thing is asked.
struct Row {
    has_only_nulls: bool,
}

impl<'de> Deserialize<'de> for Row {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let row = Value::deserialize(deserializer)?;
        let has_only_nulls = match row {
            Value::Object(fields) => fields.values().all(Value::is_null),
            Value::Array(values) => values.iter().all(Value::is_null),
            other => other.is_null(),
        };
        Ok(Self { has_only_nulls })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(json: &str) -> Answered {
        Answered::parse(json.as_bytes()).unwrap()
    }

    #[test]
    fn rows_are_counted_and_nulls_seen() {
        let cases = [
            ("[]", 0, 0, false),
            (r#"[{"rowcount":0,"data":[]}]"#, 1, 0, false),
            (r#"[{"data":[]}]"#, 1, 0, false),
            (r#"[{"rowcount":1,"data":[{"a":null}]}]"#, 1, 1, true),
            (r#"[{"rowcount":1,"data":[{"a":null,"b":0}]}]"#, 1, 1, false),
            (r#"[{"data":[{"a":null},{"a":null}]}]"#, 1, 2, false),
            (r#"[{"data":[{"a":1}]},{"data":[{"a":null}]}]"#, 2, 2, false),
            (r#"[{"data":[]},{"data":[{"a":null}]}]"#, 2, 1, true),
            (r#"[{"rowcount":5,"data":"a,b\n"}]"#, 1, 5, false),
            (r#"[{"data":null}]"#, 1, 0, false),
            (r#"[{"data":{"nodes":[]}}]"#, 1, 1, false),
            (r#"[{"rowcount":-1,"data":[]}]"#, 1, 0, false),
        ];
        for (json, queries, rows, has_only_nulls) in cases {
            let answered = parse(&format!("{{\"result\":{json}}}"));
            let seen = (answered.queries, answered.rows, answered.has_only_nulls);
            assert_eq!(seen, (queries, rows, has_only_nulls), "{json}");
        }
    }

    #[test]
    fn what_is_said_beside_the_rows_is_heard() {
        let answered = parse(
            r#"{"result":[{"status":"failed","error":null,"data":[]},
                {"error":"no such column","is_cached":true,"data":[],
                 "rejected_filters":[{"reason":"not_in_datasource","column":"region"},{"reason":"other","column":"x"}]}]}"#,
        );
        assert_eq!(answered.error.as_deref(), Some("the query failed"));
        assert!(answered.is_cached);
        assert_eq!(answered.rejected, ["region"]);
    }

    #[test]
    fn what_is_no_answer_is_none() {
        for body in ["", "{", r#"{"result":[{"data":[{"a":1}"#, "<html>", r#"{"message":"x"}"#, r#"{"result":7}"#] {
            assert_eq!(Answered::parse(body.as_bytes()), None, "{body}");
        }
    }
}

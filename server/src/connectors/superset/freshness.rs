//! How old the newest data of a dashboard is, where a policy asks for that.

use std::collections::BTreeSet;
use std::time::Duration;

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use serde::Deserialize;
use serde_json::Value;
use tokio::time::Instant;

use domain::report::{Finding, FindingKind, Location, Problem, stale};

use super::client::Client;
use crate::connectors::validator::Freshness;

/// The most data sources of one dashboard that are looked at.
const MOST: usize = 50;

/// How long it may take.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limits {
    /// One query.
    pub(super) query: Duration,
    /// All of the dashboard, up to this instant.
    pub(super) ends: Instant,
}

impl Limits {
    fn left(self) -> Duration {
        self.ends.saturating_duration_since(Instant::now())
    }
}

#[derive(Deserialize)]
struct Detail {
    result: Dataset,
}

#[derive(Deserialize)]
struct Dataset {
    id: i64,
    #[serde(default)]
    table_name: Option<String>,
    #[serde(default)]
    columns: Vec<Column>,
}

#[derive(Deserialize)]
struct Column {
    #[serde(default)]
    column_name: Option<String>,
}

impl Client {
    /// What is older than agreed, one finding per data source that has the column. What Superset lists of a
    /// dashboard's data sources has only the columns that its charts use, so each is asked for by itself.
    pub(super) async fn staleness(
        &self,
        datasources: &BTreeSet<i64>,
        freshness: &Freshness,
        now: DateTime<Utc>,
        limits: Limits,
    ) -> Result<Vec<Finding>, Problem> {
        let column = freshness.column.as_str();
        let mut findings = Vec::new();
        let (mut found, mut hidden) = (0, 0);
        for id in datasources.iter().take(MOST) {
            let left = limits.left();
            if left.is_zero() {
                findings.push(Finding::new(FindingKind::NotReached, "Its freshness was not checked: time limit."));
                return Ok(findings);
            }
            let Some(dataset) = self.dataset(*id).await? else {
                hidden += 1;
                continue;
            };
            if dataset.has(column) {
                found += 1;
                let newest = self.newest(*id, column, limits.query.min(left)).await?;
                let finding = self.age(column, newest.as_ref(), freshness, now);
                findings.extend(finding.map(|finding| finding.at(self.place(dataset))));
            }
        }
        if found == 0 && !datasources.is_empty() {
            let reason = match hidden {
                0 => format!("no data source of it has a column “{}”", self.clean(column)),
                _ => "this account may not read its data sources".to_owned(),
            };
            let message = format!("Its freshness could not be checked: {reason}.");
            findings.push(Finding::new(FindingKind::NotExecuted, message));
        }
        Ok(findings)
    }

    /// What the newest value says; `None` is one that could not be asked for, null one that there isn't.
    fn age(&self, column: &str, newest: Option<&Value>, freshness: &Freshness, now: DateTime<Utc>) -> Option<Finding> {
        let column = self.clean(column);
        let not_checked = |reason: &str| {
            let message = format!("Its freshness could not be checked: {reason}.");
            Some(Finding::new(FindingKind::NotExecuted, message))
        };
        match newest {
            None => not_checked(&format!("the newest “{column}” could not be asked for")),
            Some(Value::Null) => None,
            Some(value) => match instant(value) {
                Some(newest) => stale(&column, Some(newest), now, freshness.limit),
                None => not_checked(&format!("“{column}” is no time")),
            },
        }
    }

    async fn dataset(&self, id: i64) -> Result<Option<Dataset>, Problem> {
        let answer = self.get(&format!("api/v1/dataset/{id}?q=(columns:!(id,table_name,columns.column_name))")).await?;
        if answer.status.is_client_error() {
            return Ok(None);
        }
        Ok(Some(self.read::<Detail>(&answer)?.result))
    }

    fn place(&self, dataset: Dataset) -> Location {
        let name = super::catalogue::text(dataset.table_name, 200).unwrap_or_else(|| format!("Dataset {}", dataset.id));
        let link = format!("explore/?datasource_type=table&datasource_id={}", dataset.id);
        Location { chart_id: None, name, link: Some(self.settings().base.join(&link).to_string()) }
    }
}

impl Dataset {
    fn has(&self, column: &str) -> bool {
        self.columns.iter().any(|found| found.column_name.as_deref() == Some(column))
    }
}

/// An instant as databases write it: milliseconds since 1970, or text; without a zone it is UTC.
fn instant(value: &Value) -> Option<DateTime<Utc>> {
    if let Some(milliseconds) = value.as_i64() {
        return DateTime::from_timestamp_millis(milliseconds);
    }
    #[expect(clippy::cast_possible_truncation, reason = "a fraction of a millisecond means nothing here")]
    if let Some(milliseconds) = value.as_f64() {
        return DateTime::from_timestamp_millis(milliseconds as i64);
    }
    let text = value.as_str()?.trim();
    if let Ok(instant) = DateTime::parse_from_rfc3339(text) {
        return Some(instant.with_timezone(&Utc));
    }
    let formats = ["%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%dT%H:%M:%S%.f"];
    let local = formats.iter().find_map(|format| NaiveDateTime::parse_from_str(text, format).ok());
    let day = || NaiveDate::parse_from_str(text, "%Y-%m-%d").ok().map(|day| day.and_time(NaiveTime::MIN));
    local.or_else(day).map(|local| local.and_utc())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn instants_come_in_many_forms() {
        let noon = "2026-03-10T12:00:00+00:00";
        let cases = [
            (json!(1_773_144_000_000_i64), Some(noon)),
            (json!(1_773_144_000_000.4), Some(noon)),
            (json!("2026-03-10T12:00:00Z"), Some(noon)),
            (json!("2026-03-10T13:00:00+01:00"), Some(noon)),
            (json!("2026-03-10 12:00:00"), Some(noon)),
            (json!("2026-03-10 12:00:00.000000"), Some(noon)),
            (json!("2026-03-10T12:00:00"), Some(noon)),
            (json!("2026-03-10"), Some("2026-03-10T00:00:00+00:00")),
            (json!(null), None),
            (json!("yesterday"), None),
            (json!(1e300), None),
        ];
        for (value, expected) in cases {
            assert_eq!(instant(&value).map(|instant| instant.to_rfc3339()).as_deref(), expected, "{value}");
        }
    }
}

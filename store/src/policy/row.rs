//! Policies as rows, and back.

use chrono::{DateTime, NaiveTime, Timelike, Utc};
use domain::{
    id::{DashboardId, EnvironmentId, OrgId, PolicyId},
    policy::{Channel, Freshness, Limits, Scope},
    schedule::{ClockTime, Every, Hours, Interval, Schedule, Weekdays, Window},
};
use sqlx::PgConnection;

use super::Policy;
use crate::{
    StoreError,
    error::{stored, undecodable},
};

#[expect(clippy::struct_excessive_bools, reason = "a row has the columns that its table has")]
struct Row {
    id: i32,
    environment_id: i32,
    name: String,
    scope: String,
    schedule: String,
    weekdays: i16,
    starts: Option<NaiveTime>,
    ends: Option<NaiveTime>,
    every_seconds: Option<i32>,
    zone: String,
    slow_ms: i32,
    freshness_column: Option<String>,
    freshness_seconds: Option<i32>,
    confirm: bool,
    condition: String,
    notify_owners: bool,
    notify_outside: bool,
    remind_hours: Option<i16>,
    is_active: bool,
    active_since: DateTime<Utc>,
    dashboards: Vec<i32>,
    tags: Vec<String>,
    channels: Option<serde_json::Value>,
}

macro_rules! select {
    ($condition:literal, $($argument:expr),+) => {
        sqlx::query_as!(
            Row,
            r#"select p.id, p.environment_id, p.name, p.scope, p.schedule, p.weekdays, p.starts, p.ends, p.every_seconds,
                   p.zone, p.slow_ms, p.freshness_column, p.freshness_seconds, p.confirm, p.condition,
                   p.notify_owners, p.notify_outside, p.remind_hours, p.is_active, p.active_since,
                   array(select s.dashboard_id from policy_dashboards s
                         where s.org_id = $1 and s.policy_id = p.id
                         order by s.dashboard_id) as "dashboards!",
                   array(select s.tag from policy_tags s
                         where s.org_id = $1 and s.policy_id = p.id
                         order by s.tag) as "tags!",
                   (select jsonb_agg(jsonb_build_object('type', c.kind, 'provider_id', c.provider_id,
                                                        'target', c.target) order by c.place)
                    from policy_channels c
                    where c.org_id = $1 and c.policy_id = p.id) as channels
            from policies p
            where p.org_id = $1 and p.removed_at is null "# + $condition + r" order by lower(p.name), p.id",
            $($argument),+
        )
    };
}

/// All policies of an organization, by name.
pub(super) async fn all(connection: &mut PgConnection, org: OrgId) -> Result<Vec<Policy>, StoreError> {
    let rows = select!("", org.0).fetch_all(connection).await?;
    rows.into_iter().map(Policy::try_from).collect()
}

/// The active policies of an environment.
pub(crate) async fn active(
    connection: &mut PgConnection,
    org: OrgId,
    environment: EnvironmentId,
) -> Result<Vec<Policy>, StoreError> {
    let rows = select!("and p.environment_id = $2 and p.is_active", org.0, environment.0).fetch_all(connection).await?;
    rows.into_iter().map(Policy::try_from).collect()
}

/// One policy, whether it is active or not.
pub(crate) async fn find(
    connection: &mut PgConnection,
    org: OrgId,
    policy: PolicyId,
) -> Result<Option<Policy>, StoreError> {
    let row = select!("and p.id = $2", org.0, policy.0).fetch_optional(connection).await?;
    row.map(Policy::try_from).transpose()
}

/// A set of weekdays as bits, 1 for Sunday.
pub(super) fn bits(weekdays: Weekdays) -> i16 {
    weekdays.numbers().into_iter().map(|day| 1 << day).sum()
}

fn weekdays(bits: i16) -> Result<Weekdays, StoreError> {
    let numbers: Vec<u8> = (0..7).filter(|day| bits & (1 << day) != 0).collect();
    Weekdays::parse(&numbers).map_err(|error| undecodable("weekdays", error))
}

fn clock_time(time: NaiveTime) -> ClockTime {
    let minutes = u16::try_from(time.num_seconds_from_midnight() / 60).unwrap_or_default();
    ClockTime::from_minutes(minutes).unwrap_or(ClockTime::MIDNIGHT)
}

impl TryFrom<Row> for Policy {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let weekdays = weekdays(row.weekdays)?;
        let zone = stored("zone", &row.zone)?;
        let hours =
            row.starts.zip(row.ends).map(|(start, end)| Hours { start: clock_time(start), end: clock_time(end) });
        let schedule = match (row.schedule.as_str(), hours, row.every_seconds) {
            ("window", Some(Hours { start, end }), _) => Schedule::Window(Window { weekdays, start, end, zone }),
            (_, hours, seconds) => {
                let interval = Interval::from_seconds(seconds.unwrap_or_default().unsigned_abs());
                let interval = interval.map_err(|error| undecodable("every_seconds", error))?;
                Schedule::Every(Every { interval, weekdays, hours, zone })
            }
        };
        let scope = match row.scope.as_str() {
            "all" => Scope::All,
            "selected" => Scope::Selected { dashboards: row.dashboards.into_iter().map(DashboardId).collect() },
            _ => Scope::Tagged { tags: row.tags },
        };
        let freshness = row.freshness_column.zip(row.freshness_seconds);
        let freshness = freshness.map(|(column, seconds)| Freshness { column, seconds: seconds.unsigned_abs() });
        let channels: Vec<Channel> = match row.channels {
            Some(channels) => serde_json::from_value(channels).map_err(|error| undecodable("channels", error))?,
            None => Vec::new(),
        };
        Ok(Self {
            id: PolicyId(row.id),
            name: stored("name", &row.name)?,
            environment: EnvironmentId(row.environment_id),
            scope,
            schedule,
            limits: Limits { slow_ms: row.slow_ms.unsigned_abs(), freshness, confirm: row.confirm },
            condition: stored("condition", &row.condition)?,
            notify_owners: row.notify_owners,
            notify_outside: row.notify_outside,
            remind_hours: row.remind_hours.map(i16::unsigned_abs),
            channels,
            is_active: row.is_active,
            active_since: row.active_since,
        })
    }
}

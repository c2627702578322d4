//! What messages say besides the findings.

use chrono::{DateTime, Utc};
use domain::{
    calendar,
    id::{DashboardId, EnvironmentId, OrgId},
    locale::Locale,
    report::{Finding, FindingKind, Location, Severity},
    zone::ZoneName,
};
use sqlx::PgConnection;

use crate::{StoreError, error::stored};

/// An organization and one of its environments.
pub(super) struct Place {
    pub(super) slug: String,
    pub(super) environment: String,
    zone: ZoneName,
    locale: Locale,
}

impl Place {
    pub(super) async fn find(
        connection: &mut PgConnection,
        org: OrgId,
        environment: EnvironmentId,
    ) -> Result<Self, StoreError> {
        let row = sqlx::query!(
            "select o.slug, o.zone, o.locale, e.name
             from organizations o
             join environments e on e.org_id = o.id
             where o.id = $1 and e.org_id = $1 and e.id = $2
             order by e.id",
            org.0,
            environment.0,
        )
        .fetch_one(connection)
        .await?;
        Ok(Self {
            slug: row.slug,
            environment: row.name,
            zone: stored("zone", &row.zone)?,
            locale: stored("locale", &row.locale)?,
        })
    }

    /// Where a report is, after the address of this installation.
    pub(super) fn report_path(&self, check: i64) -> String {
        format!("/o/{}/health/reports/{check}", self.slug)
    }

    /// Where the list of dashboards is.
    pub(super) fn health_path(&self) -> String {
        format!("/o/{}/health", self.slug)
    }

    /// An instant as the organization writes it.
    fn instant(&self, at: DateTime<Utc>) -> String {
        match self.zone.to_tz() {
            Ok(zone) => format!("{} ({})", self.locale.instant(calendar::local_time(at, zone)), self.zone.as_str()),
            Err(_) => format!("{} (UTC)", self.locale.instant(at.naive_utc())),
        }
    }

    /// When a dashboard passed last, in words.
    pub(super) async fn last_passed(
        &self,
        connection: &mut PgConnection,
        org: OrgId,
        dashboard: DashboardId,
    ) -> Result<Option<String>, StoreError> {
        let at = sqlx::query_scalar!(
            "select checked_at
             from reports
             where org_id = $1 and dashboard_id = $2 and status = 'PASS'
             order by checked_at desc, check_id desc
             limit 1",
            org.0,
            dashboard.0,
        )
        .fetch_optional(connection)
        .await?;
        Ok(at.map(|at| self.instant(at)))
    }
}

/// The findings of a report, as they were stored.
pub(super) async fn findings(
    connection: &mut PgConnection,
    org: OrgId,
    check: i64,
) -> Result<Vec<Finding>, StoreError> {
    let rows = sqlx::query!(
        "select severity, kind, message, chart_id, chart_name, link
         from findings
         where org_id = $1 and check_id = $2
         order by place",
        org.0,
        check,
    )
    .fetch_all(connection)
    .await?;
    rows.into_iter()
        .map(|row| {
            let severity: Severity = stored("severity", &row.severity)?;
            let kind: FindingKind = stored("kind", &row.kind)?;
            let location = row.chart_name.map(|name| Location { chart_id: row.chart_id, name, link: row.link });
            Ok(Finding { severity, kind, message: row.message, location })
        })
        .collect()
}

/// Whether nobody is to hear of an environment, or of a dashboard in it.
pub(super) async fn is_silent(
    connection: &mut PgConnection,
    org: OrgId,
    environment: EnvironmentId,
    dashboard: Option<DashboardId>,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    // The rule is domain's health::is_silent.
    let is_silent = sqlx::query_scalar!(
        r#"select exists (select from silences
                          where org_id = $1 and dashboard_id = $3 and since <= $4
                            and (ended_at is null or ended_at > $4)
                            and (kind <> 'snoozed' or until > $4))
               or exists (select from maintenance_windows
                          where org_id = $1 and environment_id = $2 and starts_at <= $4 and ends_at > $4) as "is!""#,
        org.0,
        environment.0,
        dashboard.map(|id| id.0),
        now,
    )
    .fetch_one(connection)
    .await?;
    Ok(is_silent)
}

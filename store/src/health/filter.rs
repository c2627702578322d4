//! What the table is narrowed to. The rows of the table and their number go by the same words.

use domain::{
    id::{DashboardId, EnvironmentId, PolicyId},
    report::Status,
};

use crate::{OrgTx, StoreError, policy};

/// What the table is narrowed to; everything that is set has to hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// A part of the title, in any case.
    pub search: Option<String>,
    /// Only this environment.
    pub environment: Option<EnvironmentId>,
    /// Only this colour.
    pub status: Option<Status>,
    /// Only the stale.
    pub is_stale: bool,
    /// Only those whose last check was missed.
    pub is_missed: bool,
    /// A part of an owner's name, in any case.
    pub owner: Option<String>,
    /// Whether it may be a part of the owner's address too: for those who see
    /// addresses, since whoever may ask for a part learns the whole.
    pub finds_addresses: bool,
    /// Only those with this tag.
    pub tag: Option<String>,
    /// Only those that this policy checks.
    pub policy: Option<PolicyId>,
    /// Only this one.
    pub dashboard: Option<DashboardId>,
}

/// A query of dashboards: `$before`, the condition that a filter makes of those called `d`, and `$after`, whose own
/// parameters begin at `$12`.
macro_rules! matching {
    ($query:ident, $before:literal, $after:literal, ($org:expr, $filter:expr, $within:expr, $now:expr)
     $(, $argument:expr)* $(,)?) => {
        sqlx::$query!(
            $before + r"d.org_id = $1 and d.removed_at is null
                   and ($3::int is null or d.environment_id = $3)
                   and ($4::text is null
                        or case when d.status = 'PASS' and d.stale_at <= $2 then 'UNKNOWN' else d.status end = $4)
                   and (not $5 or d.stale_at <= $2)
                   and (not $6 or d.last_outcome = 'missed')
                   and ($7::text is null or strpos(d.sort_title, lower($7)) > 0)
                   and ($8::text is null
                        or exists (select from dashboard_owners o
                                   where o.org_id = $1 and o.dashboard_id = d.id
                                     and (strpos(lower(o.name), lower($8)) > 0
                                          or $11 and strpos(lower(o.email), lower($8)) > 0)))
                   and ($9::text is null
                        or exists (select from dashboard_tags t
                                   where t.org_id = $1 and t.dashboard_id = d.id and t.tag = $9))
                   and ($10::int[] is null or d.id = any($10))
" + $after,
            $org.0,
            $now,
            $filter.environment.map(|id| id.0),
            $filter.status.map(domain::report::Status::as_str),
            $filter.is_stale,
            $filter.is_missed,
            $filter.search.as_deref(),
            $filter.owner.as_deref(),
            $filter.tag.as_deref(),
            $within.as_deref() as Option<&[i32]>,
            $filter.finds_addresses,
            $($argument),*
        )
    };
}
pub(super) use matching;

/// The dashboards that a filter names by a policy or one by one; none where it leaves that open.
pub(super) async fn within(tx: &mut OrgTx<'_>, filter: &Filter) -> Result<Option<Vec<i32>>, StoreError> {
    let org = tx.org_id();
    let one = filter.dashboard.map(|one| one.0);
    let Some(policy) = filter.policy else {
        return Ok(one.map(|one| vec![one]));
    };
    let selected = policy::dashboards(tx.connection(), org, policy).await?.into_iter().map(|id| id.0);
    Ok(Some(selected.filter(|id| one.is_none_or(|one| *id == one)).collect()))
}

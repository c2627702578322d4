//! Reading the audit log.

use chrono::TimeDelta;
use domain::{
    audit::{AuditAction, AuditResult},
    role::Role,
};
use sqlx::PgPool;
use store::{
    StoreError,
    audit::{self, AuditEntry, AuditFilter, Export, Origin},
};

use crate::harness::{Harness, Org, now, origin};

/// Entries of one actor a minute apart, the latest at `now`.
async fn fill(harness: &Harness, org: &Org, count: i32) {
    sqlx::query(
        "insert into audit_entries (org_id, occurred_at, actor_kind, actor, action, target, result)
         select $1, $2 - make_interval(mins => $3 - n), 'user', 'ana@example.com',
                case when n % 10 = 0 then 'token.created' else 'session.opened' end, n::text,
                case when n % 5 = 0 then 'refused' else 'done' end
         from generate_series(1, $3) n",
    )
    .bind(org.id.0)
    .bind(now())
    .bind(count)
    .execute(&harness.pool)
    .await
    .expect("filled");
}

fn targets(entries: &[AuditEntry]) -> Vec<&str> {
    entries.iter().map(|entry| entry.target.as_str()).collect()
}

fn by_ana() -> AuditFilter {
    AuditFilter { actor: Some("ana@example.com".into()), ..AuditFilter::default() }
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn the_log_is_read_by_page_and_filter(pool: PgPool) {
    let harness = Harness::new(pool).await;
    let acme = harness.organization("acme").await;
    let globex = harness.organization("globex").await;
    fill(&harness, &acme, 20).await;
    fill(&harness, &globex, 3).await;
    let page = async |filter: AuditFilter, after, limit| {
        audit::page(&acme.scope, &filter, after, limit, &origin()).await.expect("an owner")
    };
    let first = page(by_ana(), None, 3).await;
    assert_eq!(targets(&first), ["20", "19", "18"]);
    let second = page(by_ana(), Some(first[2].cursor()), 3).await;
    assert_eq!(targets(&second), ["17", "16", "15"]);
    assert_eq!(page(by_ana(), None, 500).await.len(), 20, "another organization's entries are not there");

    let created = AuditFilter { action: Some(AuditAction::TokenCreated), ..by_ana() };
    assert_eq!(targets(&page(created, None, 9).await), ["20", "10"]);
    let refused = AuditFilter { result: Some(AuditResult::Refused), ..by_ana() };
    assert_eq!(targets(&page(refused, None, 9).await), ["20", "15", "10", "5"]);
    let some_time = AuditFilter { since: Some(now() - TimeDelta::minutes(2)), until: Some(now()), ..by_ana() };
    assert_eq!(targets(&page(some_time, None, 9).await), ["19", "18"]);
    let nobody = AuditFilter { actor: Some("nobody".into()), ..AuditFilter::default() };
    assert!(page(nobody, None, 9).await.is_empty());
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn entries_of_one_instant_are_each_on_one_page(pool: PgPool) {
    let harness = Harness::new(pool).await;
    let acme = harness.organization("acme").await;
    sqlx::query(
        "insert into audit_entries (org_id, occurred_at, actor_kind, actor, action, target, result)
         select $1, $2, 'user', 'ana@example.com', 'session.opened', n::text, 'done' from generate_series(1, 7) n",
    )
    .bind(acme.id.0)
    .bind(now())
    .execute(&harness.pool)
    .await
    .expect("filled");
    let (mut after, mut seen) = (None, Vec::new());
    loop {
        let page = audit::page(&acme.scope, &by_ana(), after, 2, &origin()).await.expect("an owner");
        let Some(last) = page.last() else { break };
        after = Some(last.cursor());
        seen.extend(page.iter().map(|entry| entry.target.clone()));
    }
    assert_eq!(seen, ["7", "6", "5", "4", "3", "2", "1"]);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn reading_and_taking_away_is_noted_and_for_admins(pool: PgPool) {
    let harness = Harness::new(pool).await;
    let acme = harness.organization("acme").await;
    let admin = harness.member(&acme, Role::Admin, "admin@acme.test").await;
    let editor = harness.member(&acme, Role::Editor, "editor@acme.test").await;
    let read = async |scope, at| {
        let origin = Origin { at, ..origin() };
        audit::page(scope, &AuditFilter::default(), None, 50, &origin).await
    };
    for minutes in [0, 9, 10, 11] {
        read(&admin, now() + TimeDelta::minutes(minutes)).await.expect("an admin");
    }
    let reads =
        harness.number("select count(*) from audit_entries where action = 'audit.read' and result = 'done'").await;
    assert_eq!(reads, 2, "once in ten minutes");
    assert!(matches!(read(&editor, now()).await, Err(StoreError::Forbidden)));
    let refused = Export::begin(&editor, AuditFilter::default(), "csv", &origin()).await;
    assert!(matches!(refused, Err(StoreError::Forbidden)), "{refused:?}");
    Export::begin(&admin, AuditFilter::default(), "csv", &origin()).await.expect("an admin");
    let log = acme.log().await;
    assert!(log.contains(&"admin@acme.test audit.exported  [csv] done".to_owned()), "{log:?}");
    assert!(log.contains(&"editor@acme.test audit.exported  [] refused".to_owned()), "{log:?}");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn an_export_has_every_entry_once_and_ends(pool: PgPool) {
    let harness = Harness::new(pool).await;
    let acme = harness.organization("acme").await;
    fill(&harness, &acme, 2_500).await;
    let until = Origin { at: now() + TimeDelta::microseconds(1), ..origin() };
    let mut export = Export::begin(&acme.scope, by_ana(), "csv", &until).await.expect("an owner");
    let mut seen = Vec::new();
    loop {
        let batch = export.next().await.expect("read");
        if batch.is_empty() {
            break;
        }
        assert!(batch.len() <= 1_000);
        seen.extend(batch.into_iter().map(|entry| entry.target));
    }
    let expected: Vec<_> = (1..=2_500).rev().map(|n: i32| n.to_string()).collect();
    assert_eq!(seen, expected);
    assert!(export.next().await.expect("read").is_empty());
}

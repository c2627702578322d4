//! Rights in the health center: each change is in the log, and nobody makes one
//! by a right that they no longer have.

use chrono::TimeDelta;
use domain::{
    audit::AuditAction,
    health::{EnvironmentKind, SilenceKind},
    id::{CheckId, DashboardId, EnvironmentId, PolicyId},
    role::Role,
};
use sqlx::PgPool;
use store::{
    OrgScope, StoreError, badge, check,
    environment::{self, Change, NewEnvironment, Page},
    health, member,
    policy::{self, PolicyError},
};

use crate::{
    harness::{name, now, origin, origin_at},
    scene::{Scene, every, window},
};

/// What there is to be changed.
struct Targets {
    sites: EnvironmentId,
    page: DashboardId,
    maintenance: i32,
    policy: PolicyId,
}

fn web(title: &str) -> NewEnvironment {
    NewEnvironment {
        kind: EnvironmentKind::Web,
        name: name(title),
        base_url: None,
        credentials: None,
        max_concurrent: 20,
        minimum_gap_ms: 0,
    }
}

fn page() -> Page {
    Page {
        title: "Status".to_owned(),
        url: "https://status.test/".to_owned(),
        slug: None,
        expected_status: 200,
        must_contain: None,
        must_not_contain: None,
        slow_ms: 1_000,
        header: None,
    }
}

async fn announce(scope: &OrgScope, sites: EnvironmentId) -> Result<i32, StoreError> {
    let (from, to) = (now() + TimeDelta::hours(1), now() + TimeDelta::hours(2));
    environment::add_maintenance(scope, sites, from, to, "upgrade", &origin()).await
}

impl Targets {
    async fn of(scene: &Scene) -> Self {
        let scope = &scene.org.scope;
        let sites = environment::create(scope, &web("Sites"), &origin()).await.expect("made");
        Self {
            sites,
            page: environment::save_page(scope, sites, &page(), &origin()).await.expect("saved"),
            maintenance: announce(scope, sites).await.expect("announced"),
            policy: scene.policy("Nightly", window("01:00", "02:00")).await,
        }
    }
}

fn stored<T>(result: Result<T, PolicyError>) -> Result<(), StoreError> {
    match result {
        Ok(_) => Ok(()),
        Err(PolicyError::Store(error)) => Err(error),
        Err(error) => panic!("{error:?}"),
    }
}

/// Makes every change that there is, one after the other, and says how each
/// went and what the log has to call it.
async fn change_everything(
    scene: &Scene,
    scope: &OrgScope,
    targets: &Targets,
) -> Vec<(AuditAction, Result<(), StoreError>)> {
    use AuditAction as Audit;
    let Targets { sites, page: dashboard, maintenance, policy } = *targets;
    let change = Change {
        name: name("Public sites"),
        base_url: None,
        credentials: None,
        max_concurrent: 10,
        minimum_gap_ms: 0,
        query_limit_ms: 1_000,
        dashboard_limit_ms: 2_000,
    };
    let draft = |title| scene.draft(title, every(60));
    let by = &origin();
    vec![
        (Audit::EnvironmentCreated, environment::create(scope, &web("More"), by).await.map(drop)),
        (Audit::EnvironmentChanged, environment::update(scope, sites, &change, by).await),
        (Audit::EnvironmentTested, environment::note_test(scope, sites, &[], by).await),
        (Audit::EnvironmentSynced, environment::ask_sync(scope, scene.environment, by).await),
        (Audit::PageSaved, environment::save_page(scope, sites, &page(), by).await.map(drop)),
        (Audit::MaintenanceAnnounced, announce(scope, sites).await.map(drop)),
        (Audit::MaintenanceEnded, environment::end_maintenance(scope, maintenance, by).await),
        (Audit::PolicyCreated, stored(policy::create(scope, &draft("Steady"), by).await)),
        (Audit::PolicyChanged, stored(policy::update(scope, policy, &draft("Nightly"), by).await)),
        (Audit::PolicyPaused, policy::set_active(scope, policy, false, by).await),
        (Audit::PolicyResumed, policy::set_active(scope, policy, true, by).await),
        (Audit::CheckAsked, check::ask_policy(scope, policy, by).await.map(drop)),
        (Audit::PolicyRemoved, policy::remove(scope, policy, by).await),
        (Audit::CheckAsked, check::ask_dashboard(scope, dashboard, by).await.map(drop)),
        (Audit::CheckAsked, check::ask_environment(scope, sites, by).await.map(drop)),
        (Audit::DashboardAcknowledged, health::acknowledge(scope, dashboard, "on it", by).await),
        (Audit::DashboardSnoozed, health::snooze(scope, dashboard, now() + TimeDelta::hours(1), by).await),
        (Audit::DashboardMuted, health::mute(scope, dashboard, by).await),
        (Audit::SilenceEnded, health::end_silence(scope, dashboard, SilenceKind::Muted, by).await),
        (Audit::BadgeCreated, badge::create(scope, dashboard, &[5; 32], by).await),
        (Audit::BadgeRevoked, badge::revoke(scope, dashboard, by).await),
        (Audit::ReportsDeleted, health::erase(scope, dashboard, by).await.map(drop)),
        (Audit::PageRemoved, environment::remove_page(scope, dashboard, by).await),
        (Audit::EnvironmentRemoved, environment::remove(scope, sites, by).await),
    ]
}

/// Action and result of the latest entries of somebody, the oldest first.
async fn entries(scene: &Scene, actor: &str, count: usize) -> Vec<String> {
    let log = scene.org.log().await;
    let own = log.iter().filter_map(|line| line.strip_prefix(actor)?.strip_prefix(' '));
    let mut own: Vec<_> = own
        .map(|line| {
            let (action, rest) = line.split_once(' ').expect("an action");
            format!("{action} {}", rest.rsplit(' ').next().expect("a result"))
        })
        .collect();
    own.truncate(count);
    own.reverse();
    own
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn every_change_of_the_health_center_is_in_the_log(pool: PgPool) {
    let scene = Scene::new(pool, 3, 3).await;
    let targets = Targets::of(&scene).await;
    let ana = scene.harness.member(&scene.org, Role::Admin, "ana@acme.test").await;
    let changes = change_everything(&scene, &ana, &targets).await;
    let expected: Vec<_> = changes.iter().map(|(action, _)| format!("{action} done")).collect();
    assert_eq!(entries(&scene, "ana@acme.test", 100).await, expected);
    for (action, result) in changes {
        assert!(result.is_ok(), "{action}: {result:?}");
    }
    let log = scene.org.log().await;
    for line in [
        "ana@acme.test environment.removed Public sites [] done",
        "ana@acme.test report.deleted Status [0 reports] done",
        "ana@acme.test check.asked Nightly [policy, 3 checks] done",
        "ana@acme.test dashboard.acknowledged Status [on it] done",
        "ana@acme.test page.saved Status [https://status.test/] done",
    ] {
        assert!(log.iter().any(|entry| entry == line), "{line}: {log:?}");
    }
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_remembered_scope_gives_no_right_in_the_health_center_that_is_gone(pool: PgPool) {
    let scene = Scene::new(pool, 3, 3).await;
    let targets = Targets::of(&scene).await;
    let ana = scene.harness.member(&scene.org, Role::Admin, "ana@acme.test").await;
    member::change_role(&scene.org.scope, ana.user_id(), Role::Viewer, &origin()).await.expect("changed");
    // The scope of a moment ago still says admin.
    assert_eq!(ana.role(), Role::Admin);
    let changes = change_everything(&scene, &ana, &targets).await;
    let expected: Vec<_> = changes.iter().map(|(action, _)| format!("{action} refused")).collect();
    assert_eq!(entries(&scene, "ana@acme.test", 100).await, expected);
    for (action, result) in changes {
        assert!(matches!(result, Err(StoreError::Forbidden)), "{action}: {result:?}");
    }
    let changed = "select (select count(*) from environments) + (select count(*) from policies)
                        + (select count(*) from checks) + (select count(*) from silences)";
    assert_eq!(scene.harness.number(changed).await, 3, "nothing but what the owner made");

    member::remove(&scene.org.scope, ana.user_id(), &origin()).await.expect("removed");
    for (action, result) in change_everything(&scene, &ana, &targets).await {
        assert!(matches!(result, Err(StoreError::NotFound)), "{action}: {result:?}");
    }
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_program_may_what_its_scopes_say_until_its_token_ends(pool: PgPool) {
    use domain::scope::TokenScope;
    let scene = Scene::new(pool, 3, 3).await;
    let (harness, acme) = (&scene.harness, &scene.org);
    let token = async |title: &str, number: u8, scope: TokenScope| {
        let hash = [number; 32];
        let id = store::token::create(&harness.system, acme.id, &name(title), &hash, &[scope], None).await;
        (id.expect("made"), harness.store.enter_token(&hash, now()).await.expect("asked").expect("it works"))
    };
    let (id, checker) = token("checker", 1, TokenScope::Check).await;
    let (_, reader) = token("reader", 2, TokenScope::Read).await;
    let (_, admin) = token("admin", 3, TokenScope::Admin).await;
    assert_eq!((checker.org_id(), checker.slug(), checker.token_id()), (acme.id, acme.scope.slug(), id));

    let dashboard = scene.dashboards[0];
    assert!(check::ask_dashboard(&checker, dashboard, &origin()).await.expect("queued") > CheckId(0));
    for other in [&reader, &admin] {
        let refused = check::ask_dashboard(other, dashboard, &origin()).await;
        assert!(matches!(refused, Err(StoreError::Forbidden)), "{refused:?}");
    }
    let listed = member::list(&checker, None, 10, &origin()).await;
    assert!(matches!(listed, Err(StoreError::Forbidden)), "{listed:?}");
    let listed = member::list(&admin, None, 10, &origin()).await.expect("an admin");
    assert!(listed.iter().all(|member| member.email.is_some()));
    // As an admin may: members go, owners stay.
    let zoe = harness.member(acme, Role::Admin, "zoe@acme.test").await;
    member::remove(&admin, zoe.user_id(), &origin()).await.expect("removed");
    member::remove(&admin, acme.user, &origin()).await.expect_err("an owner");
    member::remove(&reader, acme.user, &origin()).await.expect_err("not its scope");
    store::token::revoke(&admin, id, &origin()).await.expect("revoked");
    let gone = check::ask_dashboard(&checker, dashboard, &origin()).await;
    assert!(matches!(gone, Err(StoreError::NotFound)), "{gone:?}");
    assert!(harness.store.enter_token(&[1; 32], now()).await.expect("asked").is_none());

    let log = acme.log().await;
    for line in [
        "checker check.asked Dashboard 00001 [] done",
        "reader check.asked  [] refused",
        "admin check.asked  [] refused",
        "checker member.addresses_read  [] refused",
        "admin member.addresses_read  [] done",
        "admin member.removed zoe@acme.test [admin] done",
        "admin member.removed owner@acme.test [owner] refused",
        "reader member.removed  [] refused",
        "admin token.revoked checker [] done",
    ] {
        assert!(log.iter().any(|entry| entry == line), "{line}: {log:?}");
    }
    let kinds = "select count(*) from audit_entries where actor_kind = 'token' and actor_id is not null";
    assert_eq!(harness.number(kinds).await, 9);
    assert_eq!(harness.number("select count(*) from api_tokens where revoked_at is not null").await, 1);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_token_that_expired_while_it_worked_does_nothing_more(pool: PgPool) {
    use domain::scope::TokenScope;
    let scene = Scene::new(pool, 1, 1).await;
    let (harness, end) = (&scene.harness, now() + TimeDelta::seconds(1));
    let scopes = [TokenScope::Check];
    let made = store::token::create(&harness.system, scene.org.id, &name("brief"), &[1; 32], &scopes, Some(end)).await;
    made.expect("made");
    let brief = harness.store.enter_token(&[1; 32], now()).await.expect("asked").expect("it works");
    let late = check::ask_dashboard(&brief, scene.dashboards[0], &origin_at(end)).await;
    assert!(matches!(late, Err(StoreError::NotFound)), "{late:?}");
    check::ask_dashboard(&brief, scene.dashboards[0], &origin()).await.expect("in time");
}

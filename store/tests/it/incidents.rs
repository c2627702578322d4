//! Incidents as people read them: the list, its pages and filters, and the timeline.

use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    health::{IncidentEventKind, IncidentKind, SilenceKind},
    report::{Finding, FindingKind, Location, Problem, ProblemKind, Run, Status},
};
use sqlx::PgPool;
use store::{
    check::Ending,
    environment, health,
    incident::{self, Incident, IncidentFilter},
};

use crate::{
    harness::{at, origin_at},
    scene::{Scene, failing, warning},
};

fn noon(minutes: i64) -> DateTime<Utc> {
    at("2026-11-24T12:00:00Z") + TimeDelta::minutes(minutes)
}

/// A run in which these charts fail.
fn failing_in(charts: &[&str]) -> Run {
    let found = |name: &&str| {
        let place = Location { chart_id: Some(7), name: (*name).to_owned(), link: None };
        Finding::new(FindingKind::QueryFailed, "no such column").at(place)
    };
    Run { findings: charts.iter().map(found).collect(), charts: Vec::new(), duration_ms: 1 }
}

async fn list(scene: &Scene, filter: &IncidentFilter) -> Vec<Incident> {
    let mut tx = scene.org.scope.begin().await.expect("begun");
    incident::list(&mut tx, filter, None, 50).await.expect("read")
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn the_timeline_tells_what_happened_with_charts_notes_and_reports(pool: PgPool) {
    let scene = Scene::new(pool, 1, 1).await;
    let (scope, dashboard) = (&scene.org.scope, scene.dashboards[0]);
    scene.check(dashboard, failing_in(&["Revenue", "Churn"]), noon(0)).await;
    scene.check(dashboard, failing_in(&["Churn", "Revenue"]), noon(1)).await;
    health::acknowledge(scope, dashboard, "on it", &origin_at(noon(2))).await.expect("stored");
    health::snooze(scope, dashboard, noon(90), &origin_at(noon(3))).await.expect("stored");
    health::end_silence(scope, dashboard, SilenceKind::Snoozed, &origin_at(noon(4))).await.expect("ended");
    // There is nothing to end any longer, so nothing is told.
    health::end_silence(scope, dashboard, SilenceKind::Snoozed, &origin_at(noon(4))).await.expect("ended");
    scene.check(dashboard, failing_in(&["Churn", "Orders"]), noon(5)).await;
    let open = list(&scene, &IncidentFilter::default()).await;
    assert_eq!((open.len(), open[0].is_acknowledged, open[0].closed_at), (1, true, None));
    assert_eq!(open[0].failing, ["Churn", "Orders"]);
    scene.check(dashboard, warning(), noon(6)).await;
    scene.check(dashboard, Run::default(), noon(7)).await;

    let mut tx = scope.begin().await.expect("begun");
    let story = incident::story(&mut tx, open[0].id).await.expect("read");
    let told: Vec<_> = story
        .iter()
        .map(|event| (event.kind, event.status, event.failing.as_deref().map(<[String]>::len), event.check.is_some()))
        .collect();
    let expected = [
        (IncidentEventKind::Opened, Some(Status::Fail), Some(2), true),
        (IncidentEventKind::Acknowledged, None, None, false),
        (IncidentEventKind::Snoozed, None, None, false),
        (IncidentEventKind::Unmuted, None, None, false),
        (IncidentEventKind::Changed, Some(Status::Fail), Some(2), true),
        (IncidentEventKind::Changed, Some(Status::Warn), Some(0), true),
        (IncidentEventKind::Closed, Some(Status::Pass), Some(0), true),
    ];
    assert_eq!(told, expected);
    assert_eq!((story[1].note.as_deref(), story[1].by.is_some()), (Some("on it"), true));
    assert_eq!((story[2].until, story[3].ended), (Some(noon(90)), Some(SilenceKind::Snoozed)));
    assert_eq!(story[4].failing.as_deref(), Some(&["Churn".to_owned(), "Orders".to_owned()][..]));

    let closed = incident::find(&mut tx, open[0].id).await.expect("read").expect("it is kept");
    assert_eq!((closed.closed_at, closed.is_acknowledged), (Some(noon(7)), false));
    for (minute, expected) in [(-1, None), (0, Some(closed.id)), (7, Some(closed.id)), (8, None)] {
        let found = incident::at_report(&mut tx, dashboard, noon(minute)).await.expect("read");
        assert_eq!(found, expected, "minute {minute}");
    }
    assert_eq!(incident::open_of(&mut tx, dashboard).await.expect("read"), None);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn open_ones_come_first_and_each_filter_narrows_the_list(pool: PgPool) {
    let scene = Scene::new(pool, 4, 4).await;
    for (place, dashboard) in (0_i64..).zip(&scene.dashboards) {
        scene.check(*dashboard, failing(), noon(place)).await;
    }
    // The latest two are over, one of them by itself.
    scene.check(scene.dashboards[3], Run::default(), noon(10)).await;
    scene.check(scene.dashboards[2], Run::default(), noon(11)).await;
    let refused = Ending::CouldNotRun(Problem::new(ProblemKind::Unreachable, "Nobody answers."));
    scene.end(scene.dashboards[0], &refused, noon(12)).await;

    let all = list(&scene, &IncidentFilter::default()).await;
    let seen: Vec<_> = all.iter().map(|one| (one.title.as_str(), one.closed_at.is_none())).collect();
    let expected = [
        ("Production", true),
        ("Dashboard 00002", true),
        ("Dashboard 00001", true),
        ("Dashboard 00004", false),
        ("Dashboard 00003", false),
    ];
    assert_eq!(seen, expected);
    let count = async |filter: IncidentFilter| list(&scene, &filter).await.len();
    let none = IncidentFilter::default;
    assert_eq!(count(IncidentFilter { is_open: Some(true), ..none() }).await, 3);
    assert_eq!(count(IncidentFilter { is_open: Some(false), ..none() }).await, 2);
    assert_eq!(count(IncidentFilter { kind: Some(IncidentKind::Environment), ..none() }).await, 1);
    assert_eq!(count(IncidentFilter { search: Some("PRODUCT".to_owned()), ..none() }).await, 1);
    assert_eq!(count(IncidentFilter { search: Some("%".to_owned()), ..none() }).await, 0);
    assert_eq!(count(IncidentFilter { dashboard: Some(scene.dashboards[2]), ..none() }).await, 1);
    assert_eq!(count(IncidentFilter { environment: Some(scene.environment), ..none() }).await, 5);

    let mut tx = scene.org.scope.begin().await.expect("begun");
    assert_eq!(incident::count_open(&mut tx).await.expect("counted"), 3);
    let (mut paged, mut after) = (Vec::new(), None);
    loop {
        let page = incident::list(&mut tx, &none(), after.as_ref(), 2).await.expect("read");
        let Some(last) = page.last() else { break };
        after = Some(last.cursor());
        paged.extend(page.into_iter().map(|one| one.id));
    }
    assert_eq!(paged, all.iter().map(|one| one.id).collect::<Vec<_>>());
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn an_incident_of_what_is_gone_is_over_and_says_so(pool: PgPool) {
    let scene = Scene::new(pool, 2, 2).await;
    for dashboard in &scene.dashboards {
        scene.check(*dashboard, failing(), noon(0)).await;
    }
    environment::sync(scene.system(), scene.org.id, scene.environment, &[crate::scene::listed(1)], noon(1))
        .await
        .expect("synced");
    assert_eq!(list(&scene, &IncidentFilter { is_open: Some(true), ..IncidentFilter::default() }).await.len(), 1);
    environment::remove(&scene.org.scope, scene.environment, &origin_at(noon(2))).await.expect("removed");
    let over = list(&scene, &IncidentFilter::default()).await;
    assert_eq!(over.iter().filter(|one| one.closed_at.is_some()).count(), 2);
    let mut tx = scene.org.scope.begin().await.expect("begun");
    for one in over {
        let story = incident::story(&mut tx, one.id).await.expect("read");
        let last = story.last().expect("an event");
        assert_eq!((last.kind, last.note.as_deref()), (IncidentEventKind::Closed, Some("It is no longer there.")));
    }
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn another_organization_sees_no_incident(pool: PgPool) {
    let scene = Scene::new(pool, 1, 1).await;
    scene.check(scene.dashboards[0], failing(), noon(0)).await;
    let id = list(&scene, &IncidentFilter::default()).await[0].id;
    let other = scene.harness.organization("globex").await;
    let mut tx = other.scope.begin().await.expect("begun");
    assert_eq!(incident::list(&mut tx, &IncidentFilter::default(), None, 50).await.expect("read"), []);
    assert_eq!(incident::find(&mut tx, id).await.expect("read"), None);
    assert_eq!(incident::story(&mut tx, id).await.expect("read"), []);
}

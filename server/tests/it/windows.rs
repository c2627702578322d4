//! The table of many dashboards: the first fifty come with the page, the others when somebody scrolls to them, or page by
//! page without scripts.

use app::health::Part;
use app::piece::PieceName;
use serde_json::json;

use crate::center::{Scene, failing};
use crate::harness::event;

/// A scene with so many dashboards besides.
async fn scene_of(count: u32) -> Scene {
    let scene = Scene::new().await;
    let listed = (0..count).map(|number| store::environment::Listed {
        external_id: number.to_string(),
        title: format!("Page {number:03}"),
        slug: None,
        url: format!("https://pages.test/{number}"),
        is_published: true,
        changed_at: None,
        owners: Vec::new(),
        tags: Vec::new(),
    });
    let listed: Vec<_> = listed.collect();
    let id = domain::id::EnvironmentId(i32::try_from(scene.environment).expect("a small id"));
    let system = scene.app.state.host.store.system();
    store::environment::sync(&system, scene.org, id, &listed, server::clock::now()).await.expect("it is stored");
    scene
}

/// The numbers of the dashboards whose rows are in `markup`, in their order.
fn rows(markup: &str) -> Vec<u32> {
    let titles = markup.split("<bdi>Page ").skip(1).filter_map(|rest| rest.get(..3));
    titles.map(|number| number.parse().expect("a number")).collect()
}

#[tokio::test]
async fn without_scripts_many_dashboards_come_fifty_at_a_time() {
    let mut scene = scene_of(120).await;
    let mut next = "?wait=all".to_owned();
    let mut seen = Vec::new();
    for _ in 0..3 {
        let page = scene.ana.get(&format!("/o/acme/health{next}")).await.expect(200).body;
        seen.extend(rows(&page));
        let link = page.split("rel=\"next\"").next().and_then(|before| before.rsplit("href=\"").next());
        next = link.and_then(|link| link.split('"').next()).unwrap_or_default().replace("&amp;", "&") + "&wait=all";
    }
    assert_eq!(seen, (0..120).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_page_holds_one_part_of_the_rows_and_the_place_of_every_other() {
    let mut scene = scene_of(120).await;
    let table = PieceName::Health(Part::Table);
    let page = scene.piece(table, "q=page").await;
    assert_eq!(rows(&page), (0..50).collect::<Vec<_>>());
    assert_eq!(page.matches("<tbody data-window=").count(), 3, "{page}");
    assert!(page.contains("aria-rowcount=\"121\"") && page.contains("aria-rowindex=\"51\""), "{page}");
    // The place of rows that aren't there is a link to them, with the filter.
    for (href, words) in [("?q=page&amp;from=50#", "Rows 51 to 100"), ("?q=page&amp;from=100#", "Rows 101 to 120")] {
        assert!(page.contains(href) && page.contains(words), "{href} {words} in {page}");
    }
    let page = scene.piece(table, "from=77").await;
    assert_eq!(rows(&page), (50..100).collect::<Vec<_>>(), "whole parts");
    let page = scene.piece(table, "from=9999").await;
    assert_eq!(rows(&page), (100..120).collect::<Vec<_>>(), "there is always something");

    let part = scene.piece(table, "q=page&window=100").await;
    assert_eq!(rows(&part), (100..120).collect::<Vec<_>>());
    assert!(part.starts_with("<tr class='rest' data-key='rest' hidden>"), "{part}");
    assert!(!part.contains("<table") && part.contains("aria-rowindex=\"102\""), "{part}");
    assert_eq!(rows(&scene.piece(table, "q=Page+007&window=0").await), [7], "the filter holds in every part");
}

#[tokio::test]
async fn words_are_defined_where_they_stand_and_maintenance_is_said() {
    let mut scene = scene_of(1).await;
    let checks = scene.page("status").await;
    let summary = scene.piece(PieceName::Health(Part::Summary), "").await;
    assert!(!summary.contains("Maintenance"), "{summary}");
    let environment = scene.environment.to_string();
    let (from, to) =
        (server::clock::now() - chrono::TimeDelta::hours(1), server::clock::now() + chrono::TimeDelta::hours(1));
    let time = |at: chrono::DateTime<chrono::Utc>| at.format("%Y-%m-%dT%H:%M").to_string();
    let (from, to) = (time(from), time(to));
    let fields =
        [("org", "acme"), ("environment", environment.as_str()), ("starts", from.as_str()), ("ends", to.as_str())];
    scene.ana.post_form("/fn/add_maintenance", &fields).await.expect(200);
    let summary = scene.piece(PieceName::Health(Part::Summary), "").await;
    assert!(summary.contains("<span class=\"tag\">Maintenance</span>"), "{summary}");
    let table = scene.piece(PieceName::Health(Part::Table), &format!("dashboard={checks}")).await;
    for word in ["What 30 days means", "What uptime means"] {
        assert!(table.contains(word), "{word} in {table}");
    }
}

#[tokio::test]
async fn changes_of_health_and_policies_are_marks_that_can_be_hidden() {
    let mut scene = Scene::new().await;
    scene.page("checkout").await;
    let token = scene.app.ingest_token(scene.org).await;
    scene.app.visitor().ingest(&token, &json!([event("something")])).await.expect(200);
    let checks = scene.check(&failing(), server::clock::now()).await;
    let chart = PieceName::Overview(app::overview::Part::Events);
    let shown = scene.piece(chart, "").await;
    let report = format!("/o/acme/health/reports/{}", checks[0]);
    // Once above its bucket, once in the table.
    assert_eq!(shown.matches(&report).count(), 2, "{shown}");
    for text in ["checkout fails.", "aria-label=\"1 change\"", "<th scope=\"col\">Changes</th>", "&quot;marks&quot;:[["]
    {
        assert!(shown.contains(text), "{text} in {shown}");
    }
    let hidden = scene.piece(chart, "marks=off").await;
    assert!(!hidden.contains("checkout fails.") && !hidden.contains("Changes"), "{hidden}");
    let bar = scene.piece(PieceName::Overview(app::overview::Part::Range), "marks=off&range=7d").await;
    assert!(bar.contains("Show changes") && bar.contains("?range=30d&amp;marks=off"), "{bar}");
}

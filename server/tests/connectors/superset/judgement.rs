//! The same judgement against a real Superset, and how its answers get on file. `make superset` runs it.

use std::path::PathBuf;
use std::process::Command;
use std::sync::{Arc, Mutex};

use domain::report::Status;
use server::clock;
use server::connectors::http::Http;

use super::expected::{ADMIN, LEAST, LEGACY, check, client, conditions, difference, id, judge};
use super::recording::{Recorder, Recording};
use crate::http::to_loopback;

/// Where the Superset is that `scripts/superset/target.sh` started, and which version it has.
fn target() -> (String, String) {
    let variable =
        |name: &str| std::env::var(name).unwrap_or_else(|_| panic!("{name} is set by scripts/superset/judge.sh"));
    (variable("SUPERSET_URL"), variable("SUPERSET_VERSION"))
}

fn run(action: &str) {
    let script = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../scripts/superset/target.sh");
    assert!(Command::new(script).arg(action).status().unwrap().success(), "target.sh {action}");
}

#[tokio::test]
#[ignore = "needs a Superset: make superset"]
async fn every_dashboard_of_a_real_superset_is_judged_as_expected() {
    let (base, version) = target();
    run("break");
    let now = clock::now();
    let answers = std::collections::BTreeMap::new();
    let recording = Arc::new(Mutex::new(Recording { version, recorded_at: now, answers }));
    let open = |scene: &str| -> Arc<dyn Http> {
        Arc::new(Recorder { http: to_loopback(), scene: scene.to_owned(), recording: recording.clone() })
    };

    let mut wrong = judge(&base, now, open).await;

    let list = client(open(LEGACY), &base, LEGACY).dashboards().await.unwrap();
    let inventory = id(&list, "inventory");
    run("repair");
    let outcome = check(open("repaired svc_legacy"), &base, LEGACY, inventory, &conditions(now)).await;
    println!("{} inventory, repaired", outcome.status());
    wrong.extend(difference("inventory, repaired", &outcome, Status::Pass, &[]));
    run("break");
    assert!(wrong.is_empty(), "{wrong:#?}");

    for user in [ADMIN, LEGACY, LEAST, "gamma", "nobody", "stranger"] {
        let connection = client(open(user), &base, user).test().await;
        println!("{user}: {connection:?}");
        check(open(user), &base, user, 1, &conditions(now)).await;
    }
    if std::env::var_os("SUPERSET_RECORD").is_some() {
        recording.lock().unwrap().save();
    }
}

//! Events from programs: each is stored once, and the answer says what became of it.

use futures::future::join_all;
use http::header;
use serde_json::{Value, json};

use crate::harness::{TestApp, event};
use crate::piece;
use crate::visitor::Visitor;

/// An organization with a token, and somebody who looks at what arrives.
struct Sender {
    app: TestApp,
    token: String,
    ana: Visitor,
}

impl Sender {
    async fn new() -> Self {
        let app = TestApp::new().await;
        let org = app.organization("acme").await;
        let user = app.user("ana@acme.test", org).await;
        let token = app.ingest_token(org).await;
        let ana = app.signed_in(user).await;
        Self { app, token, ana }
    }

    async fn send(&self, events: &Value) -> Value {
        self.app.visitor().ingest(&self.token, events).await.expect(200).json()
    }

    /// How many events the organization sees in its feed, which shows a dozen.
    async fn stored(&mut self) -> usize {
        piece::feed(&mut self.ana, "acme").await.len()
    }
}

#[tokio::test]
async fn a_batch_is_stored_and_the_same_again_changes_nothing() {
    let mut sender = Sender::new().await;
    let events = json!([event("one"), event("two")]);
    let nothing = json!({ "accepted": 0, "duplicates": 0, "rejected": [], "rejected_count": 0 });
    let with = |field: &str, value: u64| {
        let mut answer = nothing.clone();
        answer[field] = value.into();
        answer
    };
    assert_eq!(sender.send(&events).await, with("accepted", 2));
    assert_eq!(sender.send(&events).await, with("duplicates", 2));
    assert_eq!(sender.send(&json!([])).await, nothing);
    assert_eq!(sender.stored().await, 2);
}

#[tokio::test]
async fn an_event_twice_in_a_batch_is_one() {
    let mut sender = Sender::new().await;
    let one = event("one");
    let answer = sender.send(&json!([one, one, one])).await;
    assert_eq!((&answer["accepted"], &answer["duplicates"]), (&1.into(), &2.into()));
    assert_eq!(sender.stored().await, 1);
}

#[tokio::test]
async fn another_body_under_the_same_identity_is_refused_and_the_first_one_stays() {
    let mut sender = Sender::new().await;
    let first = event("first");
    sender.send(&json!([first])).await;
    let mut second = first.clone();
    second["text"] = "second".into();
    let answer = sender.send(&json!([event("other"), second])).await;
    assert_eq!(answer["accepted"], 1);
    let expected = json!([{ "index": 1, "field": "id", "problem": "differs from the stored event" }]);
    assert_eq!(answer["rejected"], expected);
    assert_eq!(answer["rejected_count"], 1);

    let shown = piece::feed(&mut sender.ana, "acme").await;
    assert!(shown.contains(&"first".to_owned()) && !shown.contains(&"second".to_owned()), "{shown:?}");
}

#[tokio::test]
async fn absent_and_null_are_the_same_event() {
    let sender = Sender::new().await;
    let first = event("x");
    let mut second = first.clone();
    second["source"] = Value::Null;
    sender.send(&json!([first])).await;
    assert_eq!(sender.send(&json!([second])).await["duplicates"], 1);
}

#[tokio::test]
async fn bad_rows_lose_no_good_ones_and_each_is_named() {
    let mut sender = Sender::new().await;
    let spoiled = |field: &str, value: Value| {
        let mut event = event("bad");
        event[field] = value;
        event
    };
    let events = json!([
        event("good"),
        spoiled("colour", "red".into()),
        spoiled("kind", "Not A Kind".into()),
        spoiled("occurred_at", "yesterday".into()),
        spoiled("actor", json!({ "name": "no id" })),
        spoiled("value", "12".into()),
        spoiled("occurred_at", "1999-01-01T00:00:00Z".into()),
        spoiled("occurred_at", "2199-01-01T00:00:00Z".into()),
        spoiled("text", "a NUL: \0".into()),
        "not an object",
        event("good too"),
    ]);
    let answer = sender.send(&events).await;
    assert_eq!(answer["accepted"], 2, "{answer}");
    assert_eq!(answer["rejected_count"], 9);
    let rejected = answer["rejected"].as_array().expect("a list");
    let named: Vec<_> = rejected
        .iter()
        .map(|one| (one["index"].as_u64().expect("a number"), one["field"].as_str().expect("a name")))
        .collect();
    let expected = [
        (1, "colour"),
        (2, "kind"),
        (3, "occurred_at"),
        (4, "actor.id"),
        (5, "value"),
        (6, "occurred_at"),
        (7, "occurred_at"),
        (8, "text"),
        (9, "event"),
    ];
    assert_eq!(named, expected);
    assert_eq!(sender.stored().await, 2);
}

#[tokio::test]
async fn an_answer_lists_a_hundred_rejections_and_counts_all() {
    let sender = Sender::new().await;
    let bad = vec![json!({}); 250];
    let answer = sender.send(&bad.into()).await;
    assert_eq!(answer["rejected"].as_array().map(Vec::len), Some(100));
    assert_eq!(answer["rejected_count"], 250);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_batch_from_many_senders_at_once_is_stored_once() {
    let mut sender = Sender::new().await;
    let events: Value = (0..10).map(|number| event(&number.to_string())).collect();
    let sent = (0..12).map(|_| {
        let (mut visitor, token, events) = (sender.app.visitor(), sender.token.clone(), events.clone());
        // Too many at once are told to come back, and do.
        tokio::spawn(async move {
            loop {
                let answer = visitor.ingest(&token, &events).await;
                if answer.status != 429 {
                    return answer.expect(200).json();
                }
                tokio::task::yield_now().await;
            }
        })
    });
    let answers: Vec<Value> = join_all(sent).await.into_iter().map(|answer| answer.expect("no panic")).collect();
    let sum = |field: &str| answers.iter().map(|answer| answer[field].as_u64().expect("a number")).sum::<u64>();
    assert_eq!((sum("accepted"), sum("duplicates"), sum("rejected_count")), (10, 110, 0));
    assert_eq!(sender.stored().await, 10);
}

#[tokio::test]
async fn too_many_batches_at_once_are_told_to_come_back_and_lose_nothing() {
    let mut sender = Sender::new().await;
    let places = &sender.app.state.ingest_places;
    let all = u32::try_from(places.available_permits()).expect("a few");
    let taken = places.clone().acquire_many_owned(all).await.expect("the places are there");
    let events = json!([event("one")]);
    let answer = sender.app.visitor().ingest(&sender.token, &events).await.expect(429);
    assert_eq!(answer.header(header::RETRY_AFTER), "1");
    assert_eq!(sender.stored().await, 0);
    drop(taken);
    assert_eq!(sender.send(&events).await["accepted"], 1);
}

#[tokio::test]
async fn an_event_with_everything_is_taken() {
    let mut sender = Sender::new().await;
    let mut whole = event("Ana asked about billing");
    let rest = json!({
        "source": "support-bot",
        "actor": { "id": "p17", "name": "Ana", "url": "https://example.com/p17" },
        "subject": { "id": "bot-1", "name": "Support", "url": null },
        "session": "s42",
        "channel": "web",
        "status": "success",
        "role": "human",
        "tags": { "billing": "topic", "de": "language" },
        "value": -1.5,
        "duration_ms": 900,
        "attrs": { "deep": [1, { "a": null }] },
    });
    whole.as_object_mut().expect("an object").extend(rest.as_object().expect("an object").clone());
    assert_eq!(sender.send(&json!([whole])).await["accepted"], 1);
    assert_eq!(sender.send(&json!([whole])).await["duplicates"], 1);
    assert_eq!(sender.stored().await, 1);
}

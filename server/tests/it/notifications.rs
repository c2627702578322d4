//! From a failing dashboard to the people who are to hear of it, and back by the links in their messages.

use chrono::{DateTime, TimeDelta, Utc};
use domain::id::OrgId;
use domain::report::{Finding, FindingKind, Location, Run};
use domain::role::Role;
use serde_json::{Value, json};
use server::workers::deliver::Courier;
use server::workers::hear_bots;
use store::check::{self, Ending};
use uuid::Uuid;

use crate::harness::{PASSWORD, TestApp};
use crate::mailbox::Mailbox;
use crate::outside::{self, Outside};
use crate::visitor::Visitor;

const BOT: &str = "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw";

/// A server with the outside world on loopback, and the browser of its owner.
struct Scene {
    app: TestApp,
    org: OrgId,
    ana: Visitor,
    mailbox: Mailbox,
    slack: Outside,
    telegram: Outside,
}

impl Scene {
    async fn new() -> Self {
        let mailbox = Mailbox::start().await;
        let slack = Outside::answering(outside::text(r#"{"ok":true}"#)).await;
        let telegram = Outside::answering(outside::text(r#"{"ok":true,"result":[]}"#)).await;
        let (slack_url, telegram_url) = (format!("http://{}", slack.address), format!("http://{}", telegram.address));
        let app = TestApp::with(&[
            ("PULSEBOARD_ALLOWED_NETWORKS", "127.0.0.0/8"),
            ("PULSEBOARD_SLACK_URL", &slack_url),
            ("PULSEBOARD_TELEGRAM_URL", &telegram_url),
        ])
        .await;
        let org = app.organization("acme").await;
        let ana = app.signed_in_as("ana@acme.test", org, Role::Owner).await;
        Self { app, org, ana, mailbox, slack, telegram }
    }

    /// Makes a provider as the form does, and says its id.
    async fn provider(&mut self, fields: &[(&str, &str)]) -> String {
        let fields: Vec<_> = [("org", "acme")].into_iter().chain(fields.iter().copied()).collect();
        self.ana.post_form("/fn/save_provider", &fields).await.expect(200);
        let name = fields.iter().find(|(field, _)| *field == "name").expect("it has a name").1;
        let page = self.ana.get("/o/acme/settings/notifications?wait=all").await.expect(200).body;
        let row = page.split("<tr").find(|row| row.contains(name)).expect("it is listed");
        row.split("?edit=").nth(1).and_then(|rest| rest.split('"').next()).expect("it has a link").to_owned()
    }

    async fn mail(&mut self) -> String {
        let port = self.mailbox.port.to_string();
        let fields = [
            ("kind", "smtp"),
            ("name", "Company mail"),
            ("host", "127.0.0.1"),
            ("port", port.as_str()),
            ("tls", "none"),
            ("from", "pulse@acme.test"),
        ];
        self.provider(&fields).await
    }

    /// Web pages under a policy that tells `channels`; answers the policy's id.
    async fn policy(&mut self, titles: &[&str], channels: Value) -> i64 {
        let body = json!({ "kind": "web", "name": "Public sites" });
        let environment = self.ana.post_json("/api/o/acme/environments", &body).await.expect(201).json();
        let environment = environment["id"].as_i64().expect("an id");
        for title in titles {
            let (environment, url) = (environment.to_string(), format!("https://{title}.test/"));
            let fields = [
                ("org", "acme"),
                ("environment", environment.as_str()),
                ("title", title),
                ("url", url.as_str()),
                ("status", "200"),
                ("slow_ms", "1000"),
            ];
            self.ana.post_form("/fn/save_page", &fields).await.expect(200);
        }
        let policy = json!({
            "name": "Often", "environment_id": environment, "scope": "all", "channels": channels,
            "schedule": { "kind": "every", "weekdays": [], "every_seconds": 3600, "zone": "UTC" },
        });
        let made = self.ana.post_json("/api/o/acme/policies", &policy).await.expect(201).json();
        self.end_checks(&Run::default(), server::clock::now()).await;
        made["id"].as_i64().expect("an id")
    }

    /// Ends all checks that wait with `run`.
    async fn end_checks(&self, run: &Run, at: DateTime<Utc>) -> usize {
        let system = self.app.state.host.store.system();
        let claimed = check::claim(&system, Uuid::from_u128(1), at, TimeDelta::minutes(1), 100).await;
        let claimed = claimed.expect("it answers");
        for one in &claimed {
            assert_eq!(one.org, self.org);
            let ending = Ending::Ran { run: run.clone(), first_run: None };
            check::finish(&system, one, &ending, at).await.expect("it answers").expect("it is ours");
        }
        claimed.len()
    }

    /// Checks under the policy, and sends what comes of it.
    async fn check(&mut self, policy: i64, run: &Run) {
        self.ana.post_json("/api/o/acme/checks", &json!({ "policy_id": policy })).await.expect(202);
        assert!(self.end_checks(run, server::clock::now()).await > 0, "something was checked");
        self.send().await;
    }

    /// Sends all that is due, as two servers do.
    async fn send(&self) {
        let couriers = [self.courier(), self.courier()];
        while futures::future::join_all(couriers.iter().map(Courier::step))
            .await
            .into_iter()
            .any(|sent| sent.expect("it sends") > 0)
        {}
    }

    /// Sends what becomes due until `is_done`.
    async fn send_until(&self, is_done: impl Fn(&Self) -> bool) {
        let sent = async {
            while !is_done(self) {
                self.send().await;
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(crate::visitor::PATIENCE, sent).await.expect("it arrives");
    }

    fn courier(&self) -> Courier {
        let state = &self.app.state;
        Courier::new(state.host.store.clone(), state.channels.clone(), state.host.public_url.clone())
    }

    /// The titles of what each channel got so far: mail, Slack, Telegram.
    fn titles(&self) -> [Vec<String>; 3] {
        let subject = |mail: &String| mail.lines().find_map(|line| line.strip_prefix("Subject: ")).map(str::to_owned);
        let mut mails: Vec<_> = self.mailbox.mails().iter().map(|mail| subject(mail).expect("it has one")).collect();
        mails.sort();
        let body = |heard: &String| -> Value {
            let (_, body) = heard.split_once("\r\n\r\n").expect("a request has a head");
            serde_json::from_str(body).expect("JSON")
        };
        let first = |heard: &String| body(heard)["text"].as_str().expect("a text").lines().next().map(str::to_owned);
        let calls = |outside: &Outside| outside.heard().iter().map(|heard| first(heard).expect("a line")).collect();
        [mails, calls(&self.slack), calls(&self.telegram)]
    }
}

fn failing() -> Run {
    let place = Location { chart_id: Some(7), name: "Revenue".to_owned(), link: None };
    let finding = Finding::new(FindingKind::QueryFailed, "relation \"sales\" does not exist").at(place);
    Run { findings: vec![finding], charts: Vec::new(), duration_ms: 2_000 }
}

/// The path of a link in a mail, by how it begins.
fn link(mail: &str, begins: &str) -> String {
    let whole = format!("http://pulse.test{begins}");
    let start = mail.find(&whole).unwrap_or_else(|| panic!("{begins} in {mail}"));
    let rest = &mail[start + "http://pulse.test".len()..];
    rest.split(|c: char| c.is_whitespace() || c == '"').next().expect("it ends").to_owned()
}

#[tokio::test]
async fn a_failure_reaches_mail_slack_and_telegram_once_and_its_recovery_too() {
    let mut scene = Scene::new().await;
    let mail = scene.mail().await;
    let slack = scene.provider(&[("kind", "slack"), ("name", "Work"), ("secret", "xoxb-1-2-abcdef")]).await;
    let telegram = scene.provider(&[("kind", "telegram"), ("name", "Bot"), ("secret", BOT)]).await;
    let id = |text: &str| text.parse::<i64>().expect("a number");
    let channels = json!([
        { "type": "smtp", "provider_id": id(&mail), "target": "ops@acme.test" },
        { "type": "slack", "provider_id": id(&slack), "target": "#ops" },
        { "type": "telegram", "provider_id": id(&telegram), "target": "-1004711" },
    ]);
    let policy = scene.policy(&["checkout"], channels).await;
    scene.check(policy, &failing()).await;
    scene.check(policy, &failing()).await;
    let [mails, slack, telegram] = scene.titles();
    assert_eq!(mails.len(), 1, "{mails:?}");
    assert_eq!(slack, ["🚨 Validation Failed: checkout (Revenue)"]);
    assert_eq!(telegram, ["<b>🚨 Validation Failed: checkout (Revenue)</b>"]);

    let mail = scene.mailbox.mails().remove(0);
    assert!(mail.contains("To: ops@acme.test") && mail.contains("Message-ID: <"), "{mail}");
    let (mut stranger, path) = (scene.app.visitor(), link(&mail, "/act/"));
    let page = stranger.get(&path).await.expect(200).body;
    assert!(page.contains("checkout") && page.contains("/fn/act_on_link"), "{page}");
    let is_silenced =
        async |ana: &mut Visitor| ana.get("/o/acme/health?wait=all").await.expect(200).body.contains("acknowledged");
    assert!(!is_silenced(&mut scene.ana).await, "who only looks, as mail scanners do, changes nothing");
    let token = path.rsplit('/').next().expect("a token");
    stranger.post_form("/fn/act_on_link", &[("token", token)]).await.expect(200);
    assert!(is_silenced(&mut scene.ana).await);
    let forged = format!("{}A", &token[..token.len() - 1]);
    if forged != token {
        stranger.post_form("/fn/act_on_link", &[("token", &forged)]).await.expect(404);
    }
    stranger.get(&link(&mail, "/o/acme/health/reports/")).await.expect(303);

    scene.check(policy, &Run::default()).await;
    scene.check(policy, &Run::default()).await;
    // A channel and a chat take one message a second.
    scene.send_until(|scene| scene.titles().iter().all(|titles| titles.len() >= 2)).await;
    let [mails, slack, telegram] = scene.titles();
    assert_eq!(mails.len(), 2, "{mails:?}");
    assert_eq!(slack.last().map(String::as_str), Some("✅ Validation Passed: checkout"));
    assert_eq!((slack.len(), telegram.len()), (2, 2));
}

#[tokio::test]
async fn a_policy_names_every_channel_that_leads_nowhere() {
    let mut scene = Scene::new().await;
    let bot = scene.provider(&[("kind", "slack"), ("name", "Work"), ("secret", "xoxb-1-2-abcdef")]).await;
    let bot: i64 = bot.parse().expect("a number");
    let policy = scene.policy(&["checkout"], json!([])).await;
    let environment = scene.ana.get("/api/o/acme/policies").await.expect(200).json()[0]["environment_id"].clone();
    let body = json!({
        "name": "Often", "environment_id": environment, "scope": "all", "condition": "ALWAYS", "remind_hours": 0,
        "schedule": { "kind": "every", "weekdays": [], "every_seconds": 3600, "zone": "UTC" },
        "channels": [{ "type": "telegram", "provider_id": 1, "target": "my friend" }],
    });
    let path = format!("/api/o/acme/policies/{policy}");
    let answer = scene
        .ana
        .send(Visitor::change(&path).method("PUT").header("content-type", "application/json"), body.to_string())
        .await;
    let refused = answer.expect(422).body;
    assert!(refused.contains("“my friend” is no Telegram chat") && refused.contains("remind_hours"), "{refused}");

    let mut body = body;
    body["remind_hours"] = json!(4);
    body["channels"] = json!([
        { "type": "slack", "provider_id": bot, "target": "#ops" },
        { "type": "slack", "provider_id": bot, "target": "" },
        { "type": "smtp", "provider_id": bot, "target": "ana@acme.test" },
        { "type": "webhook", "provider_id": 999_999, "target": "" },
    ]);
    let answer = scene
        .ana
        .send(Visitor::change(&path).method("PUT").header("content-type", "application/json"), body.to_string())
        .await;
    let refused = answer.expect(422).body;
    for (place, text) in
        [(1, "Name the Slack channel"), (2, "This provider is for slack"), (3, "There is no such provider.")]
    {
        assert!(refused.contains(&format!("channels[{place}]")) && refused.contains(text), "{refused}");
    }
    assert!(!refused.contains("channels[0]"), "{refused}");
}

#[tokio::test]
async fn a_test_message_shows_what_the_other_side_says() {
    let mut scene = Scene::new().await;
    let mail = scene.mail().await;
    let send = [("org", "acme"), ("id", mail.as_str()), ("target", "ana@acme.test")];
    scene.ana.post_form("/fn/test_provider", &send).await.expect(200);
    assert_eq!(scene.mailbox.mails().len(), 1);
    let page = scene.ana.get(&format!("/o/acme/settings/notifications?edit={mail}&wait=all")).await.expect(200).body;
    assert!(page.contains("250 OK") && page.contains("Working"), "{page}");

    let inside = [("kind", "webhook"), ("name", "Inside"), ("url", "http://10.1.2.3/"), ("secret", "0123456789abcdef")];
    let inside = scene.provider(&inside).await;
    let refused = scene.ana.post_form("/fn/test_provider", &[("org", "acme"), ("id", &inside)]).await.expect(422);
    assert!(refused.body.contains("PULSEBOARD_ALLOWED_NETWORKS"), "{}", refused.body);
    let page = scene.ana.get("/o/acme/settings/notifications?wait=all").await.expect(200).body;
    assert!(page.contains("Failing"), "{page}");
    let target = [("org", "acme"), ("id", mail.as_str()), ("target", "not an address")];
    let refused = scene.ana.post_form("/fn/test_provider", &target).await.expect(422);
    assert!(refused.body.contains("is no e-mail address"), "{}", refused.body);
}

#[tokio::test]
async fn a_forgotten_password_comes_back_by_mail_and_tells_nothing_about_accounts() {
    let mut scene = Scene::new().await;
    let ask = async |scene: &Scene, email: &str| {
        let answer = scene.app.visitor().post_form("/fn/ask_reset", &[("email", email)]).await.expect(200);
        answer.header("location").to_owned()
    };
    scene.mail().await;
    let ben = scene.app.user_as("ben@acme.test", scene.org, Role::Editor).await;
    let other = scene.app.organization("globex").await;
    let both = scene.app.user_as("both@acme.test", scene.org, Role::Editor).await;
    let system = scene.app.state.host.store.system();
    store::user::add_member(&system, other, both, Role::Viewer).await.expect("a member of two");
    let mut answers = Vec::new();
    // An owner, and who is in two organizations, could be taken over by those who run the mail server of one.
    for email in ["nobody@acme.test", "ana@acme.test", "both@acme.test", "ben@acme.test"] {
        answers.push(ask(&scene, email).await);
    }
    assert!(answers.iter().all(|answer| answer == &answers[0]), "{answers:?}");
    // The link is made in the background.
    scene.send_until(|scene| !scene.mailbox.mails().is_empty()).await;
    let mails = scene.mailbox.mails();
    assert_eq!(mails.len(), 1, "{mails:#?}");
    assert!(mails[0].contains("To: ben@acme.test"), "{}", mails[0]);
    let path = link(&mails[0], "/reset/");
    let mut visitor = scene.app.visitor();
    visitor.get(&path).await.expect(200);
    let token = path.rsplit('/').next().expect("a token");
    let fields = [("token", token), ("password", "another horse battery")];
    visitor.post_form("/fn/reset_password", &fields).await.expect(200);
    visitor.sign_in("ben@acme.test", PASSWORD).await.expect(401);
    visitor.sign_in("ben@acme.test", "another horse battery").await.expect(200);
    let owner = scene.app.state.host.store.system();
    assert!(store::user::find(&owner, &"ben@acme.test".parse().expect("an address")).await.expect("read") == Some(ben));
}

#[tokio::test]
async fn an_invitation_goes_by_mail_where_there_is_a_mail_server() {
    let mut scene = Scene::new().await;
    scene.mail().await;
    let fields = [("org", "acme"), ("email", "new@example.test"), ("role", "viewer")];
    scene.ana.post_form("/fn/invite_member", &fields).await.expect(200);
    scene.send().await;
    let mails = scene.mailbox.mails();
    assert!(mails.len() == 1 && mails[0].contains("To: new@example.test"), "{mails:#?}");
    let page = scene.app.visitor().get(&link(&mails[0], "/invite/")).await.expect(200).body;
    assert!(page.contains("The acme company"), "{page}");
    let list = scene.ana.get("/o/acme/settings/notifications/deliveries?wait=all").await.expect(200).body;
    assert!(list.contains("You are invited to The acme company") && list.contains("250 OK"), "{list}");
    assert!(!list.contains("/invite/"), "the secret is in no list: {list}");
}

#[tokio::test]
async fn a_chat_is_proved_by_the_code_that_reaches_the_bot() {
    let code = std::sync::Arc::new(std::sync::Mutex::new(String::new()));
    let (said, updates) = (code.clone(), std::sync::Arc::new(std::sync::atomic::AtomicI64::new(8)));
    let telegram = Outside::at("127.0.0.1", move |mut stream| {
        let (said, updates) = (said.clone(), updates.clone());
        async move {
            let heard = outside::hear(&mut stream).await;
            let code = said.lock().expect("nobody panicked").clone();
            let body = if heard.contains("getUpdates") {
                let message = json!({ "chat": { "id": 4711 }, "text": format!("/start {code}") });
                let update = updates.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
                json!({ "ok": true, "result": [{ "update_id": update, "message": message }] })
            } else {
                json!({ "ok": true, "result": {} })
            };
            let answer = outside::text(&body.to_string());
            // A client that has left doesn't hear the end.
            let _ = tokio::io::AsyncWriteExt::write_all(&mut stream, answer.as_bytes()).await;
            heard
        }
    })
    .await;
    let url = format!("http://{}", telegram.address);
    let variables = [("PULSEBOARD_ALLOWED_NETWORKS", "127.0.0.0/8"), ("PULSEBOARD_TELEGRAM_URL", url.as_str())];
    let app = TestApp::with(&variables).await;
    let mut ana = app.member("acme").await;
    let fields = [("org", "acme"), ("kind", "telegram"), ("name", "The bot"), ("secret", BOT)];
    ana.post_form("/fn/save_provider", &fields).await.expect(200);
    let profile = ana.get("/profile").await.expect(200).body;
    assert!(profile.contains("You don’t hear from it."), "{profile}");
    let bot = profile.split("/fn/ask_chat").nth(1).and_then(|rest| rest.split("name=\"provider\" value=\"").nth(1));
    let bot = bot.and_then(|rest| rest.split('"').next()).expect("a form").to_owned();
    ana.post_form("/fn/ask_chat", &[("org", "acme"), ("provider", &bot)]).await.expect(200);
    let profile = ana.get("/profile").await.expect(200).body;
    let shown = profile.split("<strong class=\"mono\">").nth(1).and_then(|rest| rest.split('<').next());
    let shown = shown.unwrap_or_else(|| panic!("a code is shown once: {profile}")).to_owned();
    assert!(!ana.get("/profile").await.expect(200).body.contains(&shown), "and once only");

    let (store, channels) = (&app.state.host.store, &app.state.channels);
    "aaaa-aaaa".clone_into(&mut code.lock().expect("nobody panicked"));
    hear_bots::step(store, channels).await.expect("it answers");
    assert!(ana.get("/profile").await.expect(200).body.contains("Waits for your code."), "a guess proves nothing");
    shown.to_uppercase().clone_into(&mut code.lock().expect("nobody panicked"));
    hear_bots::step(store, channels).await.expect("it answers");
    assert!(ana.get("/profile").await.expect(200).body.contains("You hear in chat 4711."));
    let courier = Courier::new(store.clone(), channels.clone(), app.state.host.public_url.clone());
    while courier.step().await.expect("it sends") > 0 {}
    let heard = telegram.heard();
    let welcome = heard.iter().filter(|heard| heard.contains("sendMessage") && heard.contains("\"4711\""));
    assert_eq!(welcome.count(), 1, "the bot says so in the chat: {heard:#?}");
    let calls = heard.len();
    hear_bots::step(store, channels).await.expect("it answers");
    assert_eq!(telegram.heard().len(), calls, "nobody waits for a code, and the bot is left alone");
}

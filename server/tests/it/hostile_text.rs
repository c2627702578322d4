//! HTML and SQL in every text: stored as sent, shown as text, never run.

use serde_json::{Value, json};

use crate::harness::{TestApp, event};
use crate::piece;

const HTML: &str = "<script>alert(1)</script><img src=x onerror=alert(2)>";
const SQL: &str = "'; drop table events; -- \\' \" $1 %s {}";

fn hostile(text: &str) -> Value {
    let mut event = event(text);
    let fields = json!({
        "source": text,
        "actor": { "id": text, "name": text, "url": "https://example.com/?a=<b>'" },
        "subject": { "id": text, "name": text },
        "session": text,
        "channel": text,
        "status": text,
        "tags": { text: text },
        "attrs": { text: [text, { text: text }] },
    });
    let event_fields = event.as_object_mut().expect("an object");
    event_fields.extend(fields.as_object().expect("an object").clone());
    event
}

/// The same without a sentence of its own: the feed makes one of the other texts.
fn wordless(text: &str) -> Value {
    let mut event = hostile(text);
    event.as_object_mut().expect("an object").remove("text");
    event
}

#[tokio::test]
async fn html_and_sql_in_every_field_come_back_as_they_were_sent() {
    let app = TestApp::new().await;
    let org = app.organization("acme").await;
    let user = app.user("ana@acme.test", org).await;
    let token = app.ingest_token(org).await;
    let events = json!([hostile(HTML), hostile(SQL), wordless(HTML), wordless(SQL)]);
    let answer = app.visitor().ingest(&token, &events).await.expect(200).json();
    assert_eq!(answer["accepted"], 4, "{answer}");
    let again = app.visitor().ingest(&token, &events).await.expect(200).json();
    assert_eq!(again["duplicates"], 4, "what is stored is what was sent: {again}");

    let mut ana = app.signed_in(user).await;
    let texts = piece::feed(&mut ana, "acme").await;
    for sent in [HTML, SQL] {
        assert!(texts.iter().any(|text| text == sent), "{texts:?}");
    }
}

#[tokio::test]
async fn a_page_shows_hostile_text_and_runs_nothing_of_it() {
    let app = TestApp::new().await;
    let org = app.organization("acme").await;
    let user = app.user("ana@acme.test", org).await;
    let token = app.ingest_token(org).await;
    let events = json!([hostile(HTML), hostile(SQL), wordless(HTML), wordless(SQL)]);
    app.visitor().ingest(&token, &events).await.expect(200);

    let page = app.signed_in(user).await.get("/o/acme?wait=all").await.expect(200).body;
    assert!(page.contains("&lt;script&gt;alert(1)"), "it is shown: {page}");
    for raw in ["<script>alert", "<img src=x", "</script><img"] {
        assert!(!page.contains(raw), "{raw} in {page}");
    }
    assert!(page.contains("drop table events"), "it is shown: {page}");
}

#[tokio::test]
async fn names_of_people_and_organizations_are_text_too() {
    let app = TestApp::new().await;
    let system = app.state.host.store.system();
    let name = domain::name::DisplayName::parse(HTML).expect("a name may be anything");
    let slug = domain::slug::OrgSlug::parse("acme").expect("a slug");
    let zone = domain::zone::ZoneName::utc();
    let org = store::organization::create(&system, &slug, &name, &zone).await.expect("the slug is free");
    let email = domain::email::Email::parse("ana@acme.test").expect("an address");
    let user = store::user::create(&system, &email, &name, "no hash").await.expect("the address is free");
    store::user::add_member(&system, org, user, domain::role::Role::Owner).await.expect("no member yet");
    let page = app.signed_in(user).await.get("/o/acme").await.expect(200).body;
    assert!(page.contains("&lt;script&gt;alert(1)"), "{page}");
    assert!(!page.contains("<script>alert") && !page.contains("<img src=x"), "{page}");
}

#[tokio::test]
async fn what_is_typed_at_the_sign_in_is_text() {
    let app = TestApp::new().await;
    let mut visitor = app.visitor();
    let typed = format!("\"><script>alert(1)</script>{SQL}@acme.test");
    let answer = visitor.submit("/login", "/fn/sign_in", &[("email", &typed), ("password", SQL)]).await.expect(302);
    let location = answer.header(http::header::LOCATION).to_owned();
    let page = visitor.get(location.strip_prefix("http://pulse.test").unwrap_or(&location)).await.expect(200).body;
    assert!(!page.contains("<script>alert"), "{page}");
    let page = visitor.get("/login?next=%22%3E%3Cscript%3Ealert(1)%3C%2Fscript%3E").await.expect(200).body;
    assert!(!page.contains("<script>alert"), "{page}");
}

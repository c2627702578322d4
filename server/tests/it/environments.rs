//! Environments through the API: the pages of a web environment, tests and lists on demand, and what is documented.

use domain::id::EnvironmentId;
use http::{Method, header};
use serde_json::{Value, json};
use store::environment;

use crate::answer::Answer;
use crate::center::Scene;
use crate::visitor::Visitor;

async fn send(visitor: &mut Visitor, method: Method, path: &str, body: Value) -> Answer {
    let request = Visitor::request(method, path)
        .header(header::ORIGIN, "http://pulse.test")
        .header(header::CONTENT_TYPE, "application/json");
    visitor.send(request, body.to_string()).await
}

#[tokio::test]
async fn pages_are_listed_made_changed_and_removed() {
    let mut scene = Scene::new().await;
    let path = format!("/api/o/acme/environments/{}/pages", scene.environment);
    let body = json!({ "title": "Status", "url": "https://status.test", "must_contain": "up",
                       "header_name": "authorization", "header_value": "Bearer hunter22" });
    let made = scene.ana.post_json(&path, &body).await.expect(201).json();
    let id = made["id"].as_i64().expect("an id");
    let list = scene.ana.get(&path).await.expect(200);
    let expected = json!({ "id": id, "title": "Status", "url": "https://status.test/", "slug": null, "expected_status": 200,
                           "must_contain": "up", "must_not_contain": null, "slow_ms": 10_000 });
    assert_eq!(list.json(), json!({ "pages": [expected], "next": null }));
    assert!(!list.body.contains("hunter22"));
    assert_eq!(scene.health().await[0]["title"], "Status");

    let again = scene.ana.post_json(&path, &body).await.expect(422).json();
    assert_eq!(again["fields"][0]["field"], "url");
    for (wrong, field) in [
        (json!({ "url": "https://a.test/" }), "title"),
        (json!({ "title": "A", "url": "ftp://a.test/" }), "url"),
        (json!({ "title": "A", "url": "https://a.test/", "expected_status": 99 }), "expected_status"),
        (json!({ "title": "A", "url": "https://a.test/", "slow_ms": 0 }), "slow_ms"),
        (json!({ "title": "A", "url": "https://a.test/", "header_name": "a b" }), "header_name"),
    ] {
        let refused = scene.ana.post_json(&path, &wrong).await.expect(422).json();
        assert_eq!(refused["fields"][0]["field"], field, "{wrong}");
    }

    let one = format!("{path}/{id}");
    send(&mut scene.ana, Method::PUT, &one, json!({ "title": "State", "expected_status": 204 })).await.expect(200);
    let list = scene.ana.get(&path).await.expect(200).json();
    let page = &list["pages"][0];
    assert_eq!((&page["title"], &page["expected_status"]), (&json!("State"), &json!(204)));
    assert_eq!((&page["url"], &page["must_contain"]), (&json!("https://status.test/"), &Value::Null));
    let moved = json!({ "title": "State", "url": "https://other.test/" });
    let refused = send(&mut scene.ana, Method::PUT, &one, moved).await.expect(422).json();
    assert_eq!(refused["fields"][0]["field"], "url");

    // A page is known in its own environment only.
    let other = json!({ "kind": "web", "name": "Others" });
    let other = scene.ana.post_json("/api/o/acme/environments", &other).await.expect(201).json();
    let elsewhere = format!("/api/o/acme/environments/{}/pages/{id}", other["id"]);
    send(&mut scene.ana, Method::DELETE, &elsewhere, Value::Null).await.expect(404);
    send(&mut scene.ana, Method::DELETE, &one, Value::Null).await.expect(200);
    assert_eq!(scene.ana.get(&path).await.expect(200).json()["pages"], json!([]));
}

#[tokio::test]
async fn an_environment_is_tested_and_its_list_read_on_demand() {
    let mut scene = Scene::new().await;
    let body = json!({ "kind": "superset", "name": "Production", "base_url": "http://127.0.0.1:9", "user": "pulse",
                       "password": "hunter22" });
    let id = scene.ana.post_json("/api/o/acme/environments", &body).await.expect(201).json()["id"].clone();
    let tested = scene.ana.post_json(&format!("/api/o/acme/environments/{id}/test"), &Value::Null).await.expect(200);
    // Our own rule refuses loopback, which is said in words and names no secret.
    assert_eq!(tested.json()[0]["tone"], "bad", "{}", tested.body);
    assert!(
        tested.body.contains("PULSEBOARD_ALLOWED_NETWORKS") && !tested.body.contains("hunter22"),
        "{}",
        tested.body
    );
    let (system, now) = (scene.app.state.host.store.system(), server::clock::now());
    let due = async || environment::claim_syncs(&system, now, 10).await.expect("it answers").len();
    assert_eq!(due().await, 1, "a new one is read at once");
    let id = id.as_i64().and_then(|id| i32::try_from(id).ok()).expect("a small id");
    environment::sync_failed(&system, scene.org, EnvironmentId(id), "no rights", now).await.expect("it is stored");
    assert_eq!(due().await, 0, "it was read just now");
    scene.ana.post_json(&format!("/api/o/acme/environments/{id}/sync"), &Value::Null).await.expect(202);
    assert_eq!(due().await, 1);
}

#[tokio::test]
async fn bodies_of_environments_and_policies_are_typed() {
    let scene = Scene::new().await;
    let document = scene.app.visitor().get("/api/openapi.json").await.expect(200).json();
    for (path, method, schema) in [
        ("environments", "post", "EnvironmentBody"),
        ("environments/{id}", "put", "EnvironmentBody"),
        ("environments/{id}/pages", "post", "PageBody"),
        ("policies", "post", "PolicyBody"),
        ("policies/{id}", "put", "PolicyBody"),
        ("policies/preview", "post", "PolicyBody"),
    ] {
        let body = &document["paths"][format!("/api/o/{{org}}/{path}")][method]["requestBody"];
        let reference = &body["content"]["application/json"]["schema"]["$ref"];
        assert_eq!(*reference, format!("#/components/schemas/{schema}"), "{method} {path}: {body}");
    }
    let answer = &document["paths"]["/api/o/{org}/policies/{id}"]["get"]["responses"]["200"]["content"];
    assert_eq!(answer["application/json"]["schema"]["$ref"], "#/components/schemas/PolicyAnswer");
    let fields = &document["components"]["schemas"]["PolicyBody"]["properties"];
    assert!(fields["schedule"].is_object() && fields["accept_warnings"]["type"] == "boolean", "{fields}");
}

//! The second opinion, against a server on loopback that speaks the protocol, and against scripts.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use domain::report::{Finding, FindingKind, Run, Severity, Status};
use serde_json::{Value, json};
use server::connectors::backoff::Backoff;
use server::connectors::http::{Http, HttpError};
use server::connectors::opinion::{Model, ModelSettings};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::time::Instant;

use crate::http::{Scripted, answer, now, to_loopback};

const CALL: &str = "POST /v1/chat/completions";
const KEY: &str = "key-of-the-operator";

fn model(http: Arc<dyn Http>, url: &str) -> Model {
    let settings = ModelSettings { url: url.parse().unwrap(), model: "small".to_owned(), key: Some(KEY.into()) };
    Model::new(http, settings, Backoff::new(|| 0.5))
}

fn failed() -> Run {
    Run { findings: vec![Finding::new(FindingKind::QueryFailed, "no such column: unit_cost")], ..Run::default() }
}

fn completion(content: &str) -> String {
    json!({"choices": [{"message": {"role": "assistant", "content": content}}]}).to_string()
}

const OPINION: &str = r#"{"status":"PASS","summary":"The column was renamed.","issues":[{"severity":"warning","message":"Tell the team","location":null}]}"#;

/// Whether a request has as much body as its head announces.
fn is_whole(request: &[u8]) -> bool {
    let text = String::from_utf8_lossy(request);
    let Some((head, body)) = text.split_once("\r\n\r\n") else { return false };
    let length = head.to_lowercase().lines().find_map(|line| line.strip_prefix("content-length: ")?.parse().ok());
    body.len() >= length.unwrap_or(0)
}

#[tokio::test]
async fn a_model_is_told_findings_and_picture_and_answers_words() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let asked = Arc::new(Mutex::new(Vec::new()));
    let taken_down = asked.clone();
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let (mut request, mut piece) = (Vec::new(), [0; 4_096]);
        while !is_whole(&request) {
            let length = stream.read(&mut piece).await.unwrap();
            assert!(length > 0, "{}", String::from_utf8_lossy(&request));
            request.extend(&piece[..length]);
        }
        *taken_down.lock().unwrap() = request;
        let body = completion(OPINION);
        let head =
            format!("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n", body.len());
        stream.write_all((head + &body).as_bytes()).await.unwrap();
    });

    let model = model(to_loopback(), &format!("http://127.0.0.1:{port}/v1/"));
    let run = failed();
    let opinion = model.opinion("Sales", &run, Some(b"PNG")).await.unwrap();
    assert_eq!((opinion.status, opinion.summary.as_str()), (Status::Pass, "The column was renamed."));
    assert_eq!(opinion.issues[0].severity, Severity::Warning);
    assert_eq!(run.status(), Status::Fail, "what a model thinks changes nothing");

    let request = String::from_utf8(asked.lock().unwrap().clone()).unwrap();
    let (head, body) = request.split_once("\r\n\r\n").unwrap();
    assert!(head.starts_with("POST /v1/chat/completions HTTP/1.1"), "{head}");
    assert!(head.contains(&format!("authorization: Bearer {KEY}")), "{head}");
    let body: Value = serde_json::from_str(body).unwrap();
    assert_eq!(body["model"], "small");
    let content = &body["messages"][1]["content"];
    assert!(content[0]["text"].as_str().unwrap().contains("no such column: unit_cost"));
    assert_eq!(content[1]["image_url"]["url"], "data:image/png;base64,UE5H");
}

#[tokio::test(start_paused = true)]
async fn three_tries_with_growing_waits() {
    let replies = [
        (Duration::ZERO, Err(HttpError::NoConnection("llm.example.test refused".to_owned()))),
        now(answer(503, "")),
        now(answer(200, &completion("I'd rather not."))),
    ];
    for reply in replies {
        let kept = reply.clone();
        let http = Scripted::new(move |_, _| Some(kept.clone()));
        let started = Instant::now();
        let error = model(http.clone(), "https://llm.example.test/v1").opinion("Sales", &failed(), None).await;
        assert!(error.is_err());
        assert_eq!(http.asked(CALL), 3);
        assert_eq!(started.elapsed(), Duration::from_millis(2_250), "0.75 s and 1.5 s");
        // The third try may still succeed.
        let first = [(CALL, reply.clone()), (CALL, reply)];
        let http = Scripted::first(first, |_, _| Some(now(answer(200, &completion(OPINION)))));
        assert!(model(http, "https://llm.example.test/v1").opinion("Sales", &failed(), None).await.is_ok());
    }
}

#[tokio::test(start_paused = true)]
async fn a_refusal_is_final_and_shows_no_key() {
    let body = json!({"error": {"message": format!("Incorrect API key provided: {KEY}")}}).to_string();
    let http = Scripted::new(move |_, _| Some(now(answer(401, &body))));
    let error = model(http.clone(), "https://llm.example.test/v1").opinion("Sales", &failed(), None).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "no second opinion: the model's endpoint answers 401: Incorrect API key provided: [hidden]"
    );
    assert_eq!(http.asked(CALL), 1);
}

//! A live stream as a browser reads it.

use axum::body::{Body, BodyDataStream};
use futures::StreamExt;
use http::Response;

use crate::visitor::PATIENCE;

/// One event of a stream.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Event {
    pub name: String,
    pub id: String,
    pub data: String,
}

/// A stream that is open until it is dropped, or until the server ends it.
pub struct EventStream {
    body: BodyDataStream,
    unread: String,
}

impl EventStream {
    /// Takes over an answer.
    pub fn new(response: Response<Body>) -> Self {
        Self { body: response.into_body().into_data_stream(), unread: String::new() }
    }

    /// The next event; `None` at the end of the stream.
    pub async fn next(&mut self) -> Option<Event> {
        loop {
            while let Some(end) = self.unread.find("\n\n") {
                let block: String = self.unread.drain(..end + 2).collect();
                if let Some(event) = parse(&block) {
                    return Some(event);
                }
            }
            let more = tokio::time::timeout(PATIENCE, self.body.next()).await.expect("the stream goes on, or ends");
            let bytes = more?.expect("the stream breaks off nowhere");
            self.unread.push_str(std::str::from_utf8(&bytes).expect("events are UTF-8"));
        }
    }

    /// Waits for an event of this name, and passes over others.
    pub async fn wait_for(&mut self, name: &str) -> Event {
        loop {
            let event = self.next().await.expect("the stream has not ended");
            if event.name == name {
                return event;
            }
        }
    }

    /// Waits for the end.
    pub async fn end(mut self) {
        while self.next().await.is_some() {}
    }
}

/// An event, or nothing for a comment that only keeps the connection.
fn parse(block: &str) -> Option<Event> {
    let mut event = Event::default();
    for line in block.trim_end().lines() {
        let (field, value) = line.split_once(':')?;
        let value = value.trim_start().to_owned();
        match field {
            "event" => event.name = value,
            "id" => event.id = value,
            "data" => event.data = value,
            _ => {}
        }
    }
    (!event.name.is_empty()).then_some(event)
}

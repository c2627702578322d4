//! One `EventSource`, opened again with growing, jittered pauses; closed when dropped.

use super::{Connection, Live};
use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::*;
use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};
use std::time::Duration;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::EventSource;

/// From this many failures in a row on, the page says that it is offline.
const OFFLINE_AFTER: u32 = 3;
const FIRST_PAUSE_MS: f64 = 1_000.0;
const LONGEST_PAUSE_MS: f64 = 30_000.0;

/// A stream that is kept open until it is dropped.
pub(super) struct Stream(Rc<Inner>);

struct Inner {
    url: String,
    live: Live,
    failures: Cell<u32>,
    was_open: Cell<bool>,
    source: RefCell<Option<Source>>,
    retry: Cell<Option<TimeoutHandle>>,
}

/// An event source with the handlers it calls: they must live as long as it does.
struct Source {
    source: EventSource,
    _handlers: Vec<Closure<dyn FnMut(web_sys::Event)>>,
}

impl Drop for Source {
    fn drop(&mut self) {
        self.source.close();
    }
}

impl Stream {
    /// Opens the stream of `org`.
    pub(super) fn open(org: &str, live: Live) -> Self {
        let inner = Rc::new(Inner {
            url: format!("/api/o/{org}/stats/realtime"),
            live,
            failures: Cell::new(0),
            was_open: Cell::new(false),
            source: RefCell::new(None),
            retry: Cell::new(None),
        });
        inner.connect();
        Self(inner)
    }
}

impl Drop for Stream {
    fn drop(&mut self) {
        if let Some(retry) = self.0.retry.take() {
            retry.clear();
        }
    }
}

impl Inner {
    fn connect(self: &Rc<Self>) {
        let Ok(source) = EventSource::new(&self.url) else { return };
        let handlers = vec![
            self.on(&source, "open", Self::opened),
            self.on(&source, "error", Self::failed),
            self.on(&source, "stats", |inner| inner.heard(inner.live.machines)),
            self.on(&source, "data", |inner| inner.heard(inner.live.events)),
            self.on(&source, "health", |inner| inner.heard(inner.live.health)),
        ];
        self.source.replace(Some(Source { source, _handlers: handlers }));
    }

    fn on(
        self: &Rc<Self>,
        source: &EventSource,
        name: &str,
        handle: fn(&Rc<Self>),
    ) -> Closure<dyn FnMut(web_sys::Event)> {
        let inner: Weak<Self> = Rc::downgrade(self);
        let closure = Closure::new(move |_: web_sys::Event| {
            if let Some(inner) = inner.upgrade() {
                handle(&inner);
            }
        });
        if source.add_event_listener_with_callback(name, closure.as_ref().unchecked_ref()).is_err() {
            leptos::logging::error!("the live stream can't be listened to");
        }
        closure
    }

    fn opened(self: &Rc<Self>) {
        self.failures.set(0);
        self.live.connection.set(Connection::Live);
        self.live.heard_at.set(js_sys::Date::now());
        // What changed while the stream was away is unknown: ask for everything.
        if self.was_open.replace(true) {
            self.live.refresh();
        }
    }

    fn heard(&self, counter: RwSignal<u64>) {
        self.live.heard_at.set(js_sys::Date::now());
        counter.update(|count| *count += 1);
    }

    /// The browser retries by itself in some cases only; closing and opening covers all alike.
    fn failed(self: &Rc<Self>) {
        let failures = self.failures.get() + 1;
        self.failures.set(failures);
        // A stream that ends may mean that its listener may look no longer; the pieces' answers say so.
        if failures == 1 && self.was_open.get() {
            self.live.refresh();
        }
        self.live.connection.set(if failures >= OFFLINE_AFTER {
            Connection::Offline
        } else {
            Connection::Reconnecting
        });
        let pause =
            (FIRST_PAUSE_MS * 2_f64.powi(i32::try_from(failures.min(10)).unwrap_or(10) - 1)).min(LONGEST_PAUSE_MS);
        let jittered = pause * (0.5 + js_sys::Math::random() / 2.0);
        let inner = Rc::downgrade(self);
        let again = move || {
            if let Some(inner) = inner.upgrade() {
                inner.connect();
            }
        };
        // Dropping the source inside its own handler would free the running closure.
        if let Some(source) = self.source.borrow().as_ref() {
            source.source.close();
        }
        let retry = set_timeout_with_handle(again, Duration::from_secs_f64(jittered / 1_000.0)).ok();
        self.retry.set(retry);
    }
}

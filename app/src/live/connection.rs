//! The state of the stream, and the counters that the pieces of a page depend on.

use super::stream::Stream;
use leptos::ev;
use leptos::prelude::*;
use std::time::Duration;

/// Without a stream, the page asks this often.
const POLL_EVERY: Duration = Duration::from_secs(30);

/// What the page knows of its stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Connection {
    /// No attempt has ended yet; the page has just been rendered.
    Connecting,
    /// Changes arrive.
    Live,
    /// The stream broke and is being opened again.
    Reconnecting,
    /// Several attempts failed; the page asks every 30 s instead.
    Offline,
}

/// Counters that rise when the server says that data changed.
#[derive(Clone, Copy)]
pub struct Live {
    /// State of the stream.
    pub connection: RwSignal<Connection>,
    /// Rises with every sample of a machine.
    pub machines: RwSignal<u64>,
    /// Rises when events arrived.
    pub events: RwSignal<u64>,
    /// Rises when checks ended, or policies and environments changed.
    pub health: RwSignal<u64>,
    /// Rises when a person asks for the page's data again, or has changed it.
    pub asked: RwSignal<u64>,
    /// Milliseconds since the epoch of the last sign of the server, by this browser's clock.
    pub heard_at: RwSignal<f64>,
    /// Whether the page is being left.
    is_closed: RwSignal<bool>,
}

impl Live {
    /// Closes the stream for good, before the session ends that it was opened with.
    pub fn close(&self) {
        self.is_closed.set(true);
    }

    /// Lets every piece of the page ask again.
    pub fn refresh(&self) {
        self.asked.update(|count| *count += 1);
        self.machines.update(|count| *count += 1);
        self.events.update(|count| *count += 1);
        self.health.update(|count| *count += 1);
    }
}

/// The live state of the page's organization.
pub fn use_live() -> Live {
    expect_context()
}

/// Opens the stream of `org` while the page is visible, and keeps it open.
pub(crate) fn provide_live(org: String) {
    let live = Live {
        connection: RwSignal::new(Connection::Connecting),
        machines: RwSignal::new(0),
        events: RwSignal::new(0),
        health: RwSignal::new(0),
        asked: RwSignal::new(0),
        heard_at: RwSignal::new(0.0),
        is_closed: RwSignal::new(false),
    };
    provide_context(live);
    Effect::new(move |_| {
        let org = org.clone();
        live.heard_at.set(js_sys::Date::now());
        let stream = StoredValue::new_local(None::<Stream>);
        let follow = move || {
            if live.is_closed.get_untracked() || document().hidden() {
                // Browsers allow six connections to a host; a tab nobody sees keeps none.
                stream.set_value(None);
            } else {
                stream.set_value(Some(Stream::open(&org, live)));
            }
        };
        follow();
        let close = follow.clone();
        Effect::new(move |_| {
            if live.is_closed.get() {
                close();
            }
        });
        let visibility = window_event_listener(ev::visibilitychange, move |_| {
            let was_hidden = stream.with_value(Option::is_none);
            follow();
            if was_hidden && !document().hidden() && !live.is_closed.get_untracked() {
                live.refresh();
            }
        });
        let poll = set_interval_with_handle(
            move || {
                if live.connection.get_untracked() == Connection::Offline && !document().hidden() {
                    live.refresh();
                }
            },
            POLL_EVERY,
        );
        on_cleanup(move || {
            visibility.remove();
            if let Ok(handle) = poll {
                handle.clear();
            }
            stream.set_value(None);
        });
    });
}

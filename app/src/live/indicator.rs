//! "Live", "Reconnecting" or "Offline, updated 2 min ago".

use super::{Connection, use_live};
use crate::ui::{Icon, IconName};
use leptos::prelude::*;
use std::time::Duration;

/// How often the age of the last sign is counted again while offline.
const AGE_EVERY: Duration = Duration::from_secs(15);

/// The state of the stream, in words, for the top bar. Without scripts there is no stream and no word.
#[component]
pub fn LiveIndicator() -> impl IntoView {
    let live = use_live();
    let now = RwSignal::new(0.0);
    Effect::new(move |_| {
        let timer = set_interval_with_handle(move || now.set(js_sys::Date::now()), AGE_EVERY);
        on_cleanup(move || {
            if let Ok(handle) = timer {
                handle.clear();
            }
        });
    });
    let state = move || match live.connection.get() {
        Connection::Connecting => "connecting",
        Connection::Live => "live",
        Connection::Reconnecting => "reconnecting",
        Connection::Offline => "offline",
    };
    let text = move || match live.connection.get() {
        Connection::Connecting => "Connecting".to_owned(),
        Connection::Live => "Live".to_owned(),
        Connection::Reconnecting => "Reconnecting".to_owned(),
        Connection::Offline => {
            let seconds = ((now.get().max(live.heard_at.get()) - live.heard_at.get()) / 1_000.0).max(0.0);
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a positive number of seconds")]
            let age = domain::figure::duration(seconds as u64);
            format!("Offline, updated {age} ago")
        }
    };
    view! {
        <span class="live-state needs-scripts" role="status" data-state=state>
            <span class="live-dot" aria-hidden="true"></span>
            {move || (live.connection.get() == Connection::Offline).then(|| view! { <Icon name=IconName::TriangleAlert/> })}
            <span>{text}</span>
        </span>
    }
}

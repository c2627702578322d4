//! The pulse strips beside the sign-in form. A picture, not data: hidden from assistive technology.

use leptos::prelude::*;
use std::sync::LazyLock;

const ROWS: u32 = 15;
const BARS: u32 = 48;

/// The strips' markup, drawn once: it is the same for everybody.
static STRIPS: LazyLock<String> = LazyLock::new(|| {
    let paths = (0..ROWS).flat_map(|row| [Mark::Pass, Mark::Warn, Mark::Fail].map(|kind| (row, kind)));
    paths.fold(String::new(), |strips, (row, kind)| {
        let bottom = row * 64 + 46;
        let bars = (0..BARS).filter(|bar| mark(row, *bar) == kind);
        let path = bars.fold(String::new(), |path, bar| path + &bar_path(bar * 16 + 4, bottom, kind.height()));
        strips + &format!("<path class='{}' d='{path}'/>", kind.class())
    })
});

/// Rows of checks: low for passed, taller for warned, tallest for failed.
#[component]
pub fn PulseArt() -> impl IntoView {
    view! {
        <aside class="signin-art" aria-hidden="true">
            <svg viewBox="0 0 768 960" preserveAspectRatio="xMinYMin slice" inner_html=STRIPS.as_str()></svg>
            <div class="signin-motto card">
                <strong class="text-head">"Quiet when it works. Tall when it doesn’t."</strong>
                <p class="text-ink-2 mt-1">"What your team runs, on one page: you read the spikes."</p>
            </div>
        </aside>
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Mark {
    Pass,
    Warn,
    Fail,
}

impl Mark {
    const fn class(self) -> &'static str {
        match self {
            Self::Pass => "pulse-pass",
            Self::Warn => "pulse-warn",
            Self::Fail => "pulse-fail",
        }
    }

    const fn height(self) -> u32 {
        match self {
            Self::Pass => 10,
            Self::Warn => 24,
            Self::Fail => 40,
        }
    }
}

/// Fixed by place, so that server and browser draw the same.
const fn mark(row: u32, bar: u32) -> Mark {
    let hash = (row * 131 + bar * 197 + row * bar * 31) % 89;
    match hash {
        0 | 41 => Mark::Warn,
        7 => Mark::Fail,
        _ => Mark::Pass,
    }
}

fn bar_path(x: u32, bottom: u32, height: u32) -> String {
    format!("M{x} {}h6v{height}h-6z", bottom - height)
}

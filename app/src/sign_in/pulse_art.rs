//! The pulse strips beside the sign-in form. A picture, not data: hidden from assistive technology.

use leptos::prelude::*;

const ROWS: u32 = 15;
const BARS: u32 = 48;

/// Rows of checks: low for passed, taller for warned, tallest for failed.
#[component]
pub fn PulseArt() -> impl IntoView {
    let strips = (0..ROWS)
        .map(|row| {
            let y = row * 64 + 46;
            let path = |wanted: Mark| {
                (0..BARS)
                    .filter(|bar| mark(row, *bar) == wanted)
                    .fold(String::new(), |path, bar| path + &bar_path(bar * 16 + 4, y, wanted.height()))
            };
            view! {
                <path class="pulse-pass" d=path(Mark::Pass)/>
                <path class="pulse-warn" d=path(Mark::Warn)/>
                <path class="pulse-fail" d=path(Mark::Fail)/>
            }
        })
        .collect_view();
    view! {
        <aside class="signin-art" aria-hidden="true">
            <svg viewBox="0 0 768 960" preserveAspectRatio="xMinYMin slice">{strips}</svg>
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

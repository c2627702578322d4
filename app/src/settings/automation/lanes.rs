//! The preview: the sentence, the slots of this policy and of the others on one lane each, and the warnings.

use super::preview::Previewed;
use crate::ui::Card;
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use domain::plan::Occurrence;
use leptos::prelude::*;
use std::fmt::Write;

/// Width of a lane in its own units.
const WIDTH: f64 = 1_000.0;
/// From so many slots on a lane is a band.
const BAND: usize = 200;
/// Labels below the lanes, besides the last.
const TICKS: i32 = 4;

/// The card of the preview.
pub(super) fn render(previewed: &Previewed, zone: Tz) -> AnyView {
    let Previewed { sentence, preview, names, .. } = previewed;
    let own = lane("This policy", &preview.slots, &preview.occurrence, true);
    let others = preview.others.iter().filter(|strip| !strip.slots.is_empty());
    let others = others.map(|strip| {
        let name = names.get(&strip.policy).map(String::as_str).unwrap_or_default();
        lane(name, &strip.slots, &preview.occurrence, false)
    });
    let others = others.collect_view();
    let (sentence, ticks) = (format!("{sentence}."), ticks(&preview.occurrence, zone));
    let peak = previewed.peak();
    view! {
        <Card title="Preview" sub="nothing is saved yet">
            <div class="lanes">
                <p class="preview-text" role="status">{sentence}</p>
                {own}
                {others}
                <div class="lane-ticks" aria-hidden="true">{ticks}</div>
                <p class="text-meta text-ink-2">{peak}</p>
            </div>
        </Card>
    }
    .into_any()
}

fn lane(name: &str, slots: &[DateTime<Utc>], occurrence: &Occurrence, is_own: bool) -> AnyView {
    let count = if slots.len() == 1 { "1 slot".to_owned() } else { format!("{} slots", slots.len()) };
    let shapes = if slots.len() > BAND {
        let edges = slots.first().zip(slots.last());
        let (from, to) =
            edges.map_or((0.0, 0.0), |(first, last)| (place(*first, occurrence), place(*last, occurrence)));
        format!("<rect class='lane-slot' x='{from:.1}' y='3' width='{:.1}' height='16'/>", (to - from).max(2.0))
    } else {
        let width = if is_own { 4.0 } else { 2.5 };
        slots.iter().fold(String::new(), |mut shapes, slot| {
            // Writing into a string can't fail.
            let _ = write!(
                shapes,
                "<rect class='lane-slot' x='{:.1}' y='3' width='{width}' height='16'/>",
                place(*slot, occurrence)
            );
            shapes
        })
    };
    let class = if is_own { "lane lane-own" } else { "lane" };
    let label = format!("{name}: {count}");
    view! {
        <div class="lane-head"><span class="truncate"><bdi>{name.to_owned()}</bdi></span><span class="text-ink-3">{count}</span></div>
        <svg class=class viewBox="0 0 1000 22" preserveAspectRatio="none" role="img" aria-label=label inner_html=shapes></svg>
    }
    .into_any()
}

/// Where an instant lies on a lane.
#[expect(clippy::cast_precision_loss, reason = "milliseconds of an occurrence are exact in a double")]
fn place(at: DateTime<Utc>, occurrence: &Occurrence) -> f64 {
    let length = (occurrence.end - occurrence.start).num_milliseconds().max(1) as f64;
    ((at - occurrence.start).num_milliseconds() as f64 / length * WIDTH).clamp(0.0, WIDTH - 4.0)
}

fn ticks(occurrence: &Occurrence, zone: Tz) -> AnyView {
    let length = occurrence.end - occurrence.start;
    let label = |part: i32| {
        let at = occurrence.start + length * part / TICKS;
        view! { <span>{at.with_timezone(&zone).format("%H:%M").to_string()}</span> }
    };
    (0..=TICKS).map(label).collect_view().into_any()
}

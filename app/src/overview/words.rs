//! From what the store found to what a person reads.

use super::answer::{FeedItem, Figure, Machine};
use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use chrono_tz::Tz;
use domain::calendar::local_date;
use domain::event::{Facts, sentence, tone};
use domain::figure;
use store::event::FeedEvent;
use store::host::HostNow;

/// A sample older than this says how old it is: three were missed.
const STALE_AFTER: TimeDelta = TimeDelta::seconds(20);
/// How many events the feed shows.
pub(super) const FEED_LENGTH: u32 = 12;
const NOTHING: &str = "–";

/// The figures of the last sample.
pub(super) fn machine(now: DateTime<Utc>, latest: &HostNow) -> Machine {
    let sample = &latest.sample;
    let age = now.signed_duration_since(latest.sampled_at);
    let percent = |share: Option<f64>| share.map_or_else(|| NOTHING.to_owned(), figure::percent);
    let figure = |label: &str, value: String, unit: &str, foot: String, definition: &str| Figure {
        label: label.to_owned(),
        value,
        unit: unit.to_owned(),
        foot,
        definition: definition.to_owned(),
    };
    Machine {
        name: latest.name.to_string(),
        stale: (age > STALE_AFTER).then(|| figure::duration(age.num_seconds().unsigned_abs())),
        figures: vec![
            figure(
                "CPU",
                figure::percent(f64::from(sample.cpu_percent)),
                "%",
                latest.name.to_string(),
                "Share of all cores that was busy between the last two samples, 5 seconds apart.",
            ),
            figure(
                "Memory",
                percent(sample.memory_percent()),
                "%",
                figure::bytes_of(sample.memory_used, sample.memory_total),
                "Memory in use divided by memory installed. What the system can free at once does not count as used.",
            ),
            figure(
                "Disk",
                percent(sample.disk_percent()),
                "%",
                figure::bytes_of(sample.disk_used, sample.disk_total),
                "Space in use divided by all space, on the disk that holds the root of the file system.",
            ),
            figure(
                "Load",
                format!("{:.2}", sample.load1),
                "",
                "mean of 1 min".to_owned(),
                "Processes that ran or waited to run, averaged over one minute by the operating system.",
            ),
            figure(
                "Uptime",
                figure::duration(sample.uptime_seconds),
                "",
                "since the last start".to_owned(),
                "Time since this machine started, as the operating system counts it.",
            ),
        ],
    }
}

/// A row of the feed.
pub(super) fn feed_item(event: &FeedEvent, zone: Tz, now: DateTime<Utc>) -> FeedItem {
    let local = event.occurred_at.with_timezone(&zone);
    let is_today = local_date(event.occurred_at, zone) == local_date(now, zone);
    let text = event.text.clone().unwrap_or_else(|| {
        sentence(&Facts {
            kind: &event.kind,
            actor: event.actor.as_ref().map(|actor| actor.name.as_deref().unwrap_or(&actor.id)),
            subject: event.subject.as_ref().map(|subject| subject.name.as_deref().unwrap_or(&subject.id)),
            channel: event.channel.as_deref(),
            status: event.status.as_deref(),
            role: event.role.as_deref(),
            value: event.value,
            duration_ms: event.duration_ms,
        })
    });
    FeedItem {
        id: event.id.to_string(),
        tone: tone(&event.kind, event.status.as_deref()),
        text,
        time: local.format(if is_today { "%H:%M:%S" } else { "%-d %b %H:%M" }).to_string(),
        at: event.occurred_at.to_rfc3339_opts(SecondsFormat::Secs, true),
    }
}

//! The message about several dashboards.

use super::{Line, Message, MessageKind};
use crate::alert::{Cause, Entry, Notice, grouped};

/// What an occurrence brought, by cause. `base` is the address of this
/// installation, `health` that of the organization's list.
pub fn digest(policy: &str, environment: &str, entries: &[Entry], base: &str, health: String) -> Message {
    let groups = grouped(entries);
    let all: usize = groups.iter().map(|group| group.entries.len()).sum();
    let passing = groups.iter().filter(|group| group.cause.is_none()).map(|group| group.entries.len()).sum::<usize>();
    let (sign, lead) = match (all - passing, passing) {
        (0, passing) => ("✅", format!("{} again.", counted(passing, "passes", "pass"))),
        (failing, 0) => ("🚨", format!("{}.", counted(failing, "needs a look", "need a look"))),
        (failing, passing) => {
            let passes = if passing == 1 { "passes" } else { "pass" };
            ("🚨", format!("{}, and {passing} {passes} again.", counted(failing, "needs a look", "need a look")))
        }
    };
    let title = format!("{sign} {policy}: {}", if all == 1 { "1 change".to_owned() } else { format!("{all} changes") });
    let mut message = Message::new(MessageKind::Digest, &title, &lead).fact("Environment", environment);
    for group in groups {
        let heading = group.cause.as_ref().map_or("Passes again", Cause::as_str).to_owned();
        let lines = group.entries.into_iter().map(|entry| {
            let note = words(entry.notice).to_owned();
            Line { name: entry.title, url: Some(format!("{base}{}", entry.path)), note }
        });
        message = message.section(&heading, lines.collect(), 0);
    }
    message.linked("Open the health center", health)
}

fn counted(n: usize, one: &str, many: &str) -> String {
    if n == 1 { format!("1 dashboard {one}") } else { format!("{n} dashboards {many}") }
}

const fn words(notice: Notice) -> &'static str {
    match notice {
        Notice::Opened => "new",
        Notice::Worsened => "worse than before",
        Notice::Eased => "only a warning now",
        Notice::SetChanged => "other charts than before",
        Notice::Recovered => "passes again",
        Notice::Reminder => "still so",
        Notice::Flaps => "changes all the time",
        Notice::Report => "as before",
    }
}

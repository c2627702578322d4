//! What a person reads: one document, written once and rendered for each
//! channel.
//!
//! Names of dashboards and charts, and what databases say, are written by
//! strangers. [`Message`] takes them as one line of plain text of a bounded
//! length; each channel's module then writes them so that nothing in them is
//! markup, a header or a mention.

mod compose;
mod digest;
mod mail;
mod slack;
mod telegram;
#[cfg(test)]
mod tests;
mod webhook;

use serde::{Deserialize, Serialize};

use crate::report::{one_line, shorten};

pub use compose::{Subject, alert, outage, test};
pub use digest::digest;
pub use mail::{Mail, mail};
pub use slack::slack;
pub use telegram::telegram;
pub use webhook::webhook;

/// The longest title, in characters.
const TITLE_CHARS: usize = 150;
/// The longest other text, in characters.
const TEXT_CHARS: usize = 400;
/// The most lines of all groups; the rest is counted.
const LINES: usize = 50;

named! {
    /// What a message is about.
    pub enum MessageKind: "kind of message" {
        /// Something fails or warns, and didn't before.
        Failed = "failed",
        /// It fails in another way.
        Changed = "changed",
        /// It passes again.
        Recovered = "recovered",
        /// It still fails.
        Reminder = "reminder",
        /// It changes all the time.
        Flaps = "flaps",
        /// A report, for those who want every one.
        Report = "report",
        /// Several changes together.
        Digest = "digest",
        /// Whether a provider works.
        Test = "test",
        /// For one person's account: an invitation, a new password.
        Account = "account",
    }
}

/// A text that leads somewhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// What is read.
    pub label: String,
    /// The whole address; http or https.
    pub url: String,
}

impl Link {
    /// A link with a label of a stranger.
    pub fn new(label: &str, url: String) -> Self {
        Self { label: text(label, TITLE_CHARS), url }
    }
}

/// One line of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// What it is about, leading there where there is a place.
    pub name: String,
    /// Where it leads.
    pub url: Option<String>,
    /// What about it.
    pub note: String,
}

/// Lines under a heading.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Section {
    /// What they have in common.
    pub heading: String,
    /// The lines.
    pub lines: Vec<Line>,
    /// How many more there are.
    pub more: usize,
}

/// One message, before it is written for a channel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// What it is about.
    pub kind: MessageKind,
    /// "🚨 Validation Failed: Sales Executive (Broken Chart)".
    pub title: String,
    /// What happened, as a sentence.
    pub lead: String,
    /// Names and values: environment, number of findings, when it last passed.
    pub facts: Vec<(String, String)>,
    /// What was found, or which dashboards.
    pub sections: Vec<Section>,
    /// Where all of it is.
    pub link: Option<Link>,
    /// What the reader may do.
    pub actions: Vec<Link>,
    /// Why they get this.
    pub footer: String,
}

impl Message {
    /// A message with nothing but its title and a sentence.
    pub fn new(kind: MessageKind, title: &str, lead: &str) -> Self {
        Self {
            kind,
            title: text(title, TITLE_CHARS),
            lead: text(lead, TEXT_CHARS),
            facts: Vec::new(),
            sections: Vec::new(),
            link: None,
            actions: Vec::new(),
            footer: String::new(),
        }
    }

    /// Adds a fact.
    #[must_use]
    pub fn fact(mut self, name: &str, value: &str) -> Self {
        self.facts.push((name.to_owned(), text(value, TEXT_CHARS)));
        self
    }

    /// Adds a section; of more lines than fit into a message, only their number.
    #[must_use]
    pub fn section(mut self, heading: &str, mut lines: Vec<Line>, more: usize) -> Self {
        let room = LINES - self.sections.iter().map(|section| section.lines.len()).sum::<usize>();
        let cut = lines.len().saturating_sub(room);
        lines.truncate(room);
        for line in &mut lines {
            line.name = text(&line.name, TITLE_CHARS);
            line.note = text(&line.note, TEXT_CHARS);
        }
        self.sections.push(Section { heading: text(heading, TEXT_CHARS), lines, more: more + cut });
        self
    }

    /// Adds where all of it is.
    #[must_use]
    pub fn linked(mut self, label: &str, url: String) -> Self {
        self.link = Some(Link::new(label, url));
        self
    }

    /// Adds what the reader may do.
    #[must_use]
    pub fn action(mut self, label: &str, url: String) -> Self {
        self.actions.push(Link::new(label, url));
        self
    }

    /// The message with whole addresses: those that begin with a slash are
    /// after `base`, the address of this installation.
    #[must_use]
    pub fn based(mut self, base: &str) -> Self {
        let lines = self.sections.iter_mut().flat_map(|section| &mut section.lines);
        let in_lines = lines.filter_map(|line| line.url.as_mut());
        let below = self.link.iter_mut().chain(&mut self.actions).map(|link| &mut link.url);
        for url in in_lines.chain(below).filter(|url| url.starts_with('/')) {
            url.insert_str(0, base);
        }
        self
    }

    /// Says why they get this.
    #[must_use]
    pub fn footer(mut self, why: &str) -> Self {
        self.footer = text(why, TEXT_CHARS);
        self
    }
}

/// One line without what can't be seen, of at most so many characters.
fn text(text: &str, most: usize) -> String {
    // A long text is cut before each of its characters is looked at.
    let near: String = text.chars().take(most * 4).collect();
    let line = one_line(&near);
    if text.len() > near.len() && line.chars().count() < most { format!("{line}…") } else { shorten(&line, most) }
}

/// "and 3 more"
fn and_more(more: usize) -> String {
    format!("and {more} more")
}

/// The text with what means something in HTML written out.
fn escaped(text: &str) -> String {
    let mut html = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            '\'' => html.push_str("&#39;"),
            _ => html.push(c),
        }
    }
    html
}

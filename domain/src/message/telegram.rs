//! A message as HTML of Telegram, within its limits.

use super::{Message, and_more, escaped};

/// The longest text after its markup is read, in UTF-16 units (core.telegram.org/bots/api#sendmessage).
const UNITS: usize = 4_096;
/// The most pieces of markup that count.
const ENTITIES: usize = 90;

/// Lines of HTML, of which each says how much it takes.
#[derive(Default)]
struct Lines {
    html: Vec<String>,
    units: usize,
    entities: usize,
    dropped: usize,
}

impl Lines {
    /// Adds a line if there is room, and keeps `spare` units free.
    fn push(&mut self, html: String, shown: &str, entities: usize, spare: usize) -> bool {
        let units = shown.encode_utf16().count() + 1;
        let has_room = self.units + units + spare <= UNITS && self.entities + entities <= ENTITIES;
        if has_room {
            self.html.push(html);
            self.units += units;
            self.entities += entities;
        } else {
            self.dropped += 1;
        }
        has_room
    }
}

/// The text of a message, to be sent with `parse_mode: HTML`.
pub fn telegram(message: &Message) -> String {
    let tail = tail(message);
    // What leads on always fits: it is kept free from the beginning.
    let spare = tail.iter().map(|(_, shown)| shown.encode_utf16().count() + 1).sum::<usize>() + 40;
    let mut lines = Lines::default();
    lines.push(format!("<b>{}</b>", escaped(&message.title)), &message.title, 1, spare);
    lines.push(escaped(&message.lead), &message.lead, 0, spare);
    for (name, value) in &message.facts {
        lines.push(format!("{}: {}", escaped(name), escaped(value)), &format!("{name}: {value}"), 0, spare);
    }
    let dropped_before = lines.dropped;
    for section in &message.sections {
        let heading = format!("\n<b>{}</b>", escaped(&section.heading));
        lines.push(heading, &format!("\n{}", section.heading), 1, spare);
        for line in &section.lines {
            let note = if line.note.is_empty() { String::new() } else { format!(": {}", line.note) };
            let name = match &line.url {
                Some(url) => format!("<a href=\"{}\">{}</a>", escaped(url), escaped(&line.name)),
                None => escaped(&line.name),
            };
            let shown = format!("• {}{note}", line.name);
            lines.push(format!("• {name}{}", escaped(&note)), &shown, usize::from(line.url.is_some()), spare);
        }
        if section.more > 0 {
            let more = format!("• {}", and_more(section.more));
            lines.push(more.clone(), &more, 0, spare);
        }
    }
    let dropped = lines.dropped - dropped_before;
    if dropped > 0 {
        lines.html.push(format!("… {}", and_more(dropped)));
    }
    lines.html.extend(tail.into_iter().map(|(html, _)| html));
    lines.html.join("\n")
}

/// Where it leads, and what may be done; with what is shown of it.
fn tail(message: &Message) -> Vec<(String, String)> {
    let links = message.link.iter().chain(&message.actions);
    let mut tail: Vec<_> = links
        .map(|link| (format!("<a href=\"{}\">{}</a>", escaped(&link.url), escaped(&link.label)), link.label.clone()))
        .collect();
    if let Some((first, shown)) = tail.first_mut() {
        first.insert(0, '\n');
        shown.insert(0, '\n');
    }
    if !message.footer.is_empty() {
        tail.push((format!("<i>{}</i>", escaped(&message.footer)), message.footer.clone()));
    }
    tail
}

//! A message as blocks of Slack.
//!
//! Names stand in `plain_text` and `rich_text`, which have no markup and no
//! mentions. Only the fallback for notifications is read as markup, and has
//! what means something there written out.

use serde_json::{Value, json};

use super::{Line, Message, Section, and_more};
use crate::report::shorten;

/// What a header, a button, an element and an address may have (docs.slack.dev, Block Kit), in characters.
const HEADER_CHARS: usize = 150;
const BUTTON_CHARS: usize = 75;
const URL_CHARS: usize = 3_000;

/// The blocks and the fallback, as they stand in a call.
pub fn slack(message: &Message) -> Value {
    let mut blocks = vec![
        json!({ "type": "header", "text": plain(&shorten(&message.title, HEADER_CHARS)) }),
        json!({ "type": "section", "text": plain(&message.lead) }),
    ];
    let facts: Vec<_> = message.facts.iter().map(|(name, value)| plain(&format!("{name}: {value}"))).collect();
    // Ten is the most that a section has.
    blocks.extend(facts.chunks(10).map(|fields| json!({ "type": "section", "fields": fields })));
    blocks.extend(message.sections.iter().take(20).map(section));
    let buttons: Vec<_> = message.link.iter().chain(&message.actions).enumerate().map(button).collect();
    if !buttons.is_empty() {
        blocks.push(json!({ "type": "actions", "elements": buttons }));
    }
    if !message.footer.is_empty() {
        blocks.push(json!({ "type": "context", "elements": [plain(&message.footer)] }));
    }
    json!({ "text": fallback(&message.title), "blocks": blocks, "unfurl_links": false, "unfurl_media": false })
}

fn plain(text: &str) -> Value {
    json!({ "type": "plain_text", "text": text, "emoji": true })
}

fn section(section: &Section) -> Value {
    let mut items: Vec<_> = section.lines.iter().map(item).collect();
    if section.more > 0 {
        items.push(rich(&[json!({ "type": "text", "text": and_more(section.more) })]));
    }
    let heading = json!({ "type": "text", "text": section.heading, "style": { "bold": true } });
    json!({
        "type": "rich_text",
        "elements": [rich(&[heading]), { "type": "rich_text_list", "style": "bullet", "elements": items }],
    })
}

fn item(line: &Line) -> Value {
    // An element without text is refused.
    let name = if line.name.is_empty() { "(no name)" } else { &line.name };
    let mut elements = vec![match line.url.as_ref().filter(|url| url.chars().count() <= URL_CHARS) {
        Some(url) => json!({ "type": "link", "url": url, "text": name }),
        None => json!({ "type": "text", "text": name }),
    }];
    if !line.note.is_empty() {
        elements.push(json!({ "type": "text", "text": format!(": {}", line.note) }));
    }
    rich(&elements)
}

fn rich(elements: &[Value]) -> Value {
    json!({ "type": "rich_text_section", "elements": elements })
}

fn button((place, link): (usize, &super::Link)) -> Value {
    json!({
        "type": "button",
        "text": plain(&shorten(&link.label, BUTTON_CHARS)),
        "url": link.url,
        "action_id": format!("open_{place}"),
    })
}

/// `<`, `>` and `&` begin links and mentions.
fn fallback(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

//! A message as mail: a subject, a text, and the same in HTML that reads well
//! in dark mode.

use std::fmt::Write;

use super::{Message, and_more, escaped};

/// What a mail is made of. Headers are the mailer's matter; the subject is one
/// line without control characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    /// The subject.
    pub subject: String,
    /// The plain half.
    pub text: String,
    /// The HTML half.
    pub html: String,
}

/// Writes a mail.
pub fn mail(message: &Message) -> Mail {
    Mail { subject: message.title.clone(), text: text(message), html: html(message) }
}

fn text(message: &Message) -> String {
    let mut text = format!("{}\n\n{}\n", message.title, message.lead);
    if !message.facts.is_empty() {
        text.push('\n');
    }
    for (name, value) in &message.facts {
        let _ = writeln!(text, "{name}: {value}");
    }
    for section in &message.sections {
        let _ = write!(text, "\n{}\n", section.heading);
        for line in &section.lines {
            let _ = write!(text, "- {}", line.name);
            if !line.note.is_empty() {
                let _ = write!(text, ": {}", line.note);
            }
            if let Some(url) = &line.url {
                let _ = write!(text, "\n  {url}");
            }
            text.push('\n');
        }
        if section.more > 0 {
            let _ = writeln!(text, "- {}", and_more(section.more));
        }
    }
    for link in message.link.iter().chain(&message.actions) {
        let _ = write!(text, "\n{}:\n{}\n", link.label, link.url);
    }
    if !message.footer.is_empty() {
        let _ = write!(text, "\n-- \n{}\n", message.footer);
    }
    text
}

/// The colours of pages (`style/tokens.css`). They stand in the elements, since many programs drop style sheets; those
/// that keep them and are dark get others.
const STYLE: &str = "\
:root{color-scheme:light dark;supported-color-schemes:light dark}\
@media (prefers-color-scheme:dark){\
.page{background:#0c1113!important}.card{background:#12191c!important;border-color:#20282d!important}\
.ink{color:#e9eef0!important}.soft{color:#b3bcc0!important}.link{color:#6ecee3!important}\
.rule{border-color:#20282d!important}}";

const FONT: &str = "font-family:Inter,-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif";

fn html(message: &Message) -> String {
    let mut body = String::new();
    let _ = write!(
        body,
        "<h1 class=\"ink\" style=\"margin:0 0 8px;font-size:20px;line-height:28px;color:#152025\">{}</h1>\
         <p class=\"ink\" style=\"margin:0 0 16px;color:#152025\">{}</p>",
        escaped(&message.title),
        escaped(&message.lead),
    );
    if !message.facts.is_empty() {
        body.push_str("<table role=\"presentation\" style=\"border-collapse:collapse;margin:0 0 16px\">");
        for (name, value) in &message.facts {
            let _ = write!(
                body,
                "<tr><td class=\"soft\" style=\"padding:2px 16px 2px 0;color:#5e686c;vertical-align:top\">{}</td>\
                 <td class=\"ink\" style=\"padding:2px 0;color:#152025\">{}</td></tr>",
                escaped(name),
                escaped(value),
            );
        }
        body.push_str("</table>");
    }
    for section in &message.sections {
        let _ = write!(
            body,
            "<h2 class=\"ink\" style=\"margin:16px 0 4px;font-size:15px;line-height:22px;color:#152025\">{}</h2>\
             <ul style=\"margin:0 0 16px;padding:0 0 0 20px\">",
            escaped(&section.heading),
        );
        for line in &section.lines {
            body.push_str("<li class=\"ink\" style=\"margin:2px 0;color:#152025;overflow-wrap:anywhere\">");
            match &line.url {
                Some(url) => body.push_str(&anchor(&line.name, url)),
                None => body.push_str(&escaped(&line.name)),
            }
            if !line.note.is_empty() {
                let _ = write!(body, "<span class=\"soft\" style=\"color:#5e686c\">: {}</span>", escaped(&line.note));
            }
            body.push_str("</li>");
        }
        if section.more > 0 {
            let more = and_more(section.more);
            let _ = write!(body, "<li class=\"soft\" style=\"margin:2px 0;color:#5e686c\">{more}</li>");
        }
        body.push_str("</ul>");
    }
    if let Some(link) = &message.link {
        let _ = write!(
            body,
            "<p style=\"margin:16px 0\"><a href=\"{}\" style=\"display:inline-block;padding:10px 16px;\
             border-radius:8px;background:#046681;color:#ffffff;text-decoration:none;font-weight:600\">{}</a></p>",
            escaped(&link.url),
            escaped(&link.label),
        );
    }
    if !message.actions.is_empty() {
        let actions: Vec<_> = message.actions.iter().map(|link| anchor(&link.label, &link.url)).collect();
        let _ = write!(body, "<p style=\"margin:16px 0\">{}</p>", actions.join(" &nbsp; "));
    }
    let footer = if message.footer.is_empty() {
        String::new()
    } else {
        format!(
            "<p class=\"soft rule\" style=\"margin:16px 0 0;padding:12px 0 0;border-top:1px solid #dee3e5;\
             font-size:13px;line-height:18px;color:#5e686c\">{}</p>",
            escaped(&message.footer),
        )
    };
    format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width\"><meta name=\"color-scheme\" content=\"light dark\">\
         <meta name=\"supported-color-schemes\" content=\"light dark\"><title>{}</title><style>{STYLE}</style></head>\
         <body class=\"page\" style=\"margin:0;padding:24px 12px;background:#f3f6f8\">\
         <div class=\"card\" style=\"max-width:600px;margin:0 auto;padding:24px;background:#ffffff;\
         border:1px solid #dee3e5;border-radius:12px;{FONT};font-size:15px;line-height:22px\">{body}{footer}</div>\
         </body></html>",
        escaped(&message.title),
    )
}

fn anchor(label: &str, url: &str) -> String {
    format!("<a class=\"link\" href=\"{}\" style=\"color:#046681\">{}</a>", escaped(url), escaped(label))
}

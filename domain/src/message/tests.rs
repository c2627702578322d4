//! What reaches a person, whatever strangers call their dashboards.

use proptest::prelude::*;

use super::*;
use crate::{
    alert::{Cause, Entry, Notice},
    report::{Finding, FindingKind, Location, Status},
};

fn finding(chart: &str, message: &str) -> Finding {
    let link = Some("https://superset.test/explore/?slice_id=7".to_owned());
    Finding::new(FindingKind::QueryFailed, message).at(Location { chart_id: Some(7), name: chart.to_owned(), link })
}

fn failed(title: &str, findings: &[Finding]) -> Message {
    let subject = Subject {
        title,
        environment: "Production",
        status: Status::of(findings),
        findings,
        last_passed: Some("20 November 2026, 01:08"),
        report_url: "https://pulse.test/o/acme/health/reports/4711".to_owned(),
    };
    let act = |what: &str| format!("https://pulse.test/act/{what}");
    alert(Notice::Opened, &subject)
        .action("Acknowledge", act("aaaa"))
        .action("Snooze for 4 hours", act("bbbb"))
        .footer("You get this because you own this dashboard.")
}

fn sample() -> Message {
    let findings: Vec<_> = ["Broken Chart", "Costs", "Margin", "Returns"]
        .map(|chart| finding(chart, "relation \"sales\" does not exist"))
        .to_vec();
    failed("Sales Executive", &findings)
}

#[test]
fn a_message_says_what_where_since_when_and_how_to_act() {
    let message = sample();
    assert_eq!(message.title, "🚨 Validation Failed: Sales Executive (Broken Chart)");
    let facts = [("Environment", "Production"), ("Findings", "4"), ("Last passed", "20 November 2026, 01:08")];
    assert_eq!(message.facts, facts.map(|(name, value)| (name.to_owned(), value.to_owned())));
    assert_eq!((message.sections[0].lines.len(), message.sections[0].more), (3, 1));
    assert_eq!(mail(&message).text, include_str!("tests/failed.txt"));
    assert_eq!(mail(&message).html, include_str!("tests/failed.html").trim_end());
    assert_eq!(telegram(&message), include_str!("tests/failed.telegram.html").trim_end());
    let expected: serde_json::Value = serde_json::from_str(include_str!("tests/failed.slack.json")).expect("JSON");
    assert_eq!(slack(&message), expected);
    let expected: serde_json::Value = serde_json::from_str(include_str!("tests/failed.webhook.json")).expect("JSON");
    assert_eq!(webhook(&message, "0191", "acme"), expected);
}

#[test]
fn one_dropped_table_is_one_message_with_fifteen_links() {
    let cause = Some(Cause::from_stored("relation \"sales\" does not exist".to_owned()));
    let entries: Vec<_> = (1..=15)
        .map(|subject| Entry {
            subject,
            title: format!("Dashboard {subject:02} with a name of the usual length"),
            notice: Notice::Opened,
            cause: cause.clone(),
            path: format!("/o/acme/health/reports/{subject}"),
        })
        .collect();
    let health = "https://pulse.test/o/acme/health".to_owned();
    let message = digest("Nightly Critical Prod", "Production", &entries, "https://pulse.test", health);
    assert_eq!(message.title, "🚨 Nightly Critical Prod: 15 changes");
    assert_eq!(message.lead, "15 dashboards need a look.");
    assert_eq!(message.sections.len(), 1);
    let mail = mail(&message);
    assert_eq!(mail.html, include_str!("tests/digest.html").trim_end());
    let all = [mail.text, mail.html, telegram(&message), slack(&message).to_string()];
    for entry in &entries {
        let url = format!("https://pulse.test{}", entry.path);
        for rendered in &all {
            let found = rendered
                .match_indices(&url)
                .filter(|(at, _)| !rendered[at + url.len()..].starts_with(|c: char| c.is_ascii_digit()));
            assert_eq!(found.count(), 1, "{url} in {rendered}");
        }
    }
}

#[test]
fn a_title_injects_nothing() {
    let hostile = "Sales\r\nBcc: all@example.com <!channel> <b>@here</b> \u{202e}<script>alert('&')</script>";
    let message = failed(hostile, &[finding("<img src=x onerror=1>", "a & b < c\n\n.\r\nQUIT")]);
    let mail = mail(&message);
    assert!(!mail.subject.contains(char::is_control) && !mail.subject.contains('\u{202e}'), "{:?}", mail.subject);
    assert!(!mail.text.contains('\r') && !mail.text.contains("\n.\n"), "{}", mail.text);
    for html in [mail.html, telegram(&message)] {
        for markup in ["<script", "<img", "<!channel", "<b>@here"] {
            assert!(!html.contains(markup), "{markup} in {html}");
        }
    }
    let slack = slack(&message);
    let fallback = slack["text"].as_str().expect("a text");
    assert!(!fallback.contains(['<', '>']), "{fallback}");
    assert!(!slack.to_string().contains("mrkdwn"), "names stand where nothing is markup: {slack}");
}

#[test]
fn links_of_strangers_lead_to_the_web_or_nowhere() {
    let mut odd = finding("Chart", "no");
    for link in ["javascript:alert(1)", "https://x.test/a b", "https://x.test/\"><script>\n", "file:///etc/passwd"] {
        odd.location.as_mut().expect("it has one").link = Some(link.to_owned());
        let message = failed("Sales", std::slice::from_ref(&odd));
        assert_eq!(message.sections[0].lines[0].url, None, "{link}");
    }
    odd.location.as_mut().expect("it has one").link = Some("https://x.test/?a=\"&b=<".to_owned());
    let message = failed("Sales", std::slice::from_ref(&odd));
    assert!(mail(&message).html.contains("href=\"https://x.test/?a=&quot;&amp;b=&lt;\""));
}

#[test]
fn a_message_of_a_hundred_kilobytes_stays_short() {
    let huge = "x <&> ".repeat(20_000);
    let findings = vec![finding(&huge, &huge); 200];
    let message = failed(&huge, &findings);
    let mail = mail(&message);
    assert!(mail.subject.chars().count() <= 150);
    assert!(mail.text.len() + mail.html.len() < 20_000);
    assert!(slack(&message).to_string().len() < 20_000);
    assert!(telegram(&message).len() < 20_000);
}

/// What Telegram counts: the text without tags, with its entities read.
fn shown_units(html: &str) -> usize {
    let (mut shown, mut is_tag) = (String::new(), false);
    for c in html.chars() {
        match c {
            '<' => is_tag = true,
            '>' => is_tag = false,
            _ if !is_tag => shown.push(c),
            _ => {}
        }
    }
    for (entity, c) in [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")] {
        shown = shown.replace(entity, c);
    }
    shown.encode_utf16().count()
}

proptest! {
    #[test]
    fn limits_hold_for_any_text(title in "\\PC{0,300}", texts in prop::collection::vec("[\\PC\n<&😀]{0,600}", 0..60)) {
        let lines: Vec<_> = texts.iter().map(|text| Line {
            name: text.clone(),
            url: Some(format!("https://pulse.test/{}", "a".repeat(300))),
            note: text.clone(),
        }).collect();
        let message = failed(&title, &[]).section("Found", lines.clone(), 2).section(&title, lines, 0);
        let telegram = telegram(&message);
        prop_assert!(shown_units(&telegram) <= 4_096);
        prop_assert!(telegram.contains("https://pulse.test/act/aaaa"), "what leads on is never cut off");
        let slack = slack(&message);
        let blocks = slack["blocks"].as_array().expect("blocks");
        prop_assert!(blocks.len() <= 50);
        prop_assert!(slack["blocks"][0]["text"]["text"].as_str().expect("a header").chars().count() <= 150);
        prop_assert!(!mail(&message).subject.contains(char::is_control));
        prop_assert!(message.sections.iter().map(|section| section.lines.len()).sum::<usize>() <= LINES);
    }

    #[test]
    fn a_message_survives_its_table(title in "\\PC{0,300}") {
        let message = failed(&title, &[finding(&title, &title)]);
        let json = serde_json::to_string(&message).expect("it is JSON");
        prop_assert_eq!(serde_json::from_str::<Message>(&json).ok(), Some(message));
    }
}

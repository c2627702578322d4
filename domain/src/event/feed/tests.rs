//! Every sentence of the feed.

use super::*;

/// Kind, actor, subject, status (blank for none) and the sentence.
type Case = (&'static str, &'static str, &'static str, &'static str, &'static str);

fn facts(&(kind, actor, subject, status, _): &Case) -> Facts<'static> {
    let given = |text: &'static str| (!text.is_empty()).then_some(text);
    Facts { kind, actor: given(actor), subject: given(subject), status: given(status), ..Facts::default() }
}

fn check(cases: &[Case]) {
    for case in cases {
        assert_eq!(sentence(&facts(case)), case.4);
    }
}

#[test]
fn people_and_what_they_change() {
    check(&[
        ("user.logged_in", "Ana", "", "", "Ana signed in"),
        ("user.logged_in", "de Vries", "", "success", "de Vries signed in"),
        ("user.logged_in", "", "", "", "Someone signed in"),
        ("user.logged_out", "Ana", "", "", "Ana signed out"),
        ("workflow.created", "Ana", "Intake", "", "Workflow Intake was created by Ana"),
        ("workflow.updated", "Ana", "Intake", "", "Workflow Intake was changed by Ana"),
        ("workflow.deleted", "", "", "", "A workflow was deleted"),
        ("submission.created", "Ana", "", "", "A submission was sent by Ana"),
        ("transaction.recorded", "", "", "", "A transaction was recorded"),
        ("moderation.case_opened", "", "12", "", "Moderation case 12 was opened"),
    ]);
}

#[test]
fn what_finishes() {
    check(&[
        ("pipeline.finished", "", "load", "", "Pipeline load finished"),
        ("pipeline.finished", "", "load", "success", "Pipeline load finished"),
        ("pipeline.finished", "", "load", "failed", "Pipeline load failed"),
        ("pipeline.finished", "", "load", "warning", "Pipeline load finished with warnings"),
        ("pipeline.finished", "", "load", "cancelled", "Pipeline load ended: cancelled"),
        ("pipeline.finished", "", "", "failed", "A pipeline failed"),
        ("validation.finished", "", "load", "success", "Validation load passed"),
        ("validation.finished", "", "load", "", "Validation load finished"),
        ("submission.finished", "", "", "", "A submission finished"),
        ("validation.finding", "", "load", "error", "load reported an error"),
        ("validation.finding", "", "load", "warning", "load reported a warning"),
        ("validation.finding", "", "", "info", "A validator reported a finding"),
        ("command.finished", "Ana", "/play", "", "Ana ran command /play"),
        ("command.finished", "Ana", "/play", "failed", "Ana ran command /play, which failed"),
        ("command.finished", "", "/play", "", "Command /play was run"),
        ("command.finished", "", "", "error", "A command failed"),
    ]);
}

#[test]
fn talk() {
    check(&[
        ("chat.session_started", "Ana", "Bot", "", "Ana started a conversation with Bot"),
        ("chat.session_ended", "Ana", "", "", "Ana ended a conversation"),
        ("chat.message", "Ana", "Bot", "", "Ana wrote to Bot"),
        ("chat.message", "", "Bot", "", "Someone wrote to Bot"),
        ("chat.message", "Ana", "", "", "Ana sent a message"),
        ("chat.response", "", "", "", "A chatbot answered"),
    ]);
    let message = facts(&("chat.message", "Ana", "Bot", "", ""));
    let cases = [("human", "Ana wrote to Bot"), ("ai", "Bot answered Ana"), ("system", "Bot sent a system message")];
    for (role, expected) in cases {
        assert_eq!(sentence(&Facts { role: Some(role), ..message }), expected);
    }
    let to_nobody = Facts { role: Some("ai"), actor: None, ..message };
    assert_eq!(sentence(&to_nobody), "Bot answered");
}

#[test]
fn any_other_kind_is_listed() {
    check(&[
        ("report.was_stored", "Ana", "Sales", "", "Ana · report was stored · Sales"),
        ("report.was_stored", "Ana", "", "", "Ana · report was stored"),
        ("report.was_stored", "", "Sales", "", "Report was stored · Sales"),
        ("shop.order.paid", "", "", "", "Shop order paid"),
    ]);
}

#[test]
fn the_channel_of_a_sign_in() {
    let sign_in = facts(&("user.logged_in", "Ana", "", "", ""));
    let cases = [
        ("web", "Ana signed in from the web"),
        ("api", "Ana signed in over the API"),
        ("telegram", "Ana signed in through telegram"),
    ];
    for (channel, expected) in cases {
        assert_eq!(sentence(&Facts { channel: Some(channel), ..sign_in }), expected);
    }
}

#[test]
fn durations_and_values() {
    let load = facts(&("pipeline.finished", "", "load", "failed", ""));
    let bot = facts(&("chat.response", "", "Bot", "", ""));
    let ping = facts(&("gauge.sampled", "", "ping_ms", "", ""));
    let cases = [
        (Facts { duration_ms: Some(192_000), ..load }, "Pipeline load failed after 3m 12s"),
        (Facts { duration_ms: Some(900), ..bot }, "Bot answered after 900 ms"),
        (Facts { value: Some(1_204.5), ..ping }, "ping_ms is at 1,204.5"),
        (ping, "ping_ms was sampled"),
    ];
    for (facts, expected) in cases {
        assert_eq!(sentence(&facts), expected);
    }
}

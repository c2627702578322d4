use super::*;
use crate::policy::Channel;

fn mail() -> ProviderInput {
    ProviderInput {
        kind: "smtp".to_owned(),
        name: "Mail".to_owned(),
        host: "SMTP.example.com".to_owned(),
        user: "pulse".to_owned(),
        from: "Pulseboard@Example.com".to_owned(),
        secret: "hunter2".to_owned(),
        ..ProviderInput::default()
    }
}

fn of(kind: &str, secret: &str) -> ProviderInput {
    let (kind, secret) = (kind.to_owned(), secret.to_owned());
    ProviderInput { kind, secret, name: "It".to_owned(), url: "https://x.test/in".to_owned(), ..Default::default() }
}

fn fields(input: &ProviderInput, known: Option<&ProviderSettings>) -> Vec<String> {
    let errors = ProviderDraft::parse(input, known).expect_err("something is wrong");
    errors.into_iter().map(|error| error.field).collect()
}

#[test]
fn a_mail_server_has_its_usual_port_and_must_speak_tls() {
    let draft = ProviderDraft::parse(&mail(), None).expect("it is fine");
    let ProviderSettings::Smtp { host, port, tls, user, from } = draft.settings.clone() else { panic!("mail") };
    assert_eq!((host.as_str(), port, tls), ("smtp.example.com", 587, SmtpTls::StartTls));
    assert_eq!((user.as_deref(), from.as_str()), (Some("pulse"), "pulseboard@example.com"));
    assert!(!format!("{draft:?} {:?}", mail()).contains("hunter2"));
    let implicit = ProviderInput { tls: "tls".to_owned(), ..mail() };
    let settings = ProviderDraft::parse(&implicit, None).expect("it is fine").settings;
    assert!(matches!(settings, ProviderSettings::Smtp { port: 465, .. }));
}

#[test]
fn all_that_is_wrong_is_said_at_once() {
    let wrong = ProviderInput {
        host: "smtp.example.com\r\nEHLO x".to_owned(),
        port: "70000".to_owned(),
        from: "nobody".to_owned(),
        secret: String::new(),
        name: " ".to_owned(),
        ..mail()
    };
    assert_eq!(fields(&wrong, None), ["name", "host", "port", "from"]);
    assert_eq!(fields(&ProviderInput { secret: String::new(), ..mail() }, None), ["secret"]);
    assert_eq!(fields(&ProviderInput { secret: "a\nb".to_owned(), ..mail() }, None), ["secret"]);
    assert_eq!(fields(&ProviderInput { kind: "fax".to_owned(), ..mail() }, None), ["kind"]);
}

#[test]
fn a_stored_password_goes_to_no_other_server() {
    let known = ProviderDraft::parse(&mail(), None).expect("it is fine").settings;
    let kept = ProviderInput { secret: String::new(), ..mail() };
    assert_eq!(ProviderDraft::parse(&kept, Some(&known)).expect("it is fine").secret, None);
    for elsewhere in [
        ProviderInput { host: "evil.test".to_owned(), ..kept.clone() },
        ProviderInput { port: "2525".to_owned(), ..kept.clone() },
        ProviderInput { tls: "none".to_owned(), ..kept.clone() },
        ProviderInput { user: "other".to_owned(), ..kept.clone() },
    ] {
        assert_eq!(fields(&elsewhere, Some(&known)), ["secret"], "{elsewhere:?}");
        assert!(ProviderDraft::parse(&ProviderInput { secret: "new".to_owned(), ..elsewhere }, Some(&known)).is_ok());
    }
    let sender = ProviderInput { from: "other@example.com".to_owned(), ..kept };
    assert!(ProviderDraft::parse(&sender, Some(&known)).is_ok());
    assert_eq!(fields(&of("telegram", ""), Some(&known)), ["kind"]);
}

#[test]
fn tokens_look_like_tokens() {
    let bot = format!("110201543:{}", "A".repeat(35));
    let cases = [
        ("slack", "https://hooks.slack.com/services/T0/B0/x", Some(ProviderSettings::SlackIncoming)),
        ("slack", "xoxb-12-34-abc", Some(ProviderSettings::SlackBot)),
        ("slack", "xoxp-12-34-abc", None),
        ("slack", "", None),
        ("slack", "https://ana:pw@hooks.slack.com/", None),
        ("telegram", bot.as_str(), Some(ProviderSettings::Telegram)),
        ("telegram", "bot", None),
        ("telegram", "110201543:../../getMe?x=aaaaaaaaaaaaaaaaaaaa", None),
        ("webhook", "0123456789abcdef", Some(ProviderSettings::Webhook { url: "https://x.test/in".to_owned() })),
        ("webhook", "short", None),
    ];
    for (kind, secret, expected) in cases {
        let parsed = ProviderDraft::parse(&of(kind, secret), None).ok().map(|draft| draft.settings);
        assert_eq!(parsed, expected, "{kind} {secret}");
    }
    for url in ["", "ftp://x.test", "https://", "https://a b", "javascript:alert(1)", "https://u:p@x.test/"] {
        let input = ProviderInput { url: url.to_owned(), ..of("webhook", "0123456789abcdef") };
        assert_eq!(fields(&input, None), ["url"], "{url}");
    }
}

#[test]
fn targets_fit_their_provider() {
    let channel = |kind, target| Channel::parse(kind, 1, target).expect("a channel");
    let (general, none) = (channel(ChannelKind::Slack, "#general"), channel(ChannelKind::Slack, ""));
    let told = |settings: ProviderSettings, channel: &Channel| {
        settings.check_target(channel).err().map(|error| error.to_string())
    };
    assert_eq!(told(ProviderSettings::SlackBot, &general), None);
    assert_eq!(told(ProviderSettings::SlackIncoming, &none), None);
    let needless = "An incoming webhook of Slack writes to its own channel. Leave the target empty.";
    assert_eq!(told(ProviderSettings::SlackIncoming, &general).as_deref(), Some(needless));
    let missing = "Name the Slack channel that the bot writes to: #name or its id.";
    assert_eq!(told(ProviderSettings::SlackBot, &none).as_deref(), Some(missing));
    let other = "This provider is for telegram, not for slack.";
    assert_eq!(told(ProviderSettings::Telegram, &general).as_deref(), Some(other));
}

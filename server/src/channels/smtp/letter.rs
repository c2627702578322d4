//! A message as a mail, with its headers.

use std::time::SystemTime;

use domain::email::Email;
use domain::message;
use lettre::Address;
use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, Message, MultiPart};

use super::Failure;
use crate::channels::Letter;

/// Writes the mail. Its id is the same at every try.
pub(super) fn write(from: &Email, letter: &Letter<'_>, host: &str) -> Result<Message, Failure> {
    let mail = message::mail(letter.message);
    let header =
        |name: &'static str, value: &str| HeaderValue::new(HeaderName::new_from_ascii_str(name), value.to_owned());
    Message::builder()
        .from(Mailbox::new(Some("Pulseboard".to_owned()), address(from.as_str())?))
        .to(Mailbox::new(None, address(letter.target)?))
        .subject(mail.subject)
        .date(SystemTime::from(letter.at))
        .message_id(Some(format!("<{}@{host}>", letter.key)))
        // Nobody's holiday notice answers to this (RFC 3834).
        .raw_header(header("Auto-Submitted", "auto-generated"))
        .raw_header(header("X-Auto-Response-Suppress", "All"))
        .multipart(MultiPart::alternative_plain_html(mail.text, mail.html))
        .map_err(|error| Failure::Letter(error.to_string()))
}

fn address(text: &str) -> Result<Address, Failure> {
    text.parse().map_err(|_| Failure::Letter(format!("“{text}” is no e-mail address")))
}

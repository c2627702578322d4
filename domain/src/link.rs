//! Links that let somebody in once: invitations and password resets.
//!
//! Whoever holds the link holds the right, so it ends by itself, works once,
//! and only its hash is stored. The rules take what is stored and `now`.

use std::fmt;

use chrono::{DateTime, TimeDelta, Utc};

use crate::email::Email;

/// How long an invitation may be accepted.
pub const INVITATION_LIFETIME: TimeDelta = TimeDelta::days(7);

/// How long a link to a new password works.
pub const RESET_LIFETIME: TimeDelta = TimeDelta::hours(24);

/// The secret part of a link: 256 random bits as 43 URL-safe characters.
#[derive(Clone, PartialEq, Eq)]
pub struct LinkToken(String);

impl LinkToken {
    /// The length, in characters.
    pub const CHARS: usize = 43;

    /// Reads the token of a link. What has another shape was never given out.
    pub fn parse(text: &str) -> Option<Self> {
        let is_url_safe = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
        (text.len() == Self::CHARS && text.bytes().all(is_url_safe)).then(|| Self(text.to_owned()))
    }

    /// The token itself, for the link and for hashing.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for LinkToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LinkToken(hidden)")
    }
}

/// What is stored of a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LinkFacts {
    /// The first instant at which it no longer works.
    pub expires_at: DateTime<Utc>,
    /// Whether somebody used it.
    pub is_used: bool,
    /// Whether it was taken back.
    pub is_withdrawn: bool,
}

/// Why a link doesn't work.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LinkRefusal {
    /// It works once.
    #[error("This link has been used already. Ask for a new one.")]
    Used,
    /// Whoever made it took it back.
    #[error("This link has been withdrawn. Ask for a new one.")]
    Withdrawn,
    /// Its time is over.
    #[error("This link has expired. Ask for a new one.")]
    Expired,
    /// The invitation is for somebody else than the person who is signed in.
    #[error("This invitation is for {invited}. Sign out, and open the link again.")]
    OtherAddress {
        /// Whom it is for.
        invited: Email,
    },
    /// The person has what the invitation offers.
    #[error("You are a member already.")]
    AlreadyMember,
}

impl LinkFacts {
    /// Whether the link works at `now`.
    pub fn check(&self, now: DateTime<Utc>) -> Result<(), LinkRefusal> {
        if self.is_used {
            Err(LinkRefusal::Used)
        } else if self.is_withdrawn {
            Err(LinkRefusal::Withdrawn)
        } else if self.expires_at <= now {
            Err(LinkRefusal::Expired)
        } else {
            Ok(())
        }
    }

    /// Whether an invitation of `invited` may be accepted by the person whose
    /// address is `by`.
    pub fn check_acceptance(&self, invited: &Email, by: &Email, now: DateTime<Utc>) -> Result<(), LinkRefusal> {
        self.check(now)?;
        if invited == by { Ok(()) } else { Err(LinkRefusal::OtherAddress { invited: invited.clone() }) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(second: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(second, 0).expect("in range")
    }

    #[test]
    fn tokens() {
        let token = "aZ09-_".repeat(7) + "x";
        assert_eq!(LinkToken::parse(&token).as_ref().map(LinkToken::expose), Some(token.as_str()));
        for text in ["", "short", &"a".repeat(42), &"a".repeat(44), &"é".repeat(43), &format!("{}/", "a".repeat(42))] {
            assert_eq!(LinkToken::parse(text), None, "{text}");
        }
        assert!(!format!("{:?}", LinkToken::parse(&token)).contains("aZ09"));
    }

    #[test]
    fn links_end() {
        let open = LinkFacts { expires_at: at(100), is_used: false, is_withdrawn: false };
        let used = LinkFacts { is_used: true, ..open };
        let withdrawn = LinkFacts { is_withdrawn: true, ..open };
        let cases = [
            (open, 99, Ok(())),
            (open, 100, Err(LinkRefusal::Expired)),
            (used, 99, Err(LinkRefusal::Used)),
            (used, 100, Err(LinkRefusal::Used)),
            (withdrawn, 99, Err(LinkRefusal::Withdrawn)),
            (withdrawn, 100, Err(LinkRefusal::Withdrawn)),
        ];
        for (link, now, expected) in cases {
            assert_eq!(link.check(at(now)), expected, "{link:?} at {now}");
        }
    }

    #[test]
    fn an_invitation_is_for_one_address() {
        let open = LinkFacts { expires_at: at(100), is_used: false, is_withdrawn: false };
        let email = |text| Email::parse(text).expect("an address");
        let ana = email("ana@example.com");
        assert_eq!(open.check_acceptance(&ana, &email(" ANA@example.com"), at(0)), Ok(()));
        let refused = open.check_acceptance(&ana, &email("bob@example.com"), at(0)).expect_err("not hers");
        assert_eq!(refused.to_string(), "This invitation is for ana@example.com. Sign out, and open the link again.");
        assert_eq!(open.check_acceptance(&ana, &email("bob@example.com"), at(100)), Err(LinkRefusal::Expired));
    }

    proptest! {
        #[test]
        fn a_link_that_ended_never_works_again(expires in 0..1000_i64, used: bool, withdrawn: bool, now in 0..1000_i64, later in 0..1000_i64) {
            let link = LinkFacts { expires_at: at(expires), is_used: used, is_withdrawn: withdrawn };
            if link.check(at(now)).is_err() {
                prop_assert!(link.check(at(now + later)).is_err());
            }
        }
    }
}

//! Who hears of what: from a report to the outbox, in the transaction that
//! stores the report.
//!
//! What is told when are the rules of `domain::alert`; this finds the
//! receivers, keeps what each was told, and puts what is due into the outbox
//! or into a gathering.

mod act;
mod digest;
mod facts;
mod maximum;
mod outage;
mod remind;
mod report;
mod route;
mod story;

pub use act::{Acted, act, acts, sign};
pub use digest::send_digests;
pub use remind::remind;

pub(crate) use outage::{environment_is_back, environment_is_out};
pub(crate) use report::after_report;

/// Why somebody hears.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Why {
    /// A policy sends there.
    Channel,
    /// They own the dashboard, and are a member.
    Owner,
    /// They own the dashboard, and are none.
    Outside,
}

impl Why {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Channel => "channel",
            Self::Owner => "owner",
            Self::Outside => "outside",
        }
    }

    fn stored(text: &str) -> Self {
        match text {
            "owner" => Self::Owner,
            "outside" => Self::Outside,
            _ => Self::Channel,
        }
    }

    /// The last line of a message.
    const fn words(self) -> &'static str {
        match self {
            Self::Channel => "You get this because a policy sends here.",
            Self::Owner => "You get this because you own this dashboard. Your profile says where you hear of it.",
            Self::Outside => "You get this because you are named as an owner of this dashboard.",
        }
    }
}

/// Somebody who hears: through which provider, and where.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Receiver {
    pub(crate) provider: i32,
    pub(crate) target: String,
    pub(crate) user: Option<i32>,
    pub(crate) why: Why,
}

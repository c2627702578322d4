//! The outbox: messages on their way, written in the transaction that stores
//! their cause.
//!
//! Any number of servers send from it. One claims a delivery for the time of
//! a lease and ends it by one conditional update; a server that dies lets the
//! lease pass, and another sends again. So nothing is lost, and only what was
//! being sent at that instant can arrive twice.

mod claim;
mod enqueue;
mod finish;
mod list;
mod slot;

use chrono::{DateTime, Utc};
use domain::{
    id::{DashboardId, DeliveryId, OrgId, ProviderId},
    message::Message,
};
use secrecy::SecretString;
use uuid::Uuid;

use crate::secret::SealedColumn;

pub use claim::claim;
pub use finish::{expire, finish, prune};
pub use list::{Delivery, Filter, Page, counts, list, resend};

pub(crate) use enqueue::{New, enqueue, enqueue_link, mailer};

/// Where the secret address of a message is.
pub(crate) const LINK: SealedColumn = SealedColumn { table: "deliveries", column: "link" };

/// A delivery that a worker sends now.
#[derive(Debug, Clone)]
pub struct Claimed {
    /// Whose.
    pub org: OrgId,
    /// The organization's name in addresses.
    pub slug: String,
    /// Which.
    pub id: DeliveryId,
    /// Through which provider.
    pub provider: ProviderId,
    /// To whom.
    pub target: String,
    /// What its links to acknowledge and snooze are about.
    pub dashboard: Option<DashboardId>,
    /// What. Addresses in it that begin with a slash are this installation's.
    pub message: Message,
    /// A secret address that belongs to it.
    pub link: Option<SecretString>,
    /// The same at every try.
    pub key: Uuid,
    /// Counts the tries, this one too.
    pub attempts: u32,
    /// When its day of trying began.
    pub since: DateTime<Utc>,
    /// Who sends it.
    pub holder: Uuid,
}

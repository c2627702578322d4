//! The audit log: who did what. Each change of this crate writes its entry in
//! its own transaction; what is read is listed and exported in [`read`].
//!
//! Nothing here changes an entry, and no role of the database may.

mod read;
mod write;

use std::net::IpAddr;

use chrono::{DateTime, Utc};

pub use read::{AuditEntry, AuditFilter, Export, page};
pub(crate) use write::{
    Entry, by, by_address_in, by_member, by_operator, by_operator_on, by_person, by_person_in, read_by,
};

/// From where and when something is asked for.
#[derive(Debug, Clone, Copy)]
pub struct Origin {
    /// The client's address.
    pub address: Option<IpAddr>,
    /// Now.
    pub at: DateTime<Utc>,
}

impl Origin {
    /// The address as Postgres reads it.
    pub(crate) fn address(&self) -> Option<String> {
        self.address.map(|address| address.to_canonical().to_string())
    }
}

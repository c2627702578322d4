//! The limit on failed sign-ins: 20 an hour for an account and 20 for an
//! address, counted over all servers.
//!
//! An attempt is counted before the password is looked at ([`reserve`]) and
//! taken back when it was right ([`succeed`]), so that attempts in parallel
//! can't slip through between counting and failing.

use std::{
    net::{IpAddr, Ipv6Addr},
    time::Duration,
};

use chrono::{DateTime, TimeDelta, Utc};
use domain::{audit::AuditAction, email::Email, id::UserId};
use sha2::{Digest, Sha256};

use crate::{
    Store, StoreError, SystemScope,
    audit::{self, Entry, Origin},
    tx::become_user,
};

/// Failures within [`WINDOW`] after which an account or address has to wait.
pub const LIMIT: u32 = 20;

/// How long a failure counts.
pub const WINDOW: TimeDelta = TimeDelta::hours(1);

/// A sign-in under way; it counts as failed until it succeeds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AttemptId(i64);

/// Whether a sign-in may be tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Attempt {
    /// Yes, under this id.
    Allowed(AttemptId),
    /// No: too many have failed.
    Blocked {
        /// How long until one may be tried.
        retry_after: Duration,
    },
}

/// Counts an attempt for its account and its address, unless either has
/// reached the limit.
pub async fn reserve(store: &Store, email: &Email, address: IpAddr, now: DateTime<Utc>) -> Result<Attempt, StoreError> {
    let account = account_hash(email);
    let network = network(address);
    let mut tx = store.identity(None).await?;
    // One attempt at a time per account and per address. Everybody locks the
    // account first, so two can't wait for each other.
    sqlx::query!(
        "select pg_advisory_xact_lock($1), pg_advisory_xact_lock($2)",
        lock_key("account", &account),
        lock_key("address", network.as_bytes()),
    )
    .execute(&mut *tx)
    .await?;
    // The failure that would have to grow old first, if the limit is reached.
    let blocking = sqlx::query!(
        "select
             (select attempted_at from sign_in_attempts
              where account_hash = $1 and attempted_at > $3
              order by attempted_at desc
              offset $4 limit 1) as account,
             (select attempted_at from sign_in_attempts
              where address = $2::text::inet and attempted_at > $3
              order by attempted_at desc
              offset $4 limit 1) as address",
        &account[..],
        &network,
        now - WINDOW,
        i64::from(LIMIT) - 1,
    )
    .fetch_one(&mut *tx)
    .await?;
    if let Some(since) = blocking.account.max(blocking.address) {
        let retry_after = (since + WINDOW - now).to_std().unwrap_or_default();
        return Ok(Attempt::Blocked { retry_after });
    }
    let id = sqlx::query_scalar!(
        "insert into sign_in_attempts (account_hash, address, attempted_at)
         values ($1, $2::text::inet, $3)
         returning id",
        &account[..],
        &network,
        now,
    )
    .fetch_one(&mut *tx)
    .await?;
    tx.commit().await?;
    Ok(Attempt::Allowed(AttemptId(id)))
}

/// The password was right: the attempt no longer counts at all, and earlier
/// failures no longer count for the account. They still do for the addresses
/// they came from, or an attacker could clear an address with an account of
/// their own.
pub async fn succeed(store: &Store, attempt: AttemptId, email: &Email) -> Result<(), StoreError> {
    let mut tx = store.identity(None).await?;
    sqlx::query!("delete from sign_in_attempts where id = $1", attempt.0).execute(&mut *tx).await?;
    sqlx::query!(
        "update sign_in_attempts
         set account_hash = null
         where account_hash = $1",
        &account_hash(email)[..],
    )
    .execute(&mut *tx)
    .await?;
    Ok(tx.commit().await?)
}

/// The password was wrong, or there is no such account: the attempt goes on
/// counting, and the audit logs of the account's organizations say what was
/// tried.
///
/// It takes as long either way. The attempt is written again as it is, so that
/// the commit always waits for the disk.
pub async fn fail(
    store: &Store,
    attempt: AttemptId,
    user: Option<UserId>,
    tried: AuditAction,
    origin: &Origin,
) -> Result<(), StoreError> {
    let mut tx = store.identity(user).await?;
    sqlx::query!("update sign_in_attempts set account_hash = account_hash where id = $1", attempt.0)
        .execute(&mut *tx)
        .await?;
    let entry = Entry::done(tried).if_done(false);
    audit::by_person(&mut tx, user, origin, &entry).await?;
    Ok(tx.commit().await?)
}

/// The sign-in was not even tried, since too many had failed: the audit logs of
/// the account's organizations say so, once in a [`WINDOW`].
///
/// It takes as long for an address that has no account: one attempt is written
/// again as it is, so that the commit waits for the disk.
pub async fn note_blocked(store: &Store, email: &Email, tried: AuditAction, origin: &Origin) -> Result<(), StoreError> {
    let mut tx = store.identity(None).await?;
    sqlx::query!(
        "update sign_in_attempts
         set account_hash = account_hash
         where id = (select max(id) from sign_in_attempts where account_hash = $1 or address = $2::text::inet)",
        &account_hash(email)[..],
        origin.address.map(network),
    )
    .execute(&mut *tx)
    .await?;
    let user = sqlx::query_scalar!(
        "update users
         set blocked_noted_at = $2
         where email = $1 and (blocked_noted_at is null or blocked_noted_at <= $3)
         returning id",
        email.as_str(),
        origin.at,
        origin.at - WINDOW,
    )
    .fetch_optional(&mut *tx)
    .await?
    .map(UserId);
    if let Some(user) = user {
        become_user(&mut tx, user).await?;
    }
    let entry = Entry::done(tried).with("too many failed attempts").if_done(false);
    audit::by_person(&mut tx, user, origin, &entry).await?;
    Ok(tx.commit().await?)
}

/// Removes what no longer counts at `now`, and says how many.
pub async fn prune(system: &SystemScope, now: DateTime<Utc>) -> Result<u64, StoreError> {
    let mut tx = system.begin().await?;
    let done =
        sqlx::query!("delete from sign_in_attempts where attempted_at <= $1", now - WINDOW).execute(&mut *tx).await?;
    tx.commit().await?;
    Ok(done.rows_affected())
}

fn account_hash(email: &Email) -> [u8; 32] {
    Sha256::digest(email.as_str()).into()
}

/// One IPv4 address, or the /64 of an IPv6 address, within which its owner
/// can choose freely.
fn network(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(v4) => v4.to_string(),
        IpAddr::V6(v6) => {
            let prefix = v6.to_bits() & !u128::from(u64::MAX);
            format!("{}/64", Ipv6Addr::from_bits(prefix))
        }
    }
}

fn lock_key(what: &str, key: &[u8]) -> i64 {
    let digest = Sha256::new().chain_update(what).chain_update([0]).chain_update(key).finalize();
    let mut first = [0; 8];
    first.copy_from_slice(&digest[..8]);
    i64::from_be_bytes(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn networks() {
        let cases = [
            ("192.0.2.7", "192.0.2.7"),
            ("::ffff:192.0.2.7", "192.0.2.7"),
            ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
            ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
            ("::1", "::/64"),
        ];
        for (address, expected) in cases {
            let address: IpAddr = address.parse().expect("an address");
            assert_eq!(network(address), expected, "{address}");
        }
    }

    #[test]
    fn an_account_and_an_address_never_share_a_lock_by_name() {
        assert_ne!(lock_key("account", b"x"), lock_key("address", b"x"));
    }
}

//! What Pulseboard remembers: the only crate that knows a table.
//!
//! A caller gets nowhere without a scope. [`OrgScope`] is a member at work in
//! one organization, [`ApiScope`] a program with an API token, [`IngestScope`]
//! such a token that may append events, and [`SystemScope`] a worker or the
//! command line. Each opens transactions
//! under a database role of its own, and row level security in Postgres
//! decides what that role sees: a forgotten `where` returns nothing.
//! The connection pool is private, and so is each constructor of a scope.
//!
//! Without a scope there is no transaction:
//!
//! ```compile_fail,E0061
//! # async fn no_scope(store: store::Store) {
//! let mut tx = store::OrgScope::begin().await;
//! # }
//! ```
//!
//! and none can be put together by hand:
//!
//! ```compile_fail,E0451
//! # fn forged(tx: sqlx::Transaction<'static, sqlx::Postgres>) -> store::OrgTx<'static> {
//! store::OrgTx { tx, org: domain::id::OrgId(1), scope: std::marker::PhantomData }
//! # }
//! ```
//!
//! A scope comes from [`Store::enter`] and from nowhere else:
//!
//! ```compile_fail,E0451
//! # fn forged(other: store::OrgScope) -> store::OrgScope {
//! store::OrgScope { org_id: domain::id::OrgId(2), ..other }
//! # }
//! ```
//!
//! The pool can't be reached from outside:
//!
//! ```compile_fail,E0616
//! # fn raw(store: store::Store) {
//! let pool = store.primary;
//! # }
//! ```
//!
//! A program's scopes are those of its token, as [`Store::enter_token`] found
//! them:
//!
//! ```compile_fail,E0451
//! # fn forged(other: store::ApiScope) -> store::ApiScope {
//! store::ApiScope { scopes: vec![domain::scope::TokenScope::Admin], ..other }
//! # }
//! ```
//!
//! and what both may do is asked for by one of them, never by an id:
//!
//! ```compile_fail,E0277
//! # async fn nobody(origin: store::audit::Origin) {
//! let check = store::check::ask_dashboard(domain::id::UserId(1), domain::id::DashboardId(1), &origin).await;
//! # }
//! ```

pub mod alert;
pub mod annotation;
pub mod audit;
pub mod badge;
pub mod check;
pub mod delivery;
pub mod environment;
pub mod event;
pub mod health;
pub mod host;
pub mod identity;
pub mod incident;
pub mod invitation;
pub mod link;
pub mod live;
pub mod member;
pub mod organization;
pub mod partition;
pub mod policy;
pub mod profile;
pub mod provider;
pub mod reset;
pub mod secret;
pub mod session;
pub mod sign_in;
pub mod token;
pub mod user;

mod error;
mod pool;
mod scope;
mod tx;

pub use error::{RuleError, StoreError};
pub use pool::Store;
pub use scope::{ApiScope, By, IngestScope, OrgScope, SystemScope};
pub use tx::OrgTx;

/// The migrations, in the binary. Servers apply them with [`Store::migrate`];
/// tests hand them to `#[sqlx::test]`.
pub static MIGRATOR: sqlx::migrate::Migrator = sqlx::migrate!("../migrations");

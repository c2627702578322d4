//! Accounts, as the session of one request sees them: signing in and out, passwords, the first session of a newcomer.
//!
//! What changes is told to the audit log by the store, in the transaction of the change.

mod password;
mod record;
mod sign_in;

use crate::clock;
use crate::live::Nudges;
use crate::random::{self, ApiToken};
use crate::session::{self, Device};
use app::AppError;
use app::host::{Accounts, Boxed, NewSecret, Newcomer, PasswordChange, SignIn};
use domain::chat_code::ChatCode;
use domain::email::Email;
use domain::id::UserId;
use domain::link::LinkToken;
use domain::slug::OrgSlug;
use store::Store;
use store::audit::Origin;
use tower_sessions::Session;

/// The accounts of one request: its session, and where it comes from.
pub struct RequestAccounts {
    /// The database.
    pub store: Store,
    /// The request's session.
    pub session: Session,
    /// Where the request comes from.
    pub device: Device,
    /// Tells the pages that an event was recorded.
    pub nudges: Nudges,
}

impl Accounts for RequestAccounts {
    fn sign_in(&self, attempt: SignIn) -> Boxed<'_, Result<UserId, AppError>> {
        Box::pin(self.check_and_open(attempt))
    }

    fn sign_out(&self) -> Boxed<'_, Result<(), AppError>> {
        Box::pin(self.close())
    }

    fn change_password(&self, user: UserId, change: PasswordChange) -> Boxed<'_, Result<(), AppError>> {
        Box::pin(self.check_and_change(user, change))
    }

    fn reset_password(&self, link: LinkToken, password: String) -> Boxed<'_, Result<(), AppError>> {
        Box::pin(self.change_by_link(link, password))
    }

    fn join(&self, link: LinkToken, newcomer: Newcomer) -> Boxed<'_, Result<OrgSlug, AppError>> {
        Box::pin(self.join_and_open(link, newcomer))
    }

    fn origin(&self) -> Origin {
        Origin { address: Some(self.device.address), at: clock::now() }
    }

    fn session(&self) -> Option<[u8; 32]> {
        session::id_hash(&self.session)
    }

    fn new_link(&self) -> LinkToken {
        random::link()
    }

    fn new_chat_code(&self) -> ChatCode {
        random::chat_code()
    }

    fn forgot_password(&self, email: Email) {
        self.mail_reset(email);
    }

    fn new_token(&self) -> NewSecret {
        let token = ApiToken::generate();
        NewSecret { text: token.expose().to_owned(), hash: token.hash() }
    }
}

impl RequestAccounts {
    /// Opens a session for `user`.
    async fn open(&self, user: UserId, stay: bool) -> Result<(), AppError> {
        session::open(&self.session, user, stay, &self.device).await.map_err(|error| AppError::internal(&error))?;
        self.record(user, "user.logged_in").await;
        Ok(())
    }
}

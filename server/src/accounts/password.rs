//! New passwords: by their owner, by a link from the command line, and with a new account.

use super::RequestAccounts;
use crate::password::hash_in_background;
use crate::random;
use app::AppError;
use app::error::Invalid;
use app::host::{Accounts, Newcomer, PasswordChange};
use domain::audit::AuditAction;
use domain::email::Email;
use domain::id::UserId;
use domain::link::LinkToken;
use domain::message::{Message, MessageKind};
use domain::name::DisplayName;
use domain::password::Password;
use domain::slug::OrgSlug;
use store::{RuleError, StoreError};

impl RequestAccounts {
    pub(super) async fn check_and_change(&self, user: UserId, change: PasswordChange) -> Result<(), AppError> {
        let new = parse("new", &change.new)?;
        let viewer = store::identity::viewer(&self.store, user).await?.ok_or(AppError::SignedOut)?;
        let credentials = self.check(&viewer.email, &change.current, AuditAction::PasswordChanged).await?;
        if credentials.is_none() {
            return Err(AppError::Invalid(Invalid::field("current", "This is not your password.")));
        }
        let (hash, session) = (hash_in_background(new).await, self.session());
        store::identity::change_password(&self.store, user, &hash, session.as_ref(), &self.origin()).await?;
        Ok(())
    }

    pub(super) async fn change_by_link(&self, link: LinkToken, password: String) -> Result<(), AppError> {
        let password = parse("password", &password)?;
        let token_hash = store::link::hash(&link);
        // A link that doesn't work is not worth hashing for.
        store::reset::check(&self.store, &token_hash, &self.origin()).await?;
        let hash = hash_in_background(password).await;
        Ok(store::reset::redeem(&self.store, &token_hash, &hash, &self.origin()).await?)
    }

    /// Mails a link in the background: an answer takes the same time whether there is an account or not.
    pub(super) fn mail_reset(&self, email: Email) {
        let (store, origin, link) = (self.store.clone(), self.origin(), random::link());
        tokio::spawn(async move {
            let lead = "Open the link to choose a new password. It works once, for 24 hours, and ends every session.";
            let message = Message::new(MessageKind::Account, "Choose a new password", lead)
                .footer("If you didn't ask for this, there is nothing to do.");
            let path = format!("/reset/{}", link.expose());
            let hash = store::link::hash(&link);
            let mailed = store::reset::mail(&store.system(), &email, &hash, &message, &path, &origin).await;
            match mailed {
                Ok(is_mailed) => tracing::debug!(is_mailed, "a new password was asked for"),
                Err(error) => tracing::error!("a link to a new password could not be mailed: {error}"),
            }
        });
    }

    pub(super) async fn join_and_open(&self, link: LinkToken, newcomer: Newcomer) -> Result<OrgSlug, AppError> {
        let (name, password) = parse_newcomer(&newcomer)?;
        let token_hash = store::link::hash(&link);
        let found = store::invitation::check(&self.store, &token_hash, &self.origin()).await?;
        let hash = hash_in_background(password).await;
        match store::invitation::accept_as_new(&self.store, &token_hash, &name, &hash, &self.origin()).await {
            Ok((user, org)) => {
                self.open(user, false).await?;
                Ok(org)
            }
            Err(RuleError::Store(StoreError::Conflict { .. })) => {
                let text = format!("{} has an account already. Sign in, then open the link again.", found.email);
                Err(AppError::Invalid(Invalid::form(text).keeping("name", newcomer.name)))
            }
            Err(error) => Err(error.into()),
        }
    }
}

fn parse(field: &str, text: &str) -> Result<Password, AppError> {
    Password::parse(text).map_err(|error| AppError::Invalid(Invalid::field(field, error.to_string())))
}

/// Both fields at once, so that a form is refused once.
fn parse_newcomer(newcomer: &Newcomer) -> Result<(DisplayName, Password), AppError> {
    match (DisplayName::parse(&newcomer.name), Password::parse(&newcomer.password)) {
        (Ok(name), Ok(password)) => Ok((name, password)),
        (name, password) => {
            let mut invalid = Invalid::default().keeping("name", newcomer.name.clone());
            if let Err(error) = name {
                invalid.problems.extend(Invalid::field("name", error.to_string()).problems);
            }
            if let Err(error) = password {
                invalid.problems.extend(Invalid::field("password", error.to_string()).problems);
            }
            Err(AppError::Invalid(invalid))
        }
    }
}

//! Signing in and out: limits first, then the password, then the session.

use super::RequestAccounts;
use crate::{password, session};
use app::AppError;
use app::error::Invalid;
use app::host::{Accounts, SignIn};
use domain::audit::AuditAction;
use domain::email::Email;
use domain::id::UserId;
use store::identity::Credentials;
use store::sign_in::Attempt;

impl RequestAccounts {
    pub(super) async fn check_and_open(&self, attempt: SignIn) -> Result<UserId, AppError> {
        let email = Email::parse(&attempt.email).map_err(|error| {
            AppError::Invalid(Invalid::field("email", error.to_string()).keeping("email", attempt.email.clone()))
        })?;
        let credentials = self.check(&email, &attempt.password, AuditAction::SignInRefused).await?;
        let Some(credentials) = credentials else {
            metrics::counter!("pulseboard_sign_ins_total", "result" => "refused").increment(1);
            let refused = Invalid::form("E-mail or password is wrong.").keeping("email", attempt.email);
            return Err(AppError::Refused(refused));
        };
        self.open(credentials.user_id, attempt.stay).await?;
        metrics::counter!("pulseboard_sign_ins_total", "result" => "opened").increment(1);
        Ok(credentials.user_id)
    }

    pub(super) async fn close(&self) -> Result<(), AppError> {
        let user = session::user(&self.session).await.map_err(|error| AppError::internal(&error))?;
        if let (Some(user), Some(id_hash)) = (user, self.session()) {
            store::session::close(&self.store, &id_hash, user, &self.origin()).await?;
        }
        self.session.flush().await.map_err(|error| AppError::internal(&error))?;
        if let Some(user) = user {
            self.record(user, "user.logged_out").await;
        }
        Ok(())
    }

    /// The credentials of an account, if the password is theirs. A wrong one counts against account and address, and
    /// is noted as `tried` without success.
    pub(super) async fn check(
        &self,
        email: &Email,
        password: &str,
        tried: AuditAction,
    ) -> Result<Option<Credentials>, AppError> {
        let origin = self.origin();
        let attempt = match store::sign_in::reserve(&self.store, email, self.device.address, origin.at).await? {
            Attempt::Allowed(attempt) => attempt,
            Attempt::Blocked { retry_after } => {
                tracing::warn!(client.address = %self.device.address, "sign-in refused: too many failed attempts from {} or on the account", self.device.address);
                metrics::counter!("pulseboard_sign_ins_total", "result" => "blocked").increment(1);
                store::sign_in::note_blocked(&self.store, email, tried, &origin).await?;
                let minutes = retry_after.as_secs().div_ceil(60).max(1);
                return Err(AppError::TooMany {
                    text: format!("Too many failed attempts. Try again in {minutes} min."),
                    retry_after: retry_after.as_secs().max(1),
                });
            }
        };
        let credentials = store::identity::find_credentials(&self.store, email).await?;
        let hash = credentials.as_ref().map(|credentials| credentials.password_hash.clone());
        if password::verify_in_background(password.to_owned(), hash).await {
            store::sign_in::succeed(&self.store, attempt, email).await?;
            return Ok(credentials);
        }
        let user = credentials.map(|credentials| credentials.user_id);
        store::sign_in::fail(&self.store, attempt, user, tried, &origin).await?;
        Ok(None)
    }
}

//! Sign-in and sign-out: limits first, then the password, then the session; each leaves an event.

use crate::clock;
use crate::live::Nudges;
use crate::session::Device;
use crate::{password, session};
use app::AppError;
use app::error::Invalid;
use app::host::{Accounts, Boxed, SignIn};
use domain::email::Email;
use domain::event::{Actor, EventKind, NewEvent};
use domain::id::UserId;
use store::Store;
use store::live::Topic;
use store::sign_in::Attempt;
use tower_sessions::Session;
use uuid::Uuid;

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
        Box::pin(async {
            let user = session::user(&self.session).await.map_err(|error| AppError::internal(&error))?;
            self.session.flush().await.map_err(|error| AppError::internal(&error))?;
            if let Some(user) = user {
                self.record(user, "user.logged_out").await;
            }
            Ok(())
        })
    }
}

impl RequestAccounts {
    async fn check_and_open(&self, attempt: SignIn) -> Result<UserId, AppError> {
        let now = clock::now();
        let refused =
            || AppError::Refused(Invalid::form("E-mail or password is wrong.").keeping("email", attempt.email.clone()));
        let email = Email::parse(&attempt.email).map_err(|error| {
            AppError::Invalid(Invalid::field("email", error.to_string()).keeping("email", attempt.email.clone()))
        })?;
        let attempt_id = match store::sign_in::reserve(&self.store, &email, self.device.address, now).await? {
            Attempt::Allowed(id) => id,
            Attempt::Blocked { retry_after } => {
                tracing::warn!(client.address = %self.device.address, "sign-in refused: too many failed attempts from {} or on the account", self.device.address);
                metrics::counter!("pulseboard_sign_ins_total", "result" => "blocked").increment(1);
                let minutes = retry_after.as_secs().div_ceil(60).max(1);
                return Err(AppError::TooMany {
                    text: format!("Too many failed attempts. Try again in {minutes} min."),
                    retry_after: retry_after.as_secs().max(1),
                });
            }
        };
        let credentials = store::identity::find_credentials(&self.store, &email).await?;
        let hash = credentials.as_ref().map(|credentials| credentials.password_hash.clone());
        let is_right = password::verify_in_background(attempt.password.clone(), hash).await;
        let Some(credentials) = credentials.filter(|_| is_right) else {
            metrics::counter!("pulseboard_sign_ins_total", "result" => "refused").increment(1);
            return Err(refused());
        };
        store::sign_in::succeed(&self.store, attempt_id, &email).await?;
        session::open(&self.session, credentials.user_id, attempt.stay, &self.device)
            .await
            .map_err(|error| AppError::internal(&error))?;
        metrics::counter!("pulseboard_sign_ins_total", "result" => "opened").increment(1);
        self.record(credentials.user_id, "user.logged_in").await;
        Ok(credentials.user_id)
    }

    /// Records what the user did in each of their organizations. A sign-in doesn't fail for it.
    async fn record(&self, user: UserId, kind: &str) {
        if let Err(error) = self.try_record(user, kind).await {
            tracing::error!(user.id = user.0, event.kind = kind, %error, "the event {kind} of user {user} could not be recorded: {error}");
        }
    }

    async fn try_record(&self, user: UserId, kind: &str) -> Result<(), store::StoreError> {
        let now = clock::now();
        let Some(viewer) = store::identity::viewer(&self.store, user).await? else { return Ok(()) };
        let system = self.store.system();
        for org in store::user::memberships(&system, user).await? {
            let mut event = NewEvent::new(
                Uuid::new_v4(),
                now,
                EventKind::parse(kind).expect("the kinds we record are written correctly"),
            );
            event.source = Some("pulseboard".to_owned());
            event.actor = Some(Actor { id: format!("user-{user}"), name: Some(viewer.name.to_string()), url: None });
            event.channel = Some("web".to_owned());
            event.status = Some("success".to_owned());
            store::event::record(&system, org, &event, now).await?;
            self.nudges.nudge(org, Topic::Data);
        }
        Ok(())
    }
}

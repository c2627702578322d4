//! Signing in and out as events of the person's organizations, for the feed and its figures.

use super::RequestAccounts;
use crate::clock;
use domain::event::{Actor, EventKind, NewEvent};
use domain::id::UserId;
use store::live::Topic;
use uuid::Uuid;

impl RequestAccounts {
    /// Records what the user did in each of their organizations. A sign-in doesn't fail for it.
    pub(super) async fn record(&self, user: UserId, kind: &str) {
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

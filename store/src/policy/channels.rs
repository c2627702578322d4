//! Whether the channels of a policy lead somewhere.

use domain::{id::OrgId, policy::PolicyDraft, provider::ProviderSettings};
use sqlx::{PgConnection, types::Json};

use super::PolicyError;

/// Each channel has to have a provider of its kind, which can reach its
/// target. A provider that was removed is none.
pub(super) async fn check(connection: &mut PgConnection, org: OrgId, draft: &PolicyDraft) -> Result<(), PolicyError> {
    if draft.channels.is_empty() {
        return Ok(());
    }
    let ids: Vec<_> = draft.channels.iter().map(|channel| channel.provider_id).collect();
    let known = sqlx::query!(
        r#"select id, settings as "settings: Json<ProviderSettings>"
           from providers
           where org_id = $1 and id = any($2) and removed_at is null
           order by id
           for key share"#,
        org.0,
        &ids,
    )
    .fetch_all(connection)
    .await?;
    let wrong = draft.channels.iter().enumerate().filter_map(|(place, channel)| {
        let provider = known.iter().find(|row| row.id == channel.provider_id);
        match provider.map(|row| row.settings.check_target(channel)) {
            None => Some((place, "There is no such provider.".to_owned())),
            Some(Err(error)) => Some((place, error.to_string())),
            Some(Ok(())) => None,
        }
    });
    let wrong: Vec<_> = wrong.collect();
    if wrong.is_empty() { Ok(()) } else { Err(PolicyError::Channels(wrong)) }
}

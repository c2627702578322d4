//! After a report: who hears what of it.

use chrono::{DateTime, Utc};
use domain::{
    alert::{Entry, Notice, Rules, Trouble, cause, gathering},
    id::PolicyId,
    message::{Message, Subject, alert},
    policy::AlertCondition,
    report::{Finding, Status},
};
use sqlx::{PgConnection, types::Json};

use super::{
    Receiver,
    facts::{self, Place},
    route::{self, Wishes},
    story::{self, About, Hearing},
};
use crate::{
    StoreError,
    check::Claimed,
    delivery::{New, enqueue},
};

/// Those who hear hear, now or with the digest of the occurrence.
pub(crate) async fn after_report(
    connection: &mut PgConnection,
    claimed: &Claimed,
    title: &str,
    found: &[Finding],
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let about = About { org: claimed.org, environment: claimed.environment, dashboard: Some(claimed.dashboard) };
    let wishes = match claimed.policy {
        Some(policy) => route::wishes(connection, claimed.org, policy).await?.map(|wishes| (policy, wishes)),
        None => None,
    };
    let trouble = Trouble::of(found);
    let (hearings, notes) = hearings(connection, claimed, about, wishes.as_ref()).await?;
    if trouble.is_some() {
        write_notes(connection, claimed, &notes).await?;
    }
    if hearings.is_empty() {
        return Ok(());
    }
    let dashboard = Some(claimed.dashboard);
    let is_silent = facts::is_silent(connection, claimed.org, claimed.environment, dashboard, now).await?;
    let mut place = None;
    for hearing in hearings {
        let notice = story::hear(connection, about, &hearing, trouble.as_ref(), is_silent, now).await?;
        let Some(notice) = notice else { continue };
        let place = match &mut place {
            Some(place) => place,
            None => place.insert(Place::find(connection, claimed.org, claimed.environment).await?),
        };
        let receiver = &hearing.receiver;
        let news = News { claimed, title, found, notice, place };
        let gathering = match &wishes {
            Some((_, wishes)) => gather(connection, &news, receiver, wishes, now).await?,
            None => Gathered::AtOnce,
        };
        if gathering == Gathered::AtOnce {
            let message = news.message(connection, receiver).await?;
            let new = New {
                org: claimed.org,
                provider: receiver.provider,
                target: &receiver.target,
                user: receiver.user,
                dashboard: trouble.is_some().then_some(claimed.dashboard.0),
                message: &message,
            };
            enqueue(connection, &new, now).await?;
        }
    }
    Ok(())
}

/// The receivers of the policy, and those who were told before, whoever told
/// them: they hear how it goes on. Beside them, who can't be told, in words.
async fn hearings(
    connection: &mut PgConnection,
    claimed: &Claimed,
    about: About,
    wishes: Option<&(PolicyId, Wishes)>,
) -> Result<(Vec<Hearing>, Vec<String>), StoreError> {
    let (mut hearings, mut notes) = (Vec::new(), Vec::new());
    if let Some((policy, wishes)) = wishes {
        let receivers;
        (receivers, notes) = route::receivers(connection, claimed.org, *policy, wishes, claimed.dashboard).await?;
        let heard =
            receivers.into_iter().map(|receiver| Hearing { receiver, policy: Some(*policy), rules: wishes.rules });
        hearings.extend(heard);
    }
    for (receiver, policy) in story::told(connection, about).await? {
        let is_same = |known: &Hearing| {
            (known.receiver.provider, &known.receiver.target) == (receiver.provider, &receiver.target)
        };
        if hearings.iter().any(is_same) {
            continue;
        }
        let own = match policy {
            Some(policy) => route::wishes(connection, claimed.org, policy).await?,
            None => None,
        };
        let rules = own.map_or(Rules { condition: AlertCondition::FailOnly, remind_after: None }, |own| own.rules);
        // Every report is for those whose policy made it.
        let condition = match rules.condition {
            AlertCondition::Always => AlertCondition::WarnAndFail,
            condition => condition,
        };
        hearings.push(Hearing { receiver, policy, rules: Rules { condition, ..rules } });
    }
    hearings.sort_by(|one, other| one.receiver.cmp(&other.receiver));
    Ok((hearings, notes))
}

async fn write_notes(connection: &mut PgConnection, claimed: &Claimed, notes: &[String]) -> Result<(), StoreError> {
    if notes.is_empty() {
        return Ok(());
    }
    sqlx::query!(
        "insert into report_notes (org_id, check_id, place, note)
         select $1, $2, n.place, left(n.note, 500)
         from unnest($3::text[]) with ordinality as n (note, place)
         on conflict on constraint report_notes_pkey do nothing",
        claimed.org.0,
        claimed.check.0,
        notes,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// What somebody hears.
struct News<'a> {
    claimed: &'a Claimed,
    title: &'a str,
    found: &'a [Finding],
    notice: Notice,
    place: &'a Place,
}

impl News<'_> {
    async fn message(&self, connection: &mut PgConnection, receiver: &Receiver) -> Result<Message, StoreError> {
        let last_passed = self.place.last_passed(connection, self.claimed.org, self.claimed.dashboard).await?;
        let subject = Subject {
            title: self.title,
            environment: &self.place.environment,
            status: Status::of(self.found),
            findings: self.found,
            last_passed: last_passed.as_deref(),
            report_url: self.place.report_path(self.claimed.check.0),
        };
        Ok(alert(self.notice, &subject).footer(receiver.why.words()))
    }

    fn entry(&self) -> Entry {
        Entry {
            subject: self.claimed.dashboard.0.into(),
            title: self.title.to_owned(),
            notice: self.notice,
            cause: cause(self.found),
            path: self.place.report_path(self.claimed.check.0),
        }
    }
}

/// What becomes of a notice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Gathered {
    /// It goes out alone.
    AtOnce,
    /// It is in a digest.
    InDigest,
}

/// The first notice of an occurrence that a receiver gets goes out at once,
/// what follows with the digest. A check that somebody asked for has none.
async fn gather(
    connection: &mut PgConnection,
    news: &News<'_>,
    receiver: &Receiver,
    wishes: &Wishes,
    now: DateTime<Utc>,
) -> Result<Gathered, StoreError> {
    let claimed = news.claimed;
    let span = sqlx::query!(
        r#"select occurrence, ends_at from checks where org_id = $1 and id = $2 order by id"#,
        claimed.org.0,
        claimed.check.0,
    )
    .fetch_one(&mut *connection)
    .await?;
    let (Some(policy), Some((start, end))) = (claimed.policy, span.occurrence.zip(span.ends_at)) else {
        return Ok(Gathered::AtOnce);
    };
    let (occurrence, due_at) = gathering(start, end, wishes.is_window, now);
    let row = sqlx::query!(
        r#"insert into gatherings (org_id, policy_id, occurrence, provider_id, target, user_id, why)
           values ($1, $2, $3, $4, $5, $6, $7)
           on conflict on constraint gatherings_receiver_key do update
           set due_at = coalesce(gatherings.due_at, $8)
           returning id, due_at is null as "is_first!""#,
        claimed.org.0,
        policy.0,
        occurrence,
        receiver.provider,
        receiver.target,
        receiver.user,
        receiver.why.as_str(),
        due_at,
    )
    .fetch_one(&mut *connection)
    .await?;
    sqlx::query!(
        "insert into gathering_entries (org_id, gathering_id, entry) values ($1, $2, $3)",
        claimed.org.0,
        row.id,
        Json(news.entry()) as Json<Entry>,
    )
    .execute(connection)
    .await?;
    Ok(if row.is_first { Gathered::AtOnce } else { Gathered::InDigest })
}

//! Server functions of the overview: parse, enter, one question to the store, words.

use super::{ChartAnswer, FeedItem, Machine, Measure, Question};
use crate::AppError;
use leptos::prelude::*;
use server_fn::codec::Json;

/// The figures of this machine; nothing before its first sample. A list, since a missing value inside a missing answer
/// would read as the missing answer on its way through JSON.
#[server(input = Json)]
pub async fn get_machine(org: String) -> Result<Vec<Machine>, AppError> {
    let (host, scope) = crate::host::enter(&org).await?;
    let now = (host.clock)();
    host.answers
        .get(scope.org_id(), crate::host::Subject::Machines, "get_machine".to_owned(), async {
            let latest = store::host::latest(&mut scope.begin().await?).await?;
            Ok(latest.iter().take(1).map(|machine| super::words::machine(now, machine)).collect())
        })
        .await
}

/// CPU or memory of this machine over the range.
#[server(input = Json)]
pub async fn get_machine_chart(question: Question, measure: Measure) -> Result<ChartAnswer, AppError> {
    let (host, scope) = crate::host::enter(&question.org).await?;
    let period = super::period::Period::fine(&question, &scope, (host.clock)())?;
    host.answers
        .get(
            scope.org_id(),
            crate::host::Subject::Machines,
            format!("get_machine_chart {measure:?} {:?}", question.range),
            async {
                let mut tx = scope.begin().await?;
                let Some(machine) = store::host::latest(&mut tx).await?.into_iter().next() else {
                    return Ok(period.empty());
                };
                let buckets = store::host::series(&mut tx, machine.host_id, period.edges()).await?;
                Ok(super::chart::machine_chart(&period, measure, &buckets))
            },
        )
        .await
}

/// Events over the range; gauges are measurements, not events.
#[server(input = Json)]
pub async fn get_events_chart(question: Question) -> Result<ChartAnswer, AppError> {
    let (host, scope) = crate::host::enter(&question.org).await?;
    let period = super::period::Period::of(&question, &scope, (host.clock)())?;
    host.answers
        .get(scope.org_id(), crate::host::Subject::Events, format!("get_events_chart {:?}", question.range), async {
            let counts = store::event::count_by_bucket(&mut scope.begin().await?, period.edges()).await?;
            Ok(super::chart::events_chart(&period, &counts))
        })
        .await
}

/// Distinct users over the range, by API and web.
#[server(input = Json)]
pub async fn get_users_chart(question: Question) -> Result<ChartAnswer, AppError> {
    let (host, scope) = crate::host::enter(&question.org).await?;
    let period = super::period::Period::of(&question, &scope, (host.clock)())?;
    host.answers
        .get(scope.org_id(), crate::host::Subject::Events, format!("get_users_chart {:?}", question.range), async {
            let counts = store::event::users_by_bucket(&mut scope.begin().await?, period.edges()).await?;
            Ok(super::chart::users_chart(&period, &counts))
        })
        .await
}

/// The latest events of the range, newest first.
#[server(input = Json)]
pub async fn get_feed(question: Question) -> Result<Vec<FeedItem>, AppError> {
    let (host, scope) = crate::host::enter(&question.org).await?;
    let now = (host.clock)();
    let period = super::period::Period::of(&question, &scope, now)?;
    host.answers
        .get(scope.org_id(), crate::host::Subject::Events, format!("get_feed {:?}", question.range), async {
            let events = store::event::recent(
                &mut scope.begin().await?,
                period.span().start,
                period.span().end,
                super::words::FEED_LENGTH,
            )
            .await?;
            Ok(events.iter().map(|event| super::words::feed_item(event, period.zone(), now)).collect())
        })
        .await
}

//! What was sent, what waits, and what didn't go: each with the other side's answer.

mod api;

use api::ResendDelivery;

use super::dates::Dates;
use super::parts::{Change, Pages};
use crate::AppError;
use crate::form::action;
use crate::piece::Asked;
use crate::ui::{Card, Column, Empty, IconName, LightKind, Segment, Segmented, Status, Table};
use domain::access::Action;
use domain::delivery::DeliveryState;
use domain::id::DeliveryId;
use domain::paging::PageSize;
use leptos::prelude::*;
use store::delivery::{Delivery, Filter, Page};

/// Deliveries on one page.
const PAGE: PageSize = PageSize(50);

pub(super) async fn render(asked: &Asked) -> Result<AnyView, AppError> {
    let (scope, dates) = (&asked.scope, Dates::of(&asked.scope)?);
    scope.permit(Action::SeeProviders)?;
    let state = asked.get("state").and_then(|state| state.parse::<DeliveryState>().ok());
    let after = asked.get("after").and_then(|id| id.parse().ok()).map(DeliveryId);
    let mut tx = scope.begin().await?;
    let mut deliveries = store::delivery::list(&mut tx, Filter { state }, Page { after, limit: PAGE.limit() }).await?;
    let (waiting, failed) = store::delivery::counts(&mut tx).await?;
    tx.commit().await?;
    let first = state.map(|state| format!("state={state}")).unwrap_or_default();
    let next = PAGE.cut(&mut deliveries).map(|last| format!("{first}&after={}", last.id));
    let org = scope.slug().to_string();
    let all = std::iter::once((None, "All"));
    let segments =
        all.chain(DeliveryState::ALL.iter().map(|state| (Some(*state), word(*state)))).map(|(other, label)| Segment {
            label: label.to_owned(),
            href: other.map_or_else(|| "?".to_owned(), |state| format!("?state={state}")),
            is_current: other == state,
        });
    let list = if deliveries.is_empty() {
        view! { <Empty icon=IconName::Inbox title="Nothing here" text="Messages that are sent are listed here for 90 days."/> }.into_any()
    } else {
        let rows = deliveries.into_iter().map(|delivery| row(delivery, dates, &org)).collect_view();
        let columns = ["Message", "To", "Caused", "State", "Answer", "Actions"].map(Column::text).into();
        view! { <Table caption="Deliveries" columns cards=true>{rows}</Table> }.into_any()
    };
    let sub = format!("{waiting} waiting, {failed} not sent");
    Ok(view! {
        <div class="scroll-x"><Segmented label="State" segments=segments.collect()/></div>
        <Card title="Deliveries" sub>{list}<Pages next is_later=after.is_some() first/></Card>
    }
    .into_any())
}

const fn word(state: DeliveryState) -> &'static str {
    match state {
        DeliveryState::Waiting => "Waiting",
        DeliveryState::Sending => "Sending",
        DeliveryState::Sent => "Sent",
        DeliveryState::Refused => "Refused",
        DeliveryState::Dead => "Given up",
    }
}

fn row(delivery: Delivery, dates: Dates, org: &str) -> AnyView {
    let (light, is_final) = match delivery.state {
        DeliveryState::Sent => (LightKind::Pass, false),
        DeliveryState::Refused | DeliveryState::Dead => (LightKind::Fail, true),
        DeliveryState::Waiting if delivery.attempts > 0 => (LightKind::Warn, false),
        DeliveryState::Waiting | DeliveryState::Sending => (LightKind::Info, false),
    };
    let tries = match delivery.attempts {
        0 => String::new(),
        1 => "1 try".to_owned(),
        tries => format!("{tries} tries"),
    };
    let next = (delivery.state == DeliveryState::Waiting && delivery.attempts > 0)
        .then(|| view! { ", next "{dates.time(delivery.due_at)} });
    let again = is_final.then(|| {
        view! {
            <Change action={action::<ResendDelivery>()} org=org.to_owned() done="It is sent again." class="contents">
                <input type="hidden" name="id" value=delivery.id.to_string()/>
                <button type="submit" class="btn btn-sm">"Send again"</button>
            </Change>
        }
    });
    let answer_label = delivery.answer.is_some().then_some("answer");
    view! {
        <tr data-key=delivery.id.to_string()>
            <th scope="row"><bdi class="break-words">{delivery.title}</bdi></th>
            <td class="break-all">{delivery.provider}<div class="text-meta text-ink-3">{delivery.target}</div></td>
            <td data-label="caused">{dates.time(delivery.created_at)}</td>
            <td><Status kind=light word=word(delivery.state)/><div class="text-meta text-ink-3">{tries}{next}</div></td>
            <td class="break-words" data-label=answer_label>{delivery.answer}</td>
            <td>{again}</td>
        </tr>
    }
    .into_any()
}

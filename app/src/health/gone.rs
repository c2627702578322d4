//! What is no longer there, with the way to its reports: nobody checks it, so it has no colour.

use crate::AppError;
use crate::piece::Asked;
use crate::settings::Dates;
use crate::ui::{Card, Column, Table};
use leptos::prelude::*;
use store::OrgTx;
use store::health::Gone;

/// Dashboards that are named.
const NAMED: u32 = 50;

/// The card; nothing where everything is there.
pub(super) async fn render(asked: &Asked, tx: &mut OrgTx<'_>) -> Result<AnyView, AppError> {
    let (dates, now, org) = (Dates::of(&asked.scope)?, (asked.host.clock)(), asked.scope.slug().to_string());
    let (gone, total) = store::health::gone(tx, NAMED).await?;
    if gone.is_empty() {
        return Ok(().into_any());
    }
    let named = gone.len();
    let row = |one: Gone| {
        let why = if one.is_unlisted { "Not published, not permitted to the account, or deleted" } else { "Removed" };
        let report = match one.last_report {
            Some(check) => {
                view! { <a class="link" href=format!("/o/{org}/health/reports/{check}") aria-label=format!("Last report of {}", one.title)>"Last report"</a> }
                    .into_any()
            }
            None => view! { <span class="text-ink-3">"never checked"</span> }.into_any(),
        };
        view! {
            <tr>
                <th scope="row"><bdi class="break-words">{one.title.clone()}</bdi></th>
                <td><bdi class="break-words">{one.environment_name}</bdi></td>
                <td>{why}</td>
                <td>{dates.near(one.since, now)}</td>
                <td>{report}</td>
            </tr>
        }
    };
    let rows = gone.into_iter().map(row).collect_view();
    let sub = if i64::try_from(named).is_ok_and(|named| named < total) {
        format!("the last {named} of {}", domain::figure::count(total))
    } else {
        "checked again when a policy selects them by name, or the BI tool lists them again".to_owned()
    };
    let columns = ["Dashboard", "Environment", "Why", "Since", "Report"].map(Column::text).into();
    Ok(view! {
        <div class="mt-4">
            <Card title="No longer listed" sub><Table caption="No longer listed" columns cards=true>{rows}</Table></Card>
        </div>
    }
    .into_any())
}

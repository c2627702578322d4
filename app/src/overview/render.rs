//! From a part of the overview to its markup: one question to the store, words, markup, shared while it is true.

use super::chart_card::ChartCard;
use super::feed::Feed;
use super::machine_cards::MachineCards;
use super::marks::{self, marks};
use super::period::Period;
use super::range_bar::RangeBar;
use super::{Part, chart, words};
use crate::AppError;
use crate::host::Subject;
use crate::piece::{Asked, to_markup};
use domain::access::Action;
use leptos::prelude::*;

/// The longest range in an address that is remembered, in bytes; those of our own links are far shorter.
const REMEMBERED: usize = 100;

/// The markup of `part`. A range in the address that can't be used is replaced by the usual one, and the bar says so.
pub(crate) async fn render(part: Part, asked: &Asked) -> Result<String, AppError> {
    let subject = match part {
        Part::Machine | Part::Cpu | Part::Memory => Subject::Machines,
        _ => Subject::Events,
    };
    asked.scope.permit(match part {
        Part::Range | Part::Machine | Part::Cpu | Part::Memory => Action::SeeLive,
        Part::Events | Part::Users | Part::Feed => Action::SeeAnalytics,
    })?;
    let range = ["range", "from", "to", marks::FIELD].map(|name| asked.get(name));
    if range.iter().flatten().map(String::len).sum::<usize>() > REMEMBERED {
        return markup(part, asked).await;
    }
    let question = format!("{part:?} {range:?}");
    asked.host.answers.get(asked.scope.org_id(), subject, question, markup(part, asked)).await
}

/// Whether changes are hidden, for those who may see them.
fn range_marks(asked: &Asked) -> Option<bool> {
    asked.scope.may(Action::SeeHealth).then(|| marks::are_hidden(asked))
}

async fn markup(part: Part, asked: &Asked) -> Result<String, AppError> {
    let period = &Period::of(part, asked)?;
    let edges = period.edges();
    Ok(match part {
        Part::Range => {
            to_markup(view! { <RangeBar shown=*period.range() notice=period.notice() marks=range_marks(asked)/> })
        }
        Part::Machine => {
            let latest = store::host::latest(&mut asked.scope.begin().await?).await?;
            let machines = latest.iter().map(|machine| words::machine(period.now(), machine)).collect();
            to_markup(view! { <MachineCards machines/> })
        }
        Part::Cpu | Part::Memory => {
            let mut tx = asked.scope.begin().await?;
            let answer = match store::host::latest(&mut tx).await?.first() {
                Some(machine) => {
                    let buckets = store::host::series(&mut tx, machine.host_id, edges).await?;
                    drop(tx);
                    chart::machine_chart(period, part, &buckets, marks(asked, period).await?)
                }
                None => period.empty(),
            };
            let title = if part == Part::Cpu { "CPU" } else { "Memory" };
            to_markup(view! {
                <ChartCard title answer empty="No samples"
                    empty_text="The server samples its own machine every 5 seconds, for the first organization."/>
            })
        }
        Part::Events => {
            let counts = store::event::count_by_bucket(&mut asked.scope.begin().await?, edges).await?;
            let answer = chart::events_chart(period, &counts, marks(asked, period).await?);
            to_markup(view! {
                <ChartCard title="Events" answer empty="No events" empty_text="Instrument more actions to populate this widget."/>
            })
        }
        Part::Users => {
            let counts = store::event::users_by_bucket(&mut asked.scope.begin().await?, edges).await?;
            let answer = chart::users_chart(period, &counts, marks(asked, period).await?);
            to_markup(view! {
                <ChartCard title="Users" answer empty="No user activity"
                    empty_text="Encourage users to run validations or interact with workflows."/>
            })
        }
        Part::Feed => {
            let span = period.span();
            let mut tx = asked.scope.begin().await?;
            let events = store::event::recent(&mut tx, span.start, span.end, words::FEED_LENGTH).await?;
            let items = events.iter().map(|event| words::feed_item(event, period.zone(), period.now())).collect();
            to_markup(view! { <Feed items within=period.within()/> })
        }
    })
}

//! A card with one chart: drawn, empty, failed, or on its way.

use super::ChartAnswer;
use crate::AppError;
use crate::deadline::Piece;
use crate::ui::{Card, Chart, Empty, Failed, IconName, Skeleton, SkeletonKind};
use leptos::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// Which of its states a card is in. Data within a state changes by signal, so that a chart is
/// never torn down by new numbers.
#[derive(Clone, PartialEq, Eq)]
enum State {
    Late,
    Failed(String),
    Empty,
    Drawn,
}

/// One chart of the overview.
#[component]
pub fn ChartCard(
    /// The card's title.
    title: &'static str,
    /// The chart's data.
    answer: Resource<Piece<ChartAnswer>>,
    /// What is said when the range holds nothing; the range follows.
    empty: &'static str,
    /// What to do about it.
    empty_text: &'static str,
) -> impl IntoView {
    ask_again_when_late(answer);
    let latest = Signal::derive(move || answer.get().and_then(Result::ok).flatten());
    let sub = Signal::derive(move || latest.get().map(|answer| answer.sub).unwrap_or_default());
    let legend = move || {
        let keys = latest.get().map(|answer| answer.legend).unwrap_or_default();
        keys.into_iter()
            .map(|key| view! { <span class=format!("key key-{}", key.colour)>{key.name}</span> })
            .collect_view()
    };
    // The head is inside as well: what is read outside registers with no boundary of this card, and the server
    // would send the head before the answer is there.
    view! {
        <Transition fallback=move || {
            view! { <Card title=title><Skeleton kind=SkeletonKind::Chart/></Card> }
        }>
            <Card title=title sub=sub beside=move || view! { <span class="legend-row">{legend}</span> }>
                {
                    let state = Memo::new(move |_| state_of(answer.get()));
                    let data = Signal::derive(move || latest.get().and_then(|answer| answer.chart).unwrap_or_default());
                    move || match state.get() {
                        State::Late => view! { <Skeleton kind=SkeletonKind::Chart/> }.into_any(),
                        State::Failed(text) => {
                            view! { <Failed text=text on_retry=move |()| answer.refetch()/> }.into_any()
                        }
                        State::Empty => {
                            let within = latest.get_untracked().map(|answer| answer.within).unwrap_or_default();
                            view! { <Empty icon=IconName::Inbox title=format!("{empty} {within}") text=empty_text/> }
                                .into_any()
                        }
                        State::Drawn => view! { <Chart data=data/> }.into_any(),
                    }
                }
            </Card>
        </Transition>
    }
}

/// A piece that missed the page's deadline is fetched by the browser.
pub(super) fn ask_again_when_late<T: Clone + Send + Sync + Serialize + DeserializeOwned + 'static>(
    answer: Resource<Piece<T>>,
) {
    Effect::new(move |_| {
        if matches!(answer.get(), Some(Ok(None))) {
            answer.refetch();
        }
    });
}

fn state_of(answer: Option<Piece<ChartAnswer>>) -> State {
    match answer {
        None | Some(Ok(None)) => State::Late,
        Some(Err(AppError::Transport(_))) => State::Failed(String::new()),
        Some(Err(error)) => State::Failed(error.to_string()),
        Some(Ok(Some(ChartAnswer { chart: None, .. }))) => State::Empty,
        Some(Ok(Some(_))) => State::Drawn,
    }
}

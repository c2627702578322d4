//! `/o/{org}`: the overview.

use super::chart_card::ChartCard;
use super::feed::Feed;
use super::machine_cards::MachineCards;
use super::range_bar::RangeBar;
use super::{
    DEFAULT_RANGE, Measure, Question, get_events_chart, get_feed, get_machine, get_machine_chart, get_users_chart,
};
use crate::deadline::in_time;
use crate::frame::{TopBar, use_org};
use crate::live::use_live;
use domain::range::{Range, RangeQuery};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

/// Figures of this machine, four charts and the feed, over the range in the URL.
#[component]
pub fn OverviewPage() -> impl IntoView {
    let org = use_org();
    let query = use_query_map();
    let asked = Memo::new(move |_| {
        let query = query.read();
        RangeQuery { range: query.get("range"), from: query.get("from"), to: query.get("to") }
    });
    // What the address asks for, or the default with a word on what was wrong with it.
    let parsed = Memo::new(move |_| Range::parse(&asked.read(), DEFAULT_RANGE));
    let shown = Signal::derive(move || parsed.get().unwrap_or(Range::Named(DEFAULT_RANGE)));
    let notice = Signal::derive(move || {
        parsed
            .get()
            .err()
            .map(|error| format!("{error} Showing the {} instead.", Range::Named(DEFAULT_RANGE).title().to_lowercase()))
    });
    let question = Memo::new(move |_| Question { org: org.get(), range: shown.get().query() });
    let live = use_live();

    let machine = Resource::new(move || (org.get(), live.machines.get()), |(org, _)| in_time(get_machine(org)));
    let machine_chart = move |measure: Measure| {
        Resource::new(
            move || (question.get(), live.machines.get()),
            move |(question, _)| in_time(get_machine_chart(question, measure)),
        )
    };
    let cpu = machine_chart(Measure::Cpu);
    let memory = machine_chart(Measure::Memory);
    let events =
        Resource::new(move || (question.get(), live.events.get()), |(question, _)| in_time(get_events_chart(question)));
    let users =
        Resource::new(move || (question.get(), live.events.get()), |(question, _)| in_time(get_users_chart(question)));
    let feed = Resource::new(move || (question.get(), live.events.get()), |(question, _)| in_time(get_feed(question)));

    view! {
        <Title text="Overview"/>
        <TopBar title="Overview"/>
        <div class="page">
            <RangeBar shown=shown notice=notice/>
            <MachineCards machine=machine/>
            <div class="grid gap-2.5 mt-2.5 md:grid-cols-2">
                <ChartCard title="CPU" answer=cpu empty="No samples" empty_text="This machine is sampled every 5 seconds while the server runs."/>
                <ChartCard title="Memory" answer=memory empty="No samples" empty_text="This machine is sampled every 5 seconds while the server runs."/>
                <ChartCard title="Events" answer=events empty="No events" empty_text="Instrument more actions to populate this widget."/>
                <ChartCard title="Users" answer=users empty="No user activity" empty_text="Encourage users to run validations or interact with workflows."/>
            </div>
            <Feed answer=feed shown=shown/>
        </div>
    }
    // A page's type ends here: nested into its layout's, it would be compiled for minutes.
    .into_any()
}

//! The fields of the form.

use super::super::parts::Zones;
use super::choice::Choice;
use super::typed::Typed;
use crate::form::Refusal;
use crate::ui::{Light, LightKind, Select, TextField};
use domain::schedule::length;
use leptos::prelude::*;
use store::environment::Environment;

/// Weekdays in the order of a week that begins on Monday, 0 being Sunday.
const DAYS: [(&str, &str); 7] =
    [("1", "Mon"), ("2", "Tue"), ("3", "Wed"), ("4", "Thu"), ("5", "Fri"), ("6", "Sat"), ("0", "Sun")];
/// Intervals that are offered, in seconds.
const INTERVALS: [i64; 10] = [30, 60, 300, 600, 900, 1_800, 3_600, 10_800, 21_600, 86_400];

/// What was wrong with a field that has no place for it.
pub(super) fn problem(text: Option<String>) -> AnyView {
    text.map(|text| view! { <p class="err"><Light kind=LightKind::Fail/>{text}</p> }).into_any()
}

/// Name, environment and scope.
pub(super) fn what(
    typed: &Typed,
    refusal: &Refusal,
    environments: &[Environment],
    dashboards: Choice,
    tags: Vec<String>,
    page: &str,
) -> AnyView {
    let places = environments.iter().map(|one| (one.id.to_string(), one.name.to_string())).collect();
    let is_selected = typed.get("scope") == "selected";
    let choice = |value: &'static str, label: &'static str, hint: &'static str| {
        let is_chosen = typed.get("scope") == value;
        view! {
            <label class="choice">
                <input type="radio" name="scope" value=value checked=is_chosen/>
                <span><strong>{label}</strong><span class="hint">{hint}</span></span>
            </label>
        }
    };
    let more = dashboards.sentence().map(|text| view! { <p class="hint">{text}</p> });
    let selected = dashboards.selected.into_iter().map(|one| (one, true));
    let listed =
        selected.chain(dashboards.others.into_iter().map(|one| (one, false))).map(|((id, title), is_chosen)| {
            view! {
                <label class="flex gap-2 items-center">
                    <input class="check" type="checkbox" name="dashboards[]" value=id.to_string() checked=is_chosen/>
                    <bdi class="truncate">{title}</bdi>
                </label>
            }
        });
    let tags = tags.into_iter().map(|tag| view! { <option>{tag}</option> }).collect_view();
    view! {
        <h2 class="form-part">"What is checked"</h2>
        <div class="grid gap-2.5 md:grid-cols-2">
            <TextField label="Name" name="name" required=true value=typed.get("name") error=refusal.at("name")/>
            <div>
                <Select label="Environment" name="environment_id" options=places value=typed.get("environment_id")/>
                {problem(refusal.at("environment_id"))}
            </div>
        </div>
        <fieldset class="field">
            <legend class="legend">"Dashboards"</legend>
            <div class="choices">
                {choice("all", "All", "resolved when the window opens")}
                {choice("tagged", "By tag", "resolved when the window opens")}
                {choice("selected", "Selected", "picked from the list below")}
            </div>
            {problem(refusal.at("scope"))}
        </fieldset>
        <TextField label="Tags, for “By tag”" name="tags" list="tags" hint="Separate several with commas; one of them is enough."
            value=typed.get("tags") error=refusal.at("tags")/>
        <datalist id="tags">{tags}</datalist>
        <details class="field" open=is_selected>
            <summary class="link">"List, for “Selected”"</summary>
            <div class="flex flex-wrap gap-2 items-end">
                <TextField label="Find dashboards" name="find" value=typed.get("find")/>
                <button type="submit" class="btn" formmethod="get" formaction=page.to_owned() formnovalidate="">"Find"</button>
            </div>
            {more}
            <div class="pick">{listed.collect_view()}</div>
        </details>
        {problem(refusal.at("dashboards"))}
    }
    .into_any()
}

/// Window or interval.
pub(super) fn when(typed: &Typed, refusal: &Refusal) -> AnyView {
    let day = |(value, label): (&'static str, &'static str)| {
        let is_chosen = typed.has("weekdays[]", value);
        view! { <label class="day"><input type="checkbox" name="weekdays[]" value=value checked=is_chosen/><span>{label}</span></label> }
    };
    let choice = |value: &'static str, label: &'static str, hint: &'static str| {
        let is_chosen = typed.get("kind") == value;
        view! {
            <label class="choice">
                <input type="radio" name="kind" value=value checked=is_chosen/>
                <span><strong>{label}</strong><span class="hint">{hint}</span></span>
            </label>
        }
    };
    let chosen = typed.get("every_seconds").to_owned();
    let mut intervals: Vec<i64> = INTERVALS.into();
    if let Some(other) = chosen.parse().ok().filter(|other| !INTERVALS.contains(other)) {
        intervals.push(other);
    }
    let intervals = intervals
        .into_iter()
        .map(|seconds| (seconds.to_string(), length(chrono::TimeDelta::seconds(seconds))))
        .collect();
    let keeps_hours =
        typed.get("kind") == "every" && (!typed.get("only_hours").is_empty() || !typed.get("start").is_empty());
    view! {
        <h2 class="form-part">"When"</h2>
        <fieldset class="field">
            <legend class="visually-hidden">"Schedule"</legend>
            <div class="choices">
                {choice("window", "In a window", "once on each day, spread evenly over it")}
                {choice("every", "Again and again", "spread evenly over each interval")}
            </div>
            {problem(refusal.at("kind"))}
        </fieldset>
        <fieldset class="field">
            <legend class="legend">"Weekdays"</legend>
            <div class="flex flex-wrap gap-1.5">{DAYS.into_iter().map(day).collect_view()}</div>
            {problem(refusal.at("weekdays"))}
        </fieldset>
        <div class="grid gap-2.5 md:grid-cols-4">
            <TextField label="Starts" name="start" kind="time" value=typed.get("start") error=refusal.at("start")/>
            <TextField label="Ends" name="end" kind="time" value=typed.get("end") error=refusal.at("end")/>
            <TextField label="Time zone" name="zone" list="zones" required=true value=typed.get("zone") error=refusal.at("zone")/>
            <div>
                <Select label="Interval, for “Again and again”" name="every_seconds" options=intervals value=chosen/>
                {problem(refusal.at("every_seconds"))}
            </div>
        </div>
        <Zones/>
        <label class="flex gap-2 items-center text-ink-2">
            <input class="check" type="checkbox" name="only_hours" value="yes" checked=keeps_hours/>
            "Again and again between these hours only"
        </label>
        <p class="hint">"An end at or before the start is on the next day. When the clocks change nothing runs twice or is skipped."</p>
    }
    .into_any()
}

/// What the dashboards are held to.
pub(super) fn limits(typed: &Typed, refusal: &Refusal) -> AnyView {
    let confirms = !typed.get("confirm_failures").is_empty();
    view! {
        <h2 class="form-part">"Limits"</h2>
        <div class="grid gap-2.5 md:grid-cols-3">
            <TextField label="A chart is slow from, ms" name="slow_ms" kind="number" value=typed.get("slow_ms") error=refusal.at("slow_ms")/>
            <TextField label="Time column" name="freshness_column" hint="To check how old the data is; may stay empty."
                value=typed.get("freshness_column") error=refusal.at("freshness_column")/>
            <TextField label="Data is old from, hours" name="freshness_hours" value=typed.get("freshness_hours") error=refusal.at("freshness_hours")/>
        </div>
        <label class="flex gap-2 items-center text-ink-2">
            <input class="check" type="checkbox" name="confirm_failures" value="yes" checked=confirms/>
            "Confirm a new failure by a second run 60 s later"
        </label>
    }
    .into_any()
}

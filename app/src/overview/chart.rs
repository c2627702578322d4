//! From numbers to charts. Pure: the same numbers give the same chart, on a page, in an export,
//! in a message. What ECharts' own words can't say goes under the key `pulseboard`; the bundle
//! in `scripts/echarts` reads it.

use super::Part;
use super::answer::{ChartAnswer, LegendKey};
use super::period::Period;
use crate::ui::{ChartMark, ChartView};
use charming::Chart;
use charming::component::Axis;
use charming::datatype::CompositeValue;
use charming::element::{AreaStyle, AxisType, ItemStyle};
use charming::series::{Bar, Line};
use domain::figure;
use serde_json::json;
use store::event::UserCounts;
use store::host::HostBucket;

/// CPU or memory of one machine, average and highest value of each bucket.
pub(super) fn machine_chart(period: &Period, part: Part, buckets: &[HostBucket], marks: Vec<ChartMark>) -> ChartAnswer {
    let is_cpu = part == Part::Cpu;
    let average = |bucket: &HostBucket| if is_cpu { bucket.cpu_avg } else { bucket.memory_avg_percent };
    let highest = |bucket: &HostBucket| if is_cpu { bucket.cpu_max } else { bucket.memory_max_percent };
    let averages: Vec<Option<f64>> = buckets.iter().map(average).collect();
    let known: Vec<f64> = averages.iter().flatten().copied().collect();
    let Some(last) = known.last() else { return period.empty() };
    let peak = buckets.iter().filter_map(highest).fold(0.0, f64::max);
    let name = if is_cpu { "CPU" } else { "Memory" };
    let line = Line::new()
        .name(name)
        .area_style(AreaStyle::new().opacity(0.1))
        .data(averages.iter().map(|value| rounded(*value)).collect());
    let chart = frame(period).y_axis(Axis::new().type_(AxisType::Value).min(0).max(100)).series(line);
    let percent =
        |value: Option<f64>| value.map_or_else(|| "–".to_owned(), |value| format!("{} %", figure::rate(value)));
    let rows = period.long_labels().into_iter().zip(buckets);
    ChartAnswer {
        within: period.within(),
        sub: period.sub(),
        legend: Vec::new(),
        chart: Some(ChartView {
            option: option(&chart, period, "percent", true, &marks),
            title: name.to_owned(),
            summary: format!(
                "{name} {}: {} % last, at most {} %.",
                period.within(),
                figure::percent(*last),
                figure::percent(peak)
            ),
            marks,
            columns: ["Time", "Average", "Highest"].map(str::to_owned).into(),
            rows: rows.map(|(time, bucket)| vec![time, percent(average(bucket)), percent(highest(bucket))]).collect(),
        }),
    }
}

/// Events of each bucket.
pub(super) fn events_chart(period: &Period, counts: &[i64], marks: Vec<ChartMark>) -> ChartAnswer {
    let total: i64 = counts.iter().sum();
    if total == 0 {
        return period.empty();
    }
    let bars = Bar::new().name("Events").data(counts.to_vec());
    let chart = frame(period).y_axis(whole_numbers()).series(bars);
    ChartAnswer {
        within: period.within(),
        sub: period.sub(),
        legend: Vec::new(),
        chart: Some(ChartView {
            option: option(&chart, period, "count", false, &marks),
            title: "Events".to_owned(),
            summary: format!(
                "{} {} {}.",
                figure::count(total),
                if total == 1 { "event" } else { "events" },
                period.within()
            ),
            marks,
            columns: ["Time", "Events"].map(str::to_owned).into(),
            rows: period
                .long_labels()
                .into_iter()
                .zip(counts)
                .map(|(time, count)| vec![time, figure::count(*count)])
                .collect(),
        }),
    }
}

/// Distinct users of each bucket, by the way they came.
pub(super) fn users_chart(period: &Period, counts: &[UserCounts], marks: Vec<ChartMark>) -> ChartAnswer {
    let most = counts.iter().map(|bucket| bucket.total).max().unwrap_or_default();
    if most == 0 {
        return period.empty();
    }
    let bars = |name: &str, colour: &str, values: Vec<i64>| {
        Bar::new().name(name).stack("users").item_style(ItemStyle::new().color(colour)).data(values)
    };
    let chart = frame(period)
        .y_axis(whole_numbers())
        .series(bars("API", "var(--chart-3)", counts.iter().map(|bucket| bucket.api).collect()))
        .series(bars("Web", "var(--chart-1)", counts.iter().map(|bucket| bucket.web).collect()));
    let rows = period.long_labels().into_iter().zip(counts);
    ChartAnswer {
        within: period.within(),
        sub: period.sub(),
        legend: [("Web", 1), ("API", 3)].map(|(name, colour)| LegendKey { name: name.to_owned(), colour }).into(),
        chart: Some(ChartView {
            option: option(&chart, period, "count", false, &marks),
            title: "Users".to_owned(),
            summary: format!(
                "Up to {} distinct users at a time {}, by web and API.",
                figure::count(most),
                period.within()
            ),
            marks,
            columns: ["Time", "Web", "API", "Together"].map(str::to_owned).into(),
            rows: rows
                .map(|(time, bucket)| {
                    [vec![time], [bucket.web, bucket.api, bucket.total].map(figure::count).into()].concat()
                })
                .collect(),
        }),
    }
}

fn frame(period: &Period) -> Chart {
    Chart::new().x_axis(Axis::new().type_(AxisType::Category).data(period.labels()))
}

/// An axis of counts: between 0 and 1 there is nothing to label.
fn whole_numbers() -> Axis {
    Axis::new().type_(AxisType::Value).min(0).min_interval(1.0)
}

/// Two decimals draw the same line as seventeen. A missing value stays missing.
fn rounded(value: Option<f64>) -> CompositeValue {
    value.map(|value| (value * 100.0).round() / 100.0).into()
}

fn option(chart: &Chart, period: &Period, format: &str, has_gaps: bool, marks: &[ChartMark]) -> String {
    let mut option = serde_json::to_value(chart).expect("a chart is plain data");
    option["pulseboard"] = json!({
        "format": format, "partial": period.is_partial(), "gaps": has_gaps, "ticks": period.ticks(),
        "marks": marks.iter().map(|mark| json!([mark.bucket, mark.tone.name()])).collect::<Vec<_>>(),
    });
    option.to_string()
}

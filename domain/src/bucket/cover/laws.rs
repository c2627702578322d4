//! What holds for any span, zone and size.

use chrono::{DateTime, TimeDelta};
use chrono_tz::Tz;
use proptest::prelude::*;

use super::*;
use crate::bucket::{BucketSize, default_size, fine_size};
use crate::calendar::local_time;

fn cover(span: &Span, size: BucketSize, tz: Tz) -> Buckets {
    Buckets::cover(span, size, tz).expect("few enough")
}

/// Zones whose clocks do something unusual, and any other.
fn zone() -> impl Strategy<Value = Tz> {
    let tricky = vec![
        Tz::Europe__Berlin,
        Tz::America__New_York,
        Tz::Australia__Lord_Howe,
        Tz::Asia__Kathmandu,
        Tz::Pacific__Apia,
        Tz::America__Havana,
        Tz::Africa__Casablanca,
        Tz::America__St_Johns,
    ];
    prop_oneof![prop::sample::select(tricky), prop::sample::select(chrono_tz::TZ_VARIANTS.to_vec()),]
}

prop_compose! {
    fn any_span()(
        start in 1_000_000_000_000_000_i64..2_500_000_000_000_000,
        exponent in 0_u32..47,
        fraction in 1_i64..1_000,
    ) -> Span {
        let start = DateTime::from_timestamp_micros(start).expect("in range");
        let length = TimeDelta::microseconds((1_i64 << exponent) * fraction / 1_000 + 1);
        Span { start, end: start + length, open: false }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn edges_increase_cover_the_span_and_hold_each_instant_once(
        span in any_span(),
        tz in zone(),
        size in prop::sample::select(BucketSize::ALL.to_vec()),
        at in 0.0_f64..1.0,
    ) {
        let Ok(buckets) = Buckets::cover(&span, size, tz) else { return Ok(()) };
        prop_assert!(buckets.edges.is_sorted_by(|a, b| a < b), "{:?}", buckets.edges);
        prop_assert_eq!(buckets.edges.first(), Some(&span.start));
        prop_assert_eq!(buckets.edges.last(), Some(&span.end));
        prop_assert!(buckets.len() <= MAX_BUCKETS);
        prop_assert_eq!(buckets.starts().len(), buckets.len());

        #[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, reason = "any instant will do")]
        let micros = (span.elapsed().num_microseconds().expect("years") as f64 * at) as i64;
        let instant = span.start + TimeDelta::microseconds(micros);
        let holding: Vec<usize> = buckets
            .iter()
            .enumerate()
            .filter(|(_, (start, end))| *start <= instant && instant < *end)
            .map(|(index, _)| index)
            .collect();
        prop_assert_eq!(holding.len(), 1);
        prop_assert_eq!(buckets.index_of(instant), holding.first().copied());
        prop_assert_eq!(buckets.index_of(span.end), None);
        prop_assert_eq!(buckets.index_of(span.start - TimeDelta::microseconds(1)), None);
    }

    #[test]
    fn a_bucket_within_a_day_has_one_offset_and_one_local_step(
        span in any_span(),
        tz in zone(),
        size in prop::sample::select(BucketSize::ALL.to_vec()),
    ) {
        let Some(seconds) = size.seconds() else { return Ok(()) };
        let Ok(buckets) = Buckets::cover(&span, size, tz) else { return Ok(()) };
        for (start, end) in buckets.iter() {
            let last = end - TimeDelta::microseconds(1);
            prop_assert_eq!(offset_seconds(start, tz), offset_seconds(last, tz));
            let step = |instant| local_time(instant, tz).and_utc().timestamp().div_euclid(seconds);
            prop_assert_eq!(step(start), step(last), "{} to {} in {}", start, end, tz);
        }
    }

    #[test]
    fn inner_edges_do_not_depend_on_where_a_span_starts(
        span in any_span(),
        tz in zone(),
        size in prop::sample::select(BucketSize::ALL.to_vec()),
    ) {
        let Ok(buckets) = Buckets::cover(&span, size, tz) else { return Ok(()) };
        if buckets.len() > 2 {
            let rest = Span { start: buckets.edges[1], ..span };
            let again = cover(&rest, size, tz);
            prop_assert_eq!(&again.edges, &buckets.edges[1..]);
            prop_assert!(!again.partial_first);
        }
    }

    #[test]
    fn the_offered_sizes_are_neither_few_nor_many(span in any_span(), tz in zone()) {
        prop_assert!(cover(&span, fine_size(&span), tz).len() <= 180);
        prop_assert!(cover(&span, default_size(&span), tz).len() <= 125);
    }
}

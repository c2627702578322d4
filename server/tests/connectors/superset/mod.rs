//! Every dashboard of the seeded Superset, judged as expected.

mod contract;
mod expected;
mod judgement;
mod recording;

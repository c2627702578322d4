//! What Pulseboard looks at from outside: each module knows one kind of environment.
//!
//! A [`Validator`] executes one dashboard and says what it found. When it runs, how often, and
//! who hears of it isn't known here: that is the business of the workers. A connector keeps
//! nothing; clock, chance and the way out are given to it.

pub mod backoff;
pub mod http;
pub mod opinion;
mod outside;
pub mod superset;
pub mod validator;
pub mod web;

pub use validator::{Conditions, Freshness, Validator};

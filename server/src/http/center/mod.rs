//! The API of the health center: dashboards, incidents, environments, their pages, policies, checks, the badge, the assistant.
//!
//! What is asked and answered is the pages' own code; here it gets its paths, statuses and JSON.

pub mod assistant;
pub mod badge;
pub mod checks;
pub mod dashboards;
mod environment_body;
pub mod environments;
pub mod incidents;
pub mod pages;
pub mod policies;
mod policy_body;
pub mod preview;

use super::answer::{Answer, Made, Queried, Refused, answered, id, json, sent};
use super::asker::{Asker, Reader};

//! The pages of an organization, by what follows `/o/{org}` in the address.
//!
//! One route leads to all of them: for the browser a page is a title and the list of its pieces, and each route of its
//! own would be code that everybody loads.

#[cfg(not(feature = "ssr"))]
mod browser;
#[cfg(feature = "ssr")]
mod server;

#[cfg(not(feature = "ssr"))]
pub(crate) use browser::shown;
#[cfg(feature = "ssr")]
pub(crate) use server::shown;

use crate::frame::NothingHere;
use crate::settings::Tab;
use crate::{health, incidents, overview, settings};
use leptos::prelude::*;

/// A page of an organization.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Page {
    /// What happens in the organization.
    Overview,
    /// How all dashboards are.
    Health,
    /// The report of the check whose number ends the address.
    Report,
    /// All incidents.
    Incidents,
    /// The incident whose number ends the address.
    Incident,
    /// Questions and answers.
    Assistant,
    /// A tab of the settings.
    Settings(Tab),
}

impl Page {
    /// Every page.
    pub fn all() -> impl Iterator<Item = Self> {
        [Self::Overview, Self::Health, Self::Report, Self::Incidents, Self::Incident, Self::Assistant]
            .into_iter()
            .chain(Tab::ALL.map(Self::Settings))
    }

    /// What follows `/o/{org}/`. One that ends with a slash has a number behind it.
    #[must_use]
    pub fn path(self) -> &'static str {
        match self {
            Self::Overview => "",
            Self::Health => "health",
            Self::Report => "health/reports/",
            Self::Incidents => "incidents",
            Self::Incident => "incidents/",
            Self::Assistant => "assistant",
            Self::Settings(tab) => tab.path(),
        }
    }

    /// The page at an address.
    #[must_use]
    pub fn at(path: &str) -> Option<Self> {
        let path = path.trim_end_matches('/');
        Self::all().find(|page| match page.path().strip_suffix('/') {
            None => page.path() == path,
            Some(folder) => path.rsplit_once('/').is_some_and(|(before, number)| before == folder && is_number(number)),
        })
    }

    /// What stands beside the frame.
    fn view(self) -> AnyView {
        match self {
            Self::Overview => overview::page(),
            Self::Health => health::page(),
            Self::Report => health::report_page(),
            Self::Incidents => incidents::page(),
            Self::Incident => incidents::story_page(),
            Self::Assistant => health::assistant_page(),
            Self::Settings(tab) => settings::page(tab),
        }
    }
}

/// What stands beside the frame at an address, which may be that of no page.
fn view(page: Option<Page>) -> AnyView {
    match page {
        Some(page) => page.view(),
        None => view! { <NothingHere/> }.into_any(),
    }
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_is_found_at_its_address() {
        for page in Page::all() {
            let address = if page.path().ends_with('/') { format!("{}7", page.path()) } else { page.path().to_owned() };
            assert_eq!(Page::at(&address), Some(page));
            assert_eq!(Page::at(&format!("{address}/")), Some(page));
        }
    }

    #[test]
    fn there_is_no_page_at_another_address() {
        for address in [
            "nothing",
            "incidents/x",
            "incidents/7/8",
            "health/reports",
            "health/reports/",
            "health/reports/x",
            "health/reports/7/8",
            "settings",
        ] {
            assert_eq!(Page::at(address), None, "{address}");
        }
    }
}

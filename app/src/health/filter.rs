//! What the table is narrowed to: read from the address, written into links, and the form that changes it.

use crate::AppError;
use crate::piece::Asked;
use crate::ui::{Icon, IconName};
use domain::access::Action;
use domain::id::{EnvironmentId, PolicyId};
use domain::report::Status;
use leptos::prelude::*;
use store::OrgTx;
use store::health::Filter;
use url::form_urlencoded::Serializer;

/// The fields of the form, in their order.
const FIELDS: [&str; 6] = ["q", "status", "environment", "owner", "tag", "policy"];
/// Tags that the form offers.
const TAGS: u32 = 200;

/// The filter of one page.
pub(super) struct Chosen {
    values: Vec<(&'static str, String)>,
    finds_addresses: bool,
}

impl Chosen {
    pub(super) fn of(asked: &Asked) -> Self {
        let given = |name: &'static str| Some((name, asked.get(name).filter(|value| !value.trim().is_empty())?));
        Self {
            values: FIELDS.into_iter().filter_map(given).collect(),
            finds_addresses: asked.scope.may(Action::SeeAddresses),
        }
    }

    fn value(&self, name: &str) -> Option<&str> {
        self.values.iter().find(|(field, _)| *field == name).map(|(_, value)| value.trim())
    }

    pub(super) fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// As the store understands it.
    pub(super) fn filter(&self) -> Filter {
        let id = |name: &str| self.value(name).and_then(|id| id.parse::<i32>().ok());
        let status = self.value("status").unwrap_or_default();
        Filter {
            search: self.value("q").map(str::to_owned),
            environment: id("environment").map(EnvironmentId),
            status: status.parse::<Status>().ok(),
            is_stale: status == "stale",
            is_missed: status == "missed",
            owner: self.value("owner").map(str::to_owned),
            finds_addresses: self.finds_addresses,
            tag: self.value("tag").map(str::to_owned),
            policy: id("policy").map(PolicyId),
            dashboard: None,
        }
    }

    /// The query string of this filter with one more field.
    pub(super) fn with(&self, name: &str, value: &str) -> String {
        Serializer::new(String::new()).extend_pairs(&self.values).append_pair(name, value).finish()
    }

    /// The query string of this filter.
    pub(super) fn query(&self) -> String {
        Serializer::new(String::new()).extend_pairs(&self.values).finish()
    }

    /// The form, in the address of the page.
    pub(super) async fn form(&self, tx: &mut OrgTx<'_>) -> Result<AnyView, AppError> {
        let environments = store::environment::list(tx).await?;
        let environments = environments.into_iter().map(|one| (one.id.to_string(), one.name.to_string())).collect();
        let policies = store::policy::names(tx).await?;
        let policies = policies.into_iter().map(|(id, name)| (id.to_string(), name)).collect();
        let tags = store::health::tags(tx, TAGS).await?.into_iter().map(|tag| (tag.clone(), tag)).collect();
        let mut statuses: Vec<(String, String)> =
            Status::ALL.iter().map(|status| (status.to_string(), status.label().to_owned())).collect();
        statuses.extend(
            [("stale", "Stale"), ("missed", "Missed")].map(|(value, word)| (value.to_owned(), word.to_owned())),
        );
        let search = self.value("q").unwrap_or_default().to_owned();
        let owner = self.value("owner").unwrap_or_default().to_owned();
        let clear = (!self.is_empty()).then(|| view! { <a class="btn btn-ghost" href="?">"Clear"</a> });
        Ok(view! {
            <form method="get" class="filter-bar" role="search" aria-label="Dashboards">
                <input class="input filter-search" type="search" name="q" value=search aria-label="Search dashboards" placeholder="Search dashboards"/>
                {self.choice("status", "Status", statuses)}
                {self.choice("environment", "Environment", environments)}
                <input class="input filter-choice" type="text" name="owner" value=owner aria-label="Owner" placeholder="Owner"/>
                {self.choice("tag", "Tag", tags)}
                {self.choice("policy", "Policy", policies)}
                <button type="submit" class="btn"><Icon name=IconName::Search/>"Show"</button>
                {clear}
            </form>
        }
        .into_any())
    }

    fn choice(&self, name: &'static str, label: &'static str, options: Vec<(String, String)>) -> AnyView {
        let chosen = self.value(name).unwrap_or_default().to_owned();
        let option = |(value, text): (String, String)| {
            let is_chosen = value == chosen;
            view! { <option value=value selected=is_chosen>{text}</option> }
        };
        let is_on = (!chosen.is_empty()).then_some("");
        view! {
            <select class="input filter-choice" name=name aria-label=label data-on=is_on>
                <option value="">{label}</option>
                {options.into_iter().map(option).collect_view()}
            </select>
        }
        .into_any()
    }
}

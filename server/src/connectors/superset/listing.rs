//! The list of dashboards, page by page.

use std::collections::BTreeMap;

use http::StatusCode;

use domain::report::Problem;

use super::catalogue::{Listed, Page, People, add_emails};
use super::client::Client;

/// What Superset gives at most, whatever is asked for.
const PAGE: u64 = 100;
/// Ten times the largest Superset that we know of.
const MOST_PAGES: u64 = 1_000;
/// How often the list is read when it changes while it is read.
const READINGS: u32 = 3;

const COLUMNS: &str = "id,dashboard_title,slug,url,published,changed_on_utc,owners.id,owners.first_name,\
                       owners.last_name,owners.email,tags.id,tags.name,tags.type";

impl Client {
    /// All dashboards that this account may see. An account that is no administrator doesn't see drafts of others
    /// and dashboards without charts, so what is absent is "not published or not permitted".
    pub async fn dashboards(&self) -> Result<Vec<Listed>, Problem> {
        let mut dashboards = BTreeMap::new();
        for _ in 0..READINGS {
            let count = self.read_list(&mut dashboards).await?;
            // A dashboard that is deleted meanwhile pulls another one over the border of a page.
            if dashboards.len() as u64 >= count {
                break;
            }
        }
        let mut dashboards: Vec<Listed> = dashboards.into_values().collect();
        if dashboards.iter().flat_map(|dashboard| &dashboard.owners).any(|owner| owner.email.is_none()) {
            add_emails(&mut dashboards, &self.emails().await?);
        }
        Ok(dashboards)
    }

    /// Reads all pages, and answers how many dashboards there are.
    async fn read_list(&self, dashboards: &mut BTreeMap<i64, Listed>) -> Result<u64, Problem> {
        let mut count = 0;
        for number in 0..MOST_PAGES {
            let page = self.list_page(number, PAGE).await?;
            count = page.count;
            let is_last = page.result.is_empty() || (number + 1) * PAGE >= count;
            let listed = page.result.into_iter().map(|entry| entry.listed(&self.settings().base));
            dashboards.extend(listed.map(|dashboard| (dashboard.id, dashboard)));
            if is_last {
                break;
            }
        }
        Ok(count)
    }

    pub(super) async fn list_page(&self, number: u64, size: u64) -> Result<Page, Problem> {
        let order = "order_column:changed_on,order_direction:desc";
        let path = format!("api/v1/dashboard/?q=(columns:!({COLUMNS}),{order},page:{number},page_size:{size})");
        let answer = self.get(&path).await?;
        if answer.status == StatusCode::FORBIDDEN {
            return Err(self.forbidden("can read on Dashboard"));
        }
        self.read(&answer)
    }

    /// The addresses of all who may own a dashboard. Empty where the account may not see them.
    async fn emails(&self) -> Result<BTreeMap<i64, String>, Problem> {
        let mut emails = BTreeMap::new();
        for number in 0..MOST_PAGES {
            let path = format!("api/v1/dashboard/related/owners?q=(page:{number},page_size:{PAGE})");
            let answer = self.get(&path).await?;
            if !answer.status.is_success() {
                break;
            }
            let people: People = self.read(&answer)?;
            let is_last = people.result.is_empty() || (number + 1) * PAGE >= people.count;
            let known = people.result.into_iter().map(|person| (person.value, person.email()));
            emails.extend(known.filter_map(|(id, email)| Some((id, email?))));
            if is_last {
                break;
            }
        }
        Ok(emails)
    }
}

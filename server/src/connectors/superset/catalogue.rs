//! A dashboard as the list has it.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use domain::report::{one_line, shorten};
use serde::Deserialize;

use super::address::BaseUrl;

/// The longest title that is kept, in characters.
const TITLE_CHARS: usize = 200;
/// The longest slug, name or tag.
const NAME_CHARS: usize = 100;
/// The most owners and tags of one dashboard.
const MOST: usize = 50;

/// A dashboard that this account may see. Texts are strangers' words: one line each, never markup.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Superset's id.
    pub id: i64,
    /// The title; "Dashboard 7" where it has none.
    pub title: String,
    /// The short name in its address, where it has one.
    pub slug: Option<String>,
    /// Its page.
    pub link: String,
    /// Whether it is published. Drafts of others are seen by administrators only.
    pub is_published: bool,
    /// When it was changed last.
    pub changed_at: Option<DateTime<Utc>>,
    /// Who owns it.
    pub owners: Vec<Owner>,
    /// Its tags, those that people gave.
    pub tags: Vec<String>,
}

/// A person who owns a dashboard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owner {
    /// Superset's id.
    pub id: i64,
    /// First and last name.
    pub name: String,
    /// The e-mail address, where this account may see it.
    pub email: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct Page {
    pub(super) count: u64,
    pub(super) result: Vec<Entry>,
}

#[derive(Deserialize)]
pub(super) struct Entry {
    pub(super) id: i64,
    dashboard_title: Option<String>,
    slug: Option<String>,
    url: Option<String>,
    #[serde(default)]
    published: Option<bool>,
    changed_on_utc: Option<String>,
    #[serde(default)]
    owners: Vec<OwnerEntry>,
    #[serde(default)]
    tags: Vec<TagEntry>,
}

#[derive(Deserialize)]
struct OwnerEntry {
    id: i64,
    first_name: Option<String>,
    last_name: Option<String>,
    email: Option<String>,
}

#[derive(Deserialize)]
struct TagEntry {
    name: Option<String>,
}

/// All who may own a dashboard, with their addresses.
#[derive(Deserialize)]
pub(super) struct People {
    pub(super) count: u64,
    pub(super) result: Vec<Person>,
}

#[derive(Deserialize)]
pub(super) struct Person {
    pub(super) value: i64,
    #[serde(default)]
    extra: PersonExtra,
}

#[derive(Default, Deserialize)]
struct PersonExtra {
    email: Option<String>,
}

impl Person {
    pub(super) fn email(self) -> Option<String> {
        email(self.extra.email)
    }
}

impl Entry {
    pub(super) fn listed(self, base: &BaseUrl) -> Listed {
        let title = text(self.dashboard_title, TITLE_CHARS).unwrap_or_else(|| format!("Dashboard {}", self.id));
        let link = self.url.as_deref().and_then(|url| base.link(url));
        Listed {
            id: self.id,
            title,
            slug: text(self.slug, NAME_CHARS),
            link: link.unwrap_or_else(|| base.join(&format!("superset/dashboard/{}/", self.id)).to_string()),
            is_published: self.published.unwrap_or(true),
            changed_at: self.changed_on_utc.as_deref().and_then(instant),
            owners: self.owners.into_iter().take(MOST).map(OwnerEntry::owner).collect(),
            tags: tags(self.tags),
        }
    }
}

impl OwnerEntry {
    fn owner(self) -> Owner {
        let names = [text(self.first_name, NAME_CHARS), text(self.last_name, NAME_CHARS)];
        let name = names.into_iter().flatten().collect::<Vec<_>>().join(" ");
        Owner { id: self.id, name, email: email(self.email) }
    }
}

/// Superset tags by itself too: `owner:2`, `type:dashboard`, `favorited_by:7`.
fn tags(entries: Vec<TagEntry>) -> Vec<String> {
    let is_ours = |name: &String| !["owner:", "type:", "favorited_by:"].iter().any(|own| name.starts_with(own));
    let names = entries.into_iter().filter_map(|entry| text(entry.name, NAME_CHARS)).filter(is_ours);
    let mut tags: Vec<String> = names.take(MOST).collect();
    tags.sort();
    tags.dedup();
    tags
}

/// Fills in the addresses that the list left out, as it does before version 6.
pub(super) fn add_emails(dashboards: &mut [Listed], emails: &BTreeMap<i64, String>) {
    for owner in dashboards.iter_mut().flat_map(|dashboard| &mut dashboard.owners) {
        if owner.email.is_none() {
            owner.email = emails.get(&owner.id).cloned();
        }
    }
}

pub(super) fn text(text: Option<String>, most: usize) -> Option<String> {
    text.map(|text| shorten(&one_line(&text), most)).filter(|text| !text.is_empty())
}

fn email(text: Option<String>) -> Option<String> {
    text.map(|text| text.trim().to_owned()).filter(|text| text.contains('@') && text.len() <= 254)
}

/// `2026-11-21T09:17:58.206498+0000`.
fn instant(text: &str) -> Option<DateTime<Utc>> {
    let instant = DateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S%.f%z");
    instant.or_else(|_| DateTime::parse_from_rfc3339(text)).ok().map(|instant| instant.with_timezone(&Utc))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn base() -> BaseUrl {
        BaseUrl::parse("https://bi.example.test").unwrap()
    }

    #[test]
    fn an_entry_becomes_a_dashboard() {
        let entry = serde_json::json!({
            "id": 7, "dashboard_title": " Sales\n<b>now</b> ", "slug": "sales", "published": true,
            "url": "/superset/dashboard/sales/", "changed_on_utc": "2026-03-10T09:17:58.206498+0000",
            "owners": [{"id": 2, "first_name": "Alice", "last_name": "Analyst"}],
            "tags": [{"id": 1, "name": "prod", "type": 1}, {"id": 2, "name": "owner:2", "type": 3}],
        });
        let listed = serde_json::from_value::<Entry>(entry).unwrap().listed(&base());
        assert_eq!(listed.title, "Sales <b>now</b>");
        assert_eq!(listed.link, "https://bi.example.test/superset/dashboard/sales/");
        assert_eq!(listed.changed_at.unwrap().to_rfc3339(), "2026-03-10T09:17:58.206498+00:00");
        assert_eq!(listed.owners, [Owner { id: 2, name: "Alice Analyst".to_owned(), email: None }]);
        assert_eq!(listed.tags, ["prod"]);
    }

    #[test]
    fn what_an_entry_leaves_out_is_made_up_for() {
        let entry = serde_json::json!({"id": 7, "dashboard_title": null, "slug": null, "url": "javascript:alert(1)"});
        let listed = serde_json::from_value::<Entry>(entry).unwrap().listed(&base());
        assert_eq!(listed.title, "Dashboard 7");
        assert_eq!(listed.link, "https://bi.example.test/superset/dashboard/7/");
        assert_eq!((listed.slug, listed.changed_at), (None, None));
    }
}

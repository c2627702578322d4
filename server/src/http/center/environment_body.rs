//! Environments and their pages as requests bring them.

use app::settings::environments::PageInput;
use app::settings::environments::save::EnvironmentInput;
use serde::Deserialize;
use utoipa::ToSchema;

/// An environment to be made or changed. What is left out keeps its value, or begins with the usual one.
#[derive(Default, Deserialize, ToSchema)]
#[serde(default)]
pub struct EnvironmentBody {
    /// `superset` or `web`; can't be changed later.
    #[schema(pattern = "^(superset|web)$")]
    kind: String,
    /// Its name, unique in the organization.
    #[schema(min_length = 1, max_length = 200)]
    name: String,
    /// Where a Superset is.
    base_url: String,
    /// As whom it is asked; with the password, or not at all.
    user: String,
    /// Stored encrypted and never answered.
    #[schema(format = Password, write_only)]
    password: String,
    /// `db` or `ldap`; `db` when left out.
    provider: String,
    /// The most checks at one time.
    #[schema(minimum = 1, maximum = 100)]
    max_concurrent: Option<i16>,
    /// The least time between two slots, in milliseconds.
    #[schema(minimum = 0, maximum = 3_600_000)]
    minimum_gap_ms: Option<i32>,
    /// What one query may take, in milliseconds.
    #[schema(minimum = 100, maximum = 600_000)]
    query_limit_ms: Option<i32>,
    /// What one dashboard may take, in milliseconds.
    #[schema(minimum = 1000, maximum = 3_600_000)]
    dashboard_limit_ms: Option<i32>,
}

impl From<EnvironmentBody> for EnvironmentInput {
    fn from(body: EnvironmentBody) -> Self {
        Self {
            kind: body.kind,
            name: body.name,
            base_url: body.base_url,
            user: body.user,
            password: body.password,
            provider: body.provider,
            max_concurrent: body.max_concurrent,
            minimum_gap_ms: body.minimum_gap_ms,
            query_limit_ms: body.query_limit_ms,
            dashboard_limit_ms: body.dashboard_limit_ms,
        }
    }
}

/// A page of a web environment, to be made or changed. What is left out has its usual value; the header stays.
#[derive(Default, Deserialize, ToSchema)]
#[serde(default)]
pub struct PageBody {
    /// What it is called.
    #[schema(min_length = 1, max_length = 200)]
    title: String,
    /// Where it is, http or https; unique in its environment. A change leaves it as it is.
    pub(super) url: String,
    /// The same page in other environments has the same.
    slug: String,
    /// The status it has to answer with; 200 when left out.
    #[schema(minimum = 100, maximum = 599)]
    expected_status: Option<i16>,
    /// A text that has to appear.
    must_contain: String,
    /// A text that must not.
    must_not_contain: String,
    /// From how many milliseconds on it is slow; 10000 when left out.
    #[schema(minimum = 1, maximum = 300_000)]
    slow_ms: Option<i32>,
    /// The name of a header to send; with its value, or not at all.
    header_name: String,
    /// Stored encrypted and never answered.
    #[schema(format = Password, write_only)]
    header_value: String,
}

impl PageBody {
    /// As it is checked.
    pub(super) fn input(&self) -> PageInput<'_> {
        PageInput {
            title: &self.title,
            url: &self.url,
            slug: &self.slug,
            expected_status: self.expected_status,
            must_contain: &self.must_contain,
            must_not_contain: &self.must_not_contain,
            slow_ms: self.slow_ms,
            header_name: &self.header_name,
            header_value: &self.header_value,
        }
    }
}

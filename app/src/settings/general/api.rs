//! The server function of the tab.

use crate::AppError;
use crate::error::Invalid;
use domain::access::Rules;
use domain::name::DisplayName;
use domain::zone::ZoneName;
use leptos::prelude::*;
use store::organization::Settings;

/// Changes what the organization is, and loads the page again: its name stands in the frame.
///
/// # Errors
/// [`AppError::Forbidden`] for anybody but an owner; [`AppError::Invalid`] for a wrong field.
#[server]
pub async fn change_organization(
    /// The organization's slug.
    org: String,
    /// Its name on pages.
    name: String,
    /// IANA name of its time zone.
    zone: String,
    /// How dates are written.
    locale: String,
    /// Present when viewers see analytics.
    #[server(default)]
    viewers: Option<String>,
) -> Result<(), AppError> {
    let change = crate::host::change(&org).await?;
    let settings = parse(&name, &zone, &locale, viewers.is_some()).map_err(|invalid| {
        let viewers = if viewers.is_some() { "yes" } else { "no" };
        let kept = [("name", name.as_str()), ("zone", &zone), ("locale", &locale), ("viewers", viewers)];
        AppError::Invalid(kept.into_iter().fold(invalid, |kept, (field, value)| kept.keeping(field, value)))
    })?;
    store::organization::change(&change.scope, &settings, &change.origin).await?;
    change.forget();
    leptos_axum::redirect(&format!("/o/{org}/settings/general"));
    Ok(())
}

fn parse(name: &str, zone: &str, locale: &str, viewers_see_analytics: bool) -> Result<Settings, Invalid> {
    Ok(Settings {
        name: DisplayName::parse(name).map_err(|error| Invalid::field("name", error.to_string()))?,
        zone: ZoneName::parse(zone).map_err(|error| Invalid::field("zone", error.to_string()))?,
        locale: locale.parse().map_err(|_| Invalid::field("locale", "Choose one of the list."))?,
        rules: Rules { viewers_see_analytics },
    })
}

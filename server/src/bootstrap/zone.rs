//! The time zone that this machine is set to.

use std::env;
use std::fs;
use std::path::Path;

use domain::zone::ZoneName;

/// The machine's zone, or UTC where it can't be told.
pub(super) fn of_this_machine() -> ZoneName {
    let variable = env::var("TZ").ok();
    let file = fs::read_to_string("/etc/timezone").ok();
    let link = fs::canonicalize("/etc/localtime").ok();
    choose(variable.as_deref(), file.as_deref(), link.as_deref())
}

/// What a person set comes first. Names that only a machine uses are passed over.
fn choose(variable: Option<&str>, file: Option<&str>, link: Option<&Path>) -> ZoneName {
    let link = link.and_then(Path::to_str).and_then(|path| path.split_once("/zoneinfo/"));
    let names = [variable.map(|name| name.trim_start_matches(':')), file, link.map(|(_, name)| name)];
    let known = names.into_iter().flatten().find_map(|name| ZoneName::parse(name).ok());
    // "Etc/UTC" is what machines call it; people look for "UTC".
    let is_utc = |zone: &ZoneName| {
        matches!(zone.as_str(), "Etc/UTC" | "Etc/UCT" | "Etc/Universal" | "Etc/Zulu" | "Universal" | "UCT" | "Zulu")
    };
    known.filter(|zone| !is_utc(zone)).unwrap_or_else(ZoneName::utc)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_zone_comes_from_the_first_place_that_names_one() {
        let link = Some("/usr/share/zoneinfo/Asia/Tokyo");
        let cases = [
            (Some("Europe/Berlin"), Some("America/Lima\n"), link, "Europe/Berlin"),
            (Some(":Europe/Berlin"), None, None, "Europe/Berlin"),
            (Some("CET-1CEST"), Some("America/Lima\n"), link, "America/Lima"),
            (Some(""), None, link, "Asia/Tokyo"),
            (None, Some("Etc/UTC\n"), None, "UTC"),
            (None, None, Some("/somewhere/else"), "UTC"),
            (None, None, None, "UTC"),
        ];
        for (variable, file, link, expected) in cases {
            assert_eq!(choose(variable, file, link.map(Path::new)).as_str(), expected);
        }
    }
}

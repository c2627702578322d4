//! Zone names against the tables of `chrono-tz`.

use std::str::FromStr;

use chrono_tz::Tz;

use super::{ZoneError, ZoneName};

impl ZoneName {
    /// Reads the name of a zone that exists, in its exact spelling.
    pub fn parse(text: &str) -> Result<Self, ZoneError> {
        let name = Self::shaped(text.trim())?;
        name.to_tz()?;
        Ok(name)
    }

    /// The zone's rules. It fails only for a name that came over the wire,
    /// where nothing but its shape was checked.
    pub fn to_tz(&self) -> Result<Tz, ZoneError> {
        Tz::from_str(&self.0).map_err(|_| ZoneError::Unknown { name: self.0.clone() })
    }
}

impl FromStr for ZoneName {
    type Err = ZoneError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zones() {
        for text in ["UTC", "Europe/Berlin", " Asia/Kathmandu ", "Australia/Lord_Howe"] {
            let name = ZoneName::parse(text).expect("a zone");
            assert_eq!(name.as_str(), text.trim());
        }
        assert_eq!(ZoneName::utc().to_tz(), Ok(Tz::UTC));
        for text in ["Europe/Atlantis", "europe/berlin", "CEST"] {
            let error = ZoneName::parse(text).expect_err("no zone");
            assert_eq!(error, ZoneError::Unknown { name: text.to_owned() });
        }
    }

    #[test]
    fn every_zone_of_the_tables_parses() {
        for zone in chrono_tz::TZ_VARIANTS {
            assert!(ZoneName::parse(zone.name()).is_ok(), "{zone}");
        }
    }
}

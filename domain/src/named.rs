//! Enums whose variants have a fixed text in URLs, tables and JSON.
//!
//! The macro keeps the text beside the variant, so that adding one is one
//! line, and gives each such enum the same `ALL`, `as_str`, `Display`,
//! `FromStr` and serde form.

/// A text that names no variant of an enum.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{value}” is not a {what}")]
pub struct UnknownName {
    /// What was expected, as a person would call it: "role", "theme".
    pub what: &'static str,
    /// The text that was given.
    pub value: String,
}

/// Defines an enum with a text per variant: `named! { pub enum Role: "role" { Viewer = "viewer" } }`.
macro_rules! named {
    (
        $(#[$meta:meta])*
        pub enum $name:ident: $what:literal {
            $($(#[$variant_meta:meta])* $variant:ident = $text:literal,)+
        }
    ) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $($(#[$variant_meta])* $variant,)+
        }

        impl $name {
            /// Every variant, in the order of the definition.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// The fixed text of this variant.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $text,)+
                }
            }
        }

        impl ::core::fmt::Display for $name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl ::core::str::FromStr for $name {
            type Err = $crate::UnknownName;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                match text {
                    $($text => Ok(Self::$variant),)+
                    _ => Err($crate::UnknownName { what: $what, value: text.to_owned() }),
                }
            }
        }

        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = String::deserialize(deserializer)?;
                text.parse().map_err(::serde::de::Error::custom)
            }
        }
    };
}

#[cfg(test)]
mod tests {
    use crate::{role::Role, scope::TokenScope, theme::Theme};
    use std::{fmt, str::FromStr};

    fn round_trips<T>(all: &[T])
    where
        T: Copy + fmt::Display + fmt::Debug + PartialEq + FromStr<Err = super::UnknownName>,
        T: serde::Serialize + serde::de::DeserializeOwned,
    {
        for &variant in all {
            assert_eq!(variant.to_string().parse(), Ok(variant));
            let json = serde_json::to_value(variant).expect("a name is a string");
            assert_eq!(json, variant.to_string());
            assert_eq!(serde_json::from_value::<T>(json).ok(), Some(variant));
        }
    }

    #[test]
    fn every_name_round_trips_as_text_and_json() {
        round_trips(Role::ALL);
        round_trips(Theme::ALL);
        round_trips(TokenScope::ALL);
        round_trips(crate::event::EventRole::ALL);
        round_trips(crate::event::Tone::ALL);
        round_trips(crate::bucket::BucketSize::ALL);
        round_trips(crate::access::Action::ALL);
        round_trips(crate::audit::AuditAction::ALL);
        round_trips(crate::audit::AuditResult::ALL);
        round_trips(crate::audit::ActorKind::ALL);
        round_trips(crate::locale::Locale::ALL);
        round_trips(crate::policy::AlertCondition::ALL);
        round_trips(crate::policy::ChannelKind::ALL);
        round_trips(crate::health::SilenceKind::ALL);
        round_trips(crate::health::EnvironmentKind::ALL);
        round_trips(crate::alert::Notice::ALL);
        round_trips(crate::alert::Purpose::ALL);
        round_trips(crate::delivery::DeliveryState::ALL);
        round_trips(crate::message::MessageKind::ALL);
        round_trips(crate::provider::SmtpTls::ALL);
        round_trips(crate::health::IncidentKind::ALL);
        round_trips(crate::health::IncidentEventKind::ALL);
        round_trips(crate::report::Severity::ALL);
        round_trips(crate::report::Status::ALL);
        round_trips(crate::report::FindingKind::ALL);
        round_trips(crate::report::ChartOutcome::ALL);
        round_trips(crate::report::ProblemKind::ALL);
    }

    #[test]
    fn an_unknown_name_is_quoted() {
        let error = "root".parse::<Role>().expect_err("no such role");
        assert_eq!(error.to_string(), "“root” is not a role");
        assert!("Owner".parse::<Role>().is_err(), "names are lower case");
        assert!(serde_json::from_str::<Role>("3").is_err());
    }
}

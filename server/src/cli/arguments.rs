//! What can be typed. The values have the types of `domain`, so that a wrong one is
//! told with the argument.

use std::io;

use anyhow::Context;
use clap::{Args, Parser, Subcommand};
use domain::email::Email;
use domain::name::DisplayName;
use domain::password::Password;
use domain::role::Role;
use domain::scope::TokenScope;
use domain::slug::OrgSlug;
use domain::zone::ZoneName;

/// A self-hosted operations dashboard and dashboard health center.
///
/// It is configured by environment variables; .env.example lists them.
#[derive(Debug, Parser)]
#[command(name = "pulseboard", version)]
pub(super) struct Arguments {
    #[command(subcommand)]
    pub(super) command: Option<Command>,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Start the server (the default)
    Serve,
    /// Bring the database up to date
    Migrate,
    /// Manage organizations
    #[command(subcommand)]
    Org(OrgCommand),
    /// Manage the people who sign in
    #[command(subcommand)]
    User(UserCommand),
    /// Manage API tokens
    #[command(subcommand)]
    Token(TokenCommand),
    /// Manage the key of the stored secrets
    #[command(subcommand)]
    Key(KeyCommand),
}

#[derive(Debug, Subcommand)]
pub(super) enum OrgCommand {
    /// Create an organization
    Create(NewOrganization),
}

#[derive(Debug, Subcommand)]
pub(super) enum UserCommand {
    /// Create a user in an organization, or add one who exists to it
    Create(NewUser),
    /// Print a link with which a user chooses a new password; it works once, for a day
    Reset(ResetUser),
}

#[derive(Debug, Subcommand)]
pub(super) enum TokenCommand {
    /// Create an API token and print it, once
    Create(NewToken),
}

#[derive(Debug, Subcommand)]
pub(super) enum KeyCommand {
    /// Print a new key for `PULSEBOARD_SECRET_KEY`; nothing is changed
    Generate,
    /// Seal every stored secret with a new key; servers may go on running
    ///
    /// With the key file in the data directory the new key is made and kept there. With
    /// `PULSEBOARD_SECRET_KEY` put the new key and a comma in front of the old one on every
    /// server first, and restart them.
    Rotate,
}

#[derive(Debug, Args)]
pub(super) struct NewOrganization {
    /// Name in URLs: lower-case letters, digits and hyphens
    #[arg(long)]
    pub(super) slug: OrgSlug,
    /// Name on pages
    #[arg(long)]
    pub(super) name: DisplayName,
    /// Time zone in which its days begin, such as Europe/Berlin
    #[arg(long, default_value = "UTC")]
    pub(super) time_zone: ZoneName,
}

#[derive(Debug, Args)]
pub(super) struct NewUser {
    /// Address to sign in with
    #[arg(long)]
    pub(super) email: Email,
    /// Name on pages
    #[arg(long)]
    pub(super) name: DisplayName,
    /// Slug of the organization
    #[arg(long)]
    pub(super) org: OrgSlug,
    /// What they may do: viewer, editor, admin or owner
    #[arg(long)]
    pub(super) role: Role,
    /// Read the password from standard input; without this one is generated and printed
    #[arg(long)]
    pub(super) password_stdin: bool,
}

#[derive(Debug, Args)]
pub(super) struct ResetUser {
    /// Address that the user signs in with
    #[arg(long)]
    pub(super) email: Email,
}

impl NewUser {
    /// The password on standard input, if it was announced: the first line.
    pub(super) fn read_password(&self) -> anyhow::Result<Option<Password>> {
        if !self.password_stdin {
            return Ok(None);
        }
        let mut line = String::new();
        io::stdin().read_line(&mut line).context("can't read the password")?;
        let password = Password::parse(line.trim_end_matches(['\r', '\n']));
        password.map(Some).context("this can't be a password")
    }
}

#[derive(Debug, Args)]
pub(super) struct NewToken {
    /// Slug of the organization
    #[arg(long)]
    pub(super) org: OrgSlug,
    /// What the token is for, in words
    #[arg(long)]
    pub(super) name: DisplayName,
    /// What it is good for: ingest, read, check or admin; may be given more than once
    #[arg(long = "scope", required = true, value_delimiter = ',')]
    pub(super) scopes: Vec<TokenScope>,
    /// Days until it is refused; without this it doesn't expire
    #[arg(long, value_parser = clap::value_parser!(u16).range(1..=3650))]
    pub(super) expires_days: Option<u16>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    fn parse(line: &str) -> Result<Command, String> {
        let words = std::iter::once("pulseboard").chain(line.split_whitespace());
        let arguments = Arguments::try_parse_from(words).map_err(|error| error.to_string())?;
        Ok(arguments.command.unwrap_or(Command::Serve))
    }

    #[test]
    fn the_definition_is_consistent() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn no_command_serves() {
        assert!(matches!(parse(""), Ok(Command::Serve)));
        assert!(matches!(parse("migrate"), Ok(Command::Migrate)));
        assert!(matches!(parse("key rotate"), Ok(Command::Key(KeyCommand::Rotate))));
    }

    #[test]
    fn a_token_takes_several_scopes_in_either_form() {
        for line in ["--scope ingest --scope read", "--scope ingest,read"] {
            let line = format!("token create --org demo --name collector {line} --expires-days 90");
            let Ok(Command::Token(TokenCommand::Create(new))) = parse(&line) else { panic!("{line} is right") };
            assert_eq!(new.scopes, [TokenScope::Ingest, TokenScope::Read]);
            assert_eq!(new.expires_days, Some(90));
        }
    }

    #[test]
    fn wrong_values_are_told_with_their_argument() {
        let cases = [
            ("org create --slug Demo! --name Demo", "--slug"),
            ("org create --slug demo --name Demo --time-zone Mars/Base", "--time-zone"),
            ("user create --email ana --name Ana --org demo --role owner", "--email"),
            ("user create --email ana@example.com --name Ana --org demo --role root", "--role"),
            ("token create --org demo --name collector", "--scope"),
            ("token create --org demo --name collector --scope write", "--scope"),
            ("token create --org demo --name collector --scope read --expires-days 0", "--expires-days"),
        ];
        for (line, argument) in cases {
            let said = parse(line).expect_err("it is wrong");
            assert!(said.contains(argument), "{line}: {said}");
        }
    }
}

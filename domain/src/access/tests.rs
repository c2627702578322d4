use super::*;
use proptest::prelude::*;

/// One table: a heading, and a row for each action.
fn table<T: Copy>(columns: &[T], name: fn(T) -> &'static str, is_allowed: fn(T, Action) -> bool) -> String {
    let line = |first: &str, cells: Vec<&str>| {
        let line = cells.iter().fold(format!("{first:<24}"), |line, cell| format!("{line}{cell:<8}"));
        line.trim_end().to_owned() + "\n"
    };
    let mut text = line("", columns.iter().map(|column| name(*column)).collect());
    for &action in Action::ALL {
        let mark = |column: &T| if is_allowed(*column, action) { "yes" } else { "-" };
        text += &line(action.as_str(), columns.iter().map(mark).collect());
    }
    text
}

/// The tables as people review them.
fn tables() -> String {
    let roles = table(Role::ALL, Role::as_str, may);
    let scopes = table(TokenScope::ALL, TokenScope::as_str, |scope, action| token_may(&[scope], action));
    format!("{roles}\n{scopes}")
}

#[test]
fn the_table_is_the_one_that_was_reviewed() {
    assert_eq!(tables(), include_str!("table.txt"), "put this into access/table.txt if it is meant:\n{}", tables());
}

#[test]
fn viewers_see_analytics_only_where_the_organization_says_so() {
    for &role in Role::ALL {
        for &action in Action::ALL {
            let open = Rules { viewers_see_analytics: true };
            let closed = Rules { viewers_see_analytics: false };
            assert_eq!(open.allow(role, action), may(role, action), "{role} {action}");
            let is_closed = role == Role::Viewer && action == Action::SeeAnalytics;
            assert_eq!(closed.allow(role, action), may(role, action) && !is_closed, "{role} {action}");
        }
    }
}

fn any_of<T: Copy + std::fmt::Debug + 'static>(all: &'static [T]) -> impl Strategy<Value = T> {
    prop::sample::select(all)
}

proptest! {
    #[test]
    fn a_stronger_role_may_all_that_a_weaker_one_may(
        weak in any_of(Role::ALL), strong in any_of(Role::ALL), action in any_of(Action::ALL), shown: bool,
    ) {
        let rules = Rules { viewers_see_analytics: shown };
        prop_assume!(weak <= strong);
        prop_assert!(!rules.allow(weak, action) || rules.allow(strong, action));
    }

    #[test]
    fn more_scopes_allow_what_each_of_them_allows(
        scopes in prop::collection::vec(any_of(TokenScope::ALL), 0..4), action in any_of(Action::ALL),
    ) {
        prop_assert_eq!(token_may(&scopes, action), scopes.iter().any(|scope| token_may(&[*scope], action)));
        let gives_rights = matches!(action, Action::InviteMembers | Action::ChangeRoles | Action::CreateTokens);
        prop_assert!(!(gives_rights && token_may(&scopes, action)));
    }
}

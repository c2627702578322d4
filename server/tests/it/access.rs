//! Four roles at every server function and every tab: what the table in `domain` says, and nothing else.

use app::piece::PieceName;
use app::settings::Tab;
use domain::access::{Action, may};
use domain::role::Role;

use crate::catalogue::tenant_functions;
use crate::harness::TestApp;
use crate::piece;

#[tokio::test]
async fn a_server_function_refuses_exactly_the_roles_that_the_table_refuses_and_notes_it() {
    for &role in Role::ALL {
        let app = TestApp::new().await;
        let org = app.organization("acme").await;
        let first = app.user("first@acme.test", org).await;
        let mut member = app.signed_in_as("member@acme.test", org, role).await;
        for function in tenant_functions() {
            let Some(needs) = function.needs.filter(|needs| *needs != Action::LeaveOrganization) else { continue };
            let before = app.log("acme", first).await.len();
            let answer = member.call(function, &(function.arguments)("acme")).await;
            let log = app.log("acme", first).await;
            let new = &log[..log.len() - before];
            // Who or what is named in the arguments is nobody, which only those are told who may ask at all.
            let expected = if may(role, needs) { function.owner_gets } else { 403 };
            assert_eq!(answer.status, expected, "{role}: {}: {}", function.path, answer.body);
            if expected == 403 {
                let is_noted = matches!(new, [line] if line.starts_with("member@") && line.ends_with(" refused"));
                assert!(is_noted, "{role}: {}: {new:?}", function.path);
            } else if expected == 200 {
                let is_noted = !new.is_empty() && new.iter().all(|line| line.ends_with(" done"));
                assert!(is_noted, "{role}: {}: {new:?}", function.path);
            }
        }
    }
}

#[tokio::test]
async fn a_tab_is_offered_to_whom_it_answers() {
    let app = TestApp::new().await;
    let org = app.organization("acme").await;
    app.user("first@acme.test", org).await;
    for &role in Role::ALL {
        let mut member = app.signed_in_as(&format!("{role}@acme.test"), org, role).await;
        let page = member.get("/o/acme/settings/general?wait=all").await.expect(200).body;
        for (tab, needs) in [
            (Tab::General, Action::SeeOrganization),
            (Tab::Members, Action::SeeMembers),
            (Tab::Environments, Action::SeeHealth),
            (Tab::Automation, Action::SeeHealth),
            (Tab::Tokens, Action::SeeTokens),
            (Tab::Notifications, Action::SeeProviders),
            (Tab::Deliveries, Action::SeeProviders),
            (Tab::Audit, Action::SeeAudit),
        ] {
            let path = format!("/o/acme/{}", tab.path());
            assert_eq!(page.contains(&format!("href=\"{path}\"")), may(role, needs), "{role}: {path}");
            let arguments = piece::arguments("acme", PieceName::Settings(tab), "");
            let answer = member.post_json("/fn/get_piece", &arguments).await;
            assert_eq!(answer.status, if may(role, needs) { 200 } else { 403 }, "{role}: {path}: {}", answer.body);
            // The page itself says so in words, and keeps its frame.
            let page = member.get(&format!("{path}?wait=all")).await.expect(200).body;
            assert_eq!(page.contains("Your role does not allow this"), !may(role, needs), "{role}: {path}");
        }
        let export = member.get("/api/o/acme/audit").await;
        assert_eq!(export.status, if may(role, Action::ExportAudit) { 200 } else { 403 }, "{role}");
    }
}

#[tokio::test]
async fn what_a_role_may_not_do_is_not_offered() {
    let app = TestApp::new().await;
    let org = app.organization("acme").await;
    app.user("first@acme.test", org).await;
    for &role in Role::ALL {
        let mut member = app.signed_in_as(&format!("{role}@acme.test"), org, role).await;
        let mut page = async |tab: Tab| {
            let arguments = piece::arguments("acme", PieceName::Settings(tab), "");
            member.post_json("/fn/get_piece", &arguments).await.expect(200).body
        };
        let (general, members) = (page(Tab::General).await, page(Tab::Members).await);
        assert_eq!(general.contains("/fn/change_organization"), may(role, Action::ChangeOrganization), "{role}");
        assert_eq!(members.contains("/fn/invite_member"), may(role, Action::InviteMembers), "{role}");
        assert_eq!(members.contains("/fn/change_role"), may(role, Action::ChangeRoles), "{role}");
        assert_eq!(members.contains("/fn/remove_member"), may(role, Action::RemoveMembers), "{role}");
        assert_eq!(members.contains("first@acme.test"), may(role, Action::SeeAddresses), "{role}");
        assert_eq!(
            members.contains("value=\\\"owner\\\""),
            role == Role::Owner,
            "{role} gives no role above their own"
        );
        assert!(members.contains("/fn/leave_organization"), "{role}");
    }
}

#[tokio::test]
async fn viewers_see_no_analytics_where_the_organization_says_so() {
    use app::overview::Part;
    let app = TestApp::new().await;
    let org = app.organization("acme").await;
    let mut owner = app.signed_in_as("owner@acme.test", org, Role::Owner).await;
    let mut viewer = app.signed_in_as("viewer@acme.test", org, Role::Viewer).await;
    let arguments = |part| piece::arguments("acme", PieceName::Overview(part), "");
    viewer.post_json("/fn/get_piece", &arguments(Part::Feed)).await.expect(200);
    let fields = [("org", "acme"), ("name", "Acme"), ("zone", "UTC"), ("locale", "de")];
    owner.post_form("/fn/change_organization", &fields).await.expect(200);
    for part in [Part::Feed, Part::Events, Part::Users] {
        viewer.post_json("/fn/get_piece", &arguments(part)).await.expect(403);
        owner.post_json("/fn/get_piece", &arguments(part)).await.expect(200);
    }
    viewer.post_json("/fn/get_piece", &arguments(Part::Cpu)).await.expect(200);
    let page = viewer.get("/o/acme?wait=all").await.expect(200).body;
    assert!(page.contains("CPU") && !page.contains("Recent events"), "what is not for viewers is not offered to them");
}

//! Members: roles, and how a membership ends.

use domain::{access::member::MemberRefusal, id::UserId, role::Role};
use sqlx::PgPool;
use store::{OrgScope, RuleError, StoreError, member};
use tokio::task::JoinSet;

use crate::harness::{Harness, Org, email, origin, slug};

async fn role_of(harness: &Harness, org: &Org, user: UserId) -> Option<Role> {
    let scope = harness.store.enter(user, org.scope.slug()).await.expect("asked");
    scope.map(|scope| scope.role())
}

fn refusal<T: std::fmt::Debug>(result: Result<T, RuleError<MemberRefusal>>) -> MemberRefusal {
    match result {
        Err(RuleError::Refused(refusal)) => refusal,
        other => panic!("{other:?}"),
    }
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn members_are_listed_by_name_and_only_some_see_addresses(pool: PgPool) {
    let harness = Harness::new(pool).await;
    let acme = harness.organization("acme").await;
    harness.organization("globex").await;
    let viewer = harness.member(&acme, Role::Viewer, "zoe@acme.test").await;
    harness.member(&acme, Role::Admin, "Ben@acme.test").await;
    let listed = async |scope: &OrgScope, after, limit| {
        let members = member::list(scope, after, limit, &origin()).await.expect("listed");
        members.into_iter().map(|member| (member.user_id, member.name.to_string(), member.email)).collect::<Vec<_>>()
    };
    let all = listed(&acme.scope, None, 10).await;
    let names: Vec<_> = all.iter().map(|(_, name, _)| name.as_str()).collect();
    assert_eq!(names, ["Ben@acme.test", "owner@acme.test", "zoe@acme.test"]);
    assert_eq!(all[2].2, Some(email("zoe@acme.test")));
    assert_eq!(listed(&acme.scope, None, 1).await, all[..1]);
    assert_eq!(listed(&acme.scope, Some(all[0].0), 10).await, all[1..]);
    assert!(listed(&viewer, None, 10).await.iter().all(|(_, _, email)| email.is_none()));
    let reads = harness.number("select count(*) from audit_entries where action = 'member.addresses_read'").await;
    assert_eq!(reads, 1, "what a viewer sees is nothing to note, and what an owner sees is noted once in a while");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_role_changes_at_once_and_is_in_the_log(pool: PgPool) {
    let harness = Harness::new(pool).await;
    let acme = harness.organization("acme").await;
    let zoe = harness.member(&acme, Role::Viewer, "zoe@acme.test").await;
    member::change_role(&acme.scope, zoe.user_id(), Role::Admin, &origin()).await.expect("changed");
    assert_eq!(role_of(&harness, &acme, zoe.user_id()).await, Some(Role::Admin));
    assert_eq!(acme.log().await[0], "owner@acme.test member.role_changed zoe@acme.test [viewer to admin] done");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_role_raised_by_editing_the_form_is_refused_and_noted(pool: PgPool) {
    let harness = Harness::new(pool).await;
    let acme = harness.organization("acme").await;
    let admin = harness.member(&acme, Role::Admin, "admin@acme.test").await;
    let viewer = harness.member(&acme, Role::Viewer, "viewer@acme.test").await;
    let raise = async |scope: &OrgScope, user| refusal(member::change_role(scope, user, Role::Owner, &origin()).await);
    assert_eq!(raise(&viewer, viewer.user_id()).await, MemberRefusal::Role);
    assert_eq!(raise(&admin, admin.user_id()).await, MemberRefusal::AboveYou);
    assert_eq!(refusal(member::remove(&admin, acme.user, &origin()).await), MemberRefusal::AboveYou);
    assert_eq!(role_of(&harness, &acme, viewer.user_id()).await, Some(Role::Viewer));
    assert_eq!(role_of(&harness, &acme, acme.user).await, Some(Role::Owner));
    let log = acme.log().await;
    assert_eq!(log[0], "admin@acme.test member.removed owner@acme.test [owner] refused");
    assert_eq!(log[1], "admin@acme.test member.role_changed admin@acme.test [admin to owner] refused");
    assert_eq!(log[2], "viewer@acme.test member.role_changed viewer@acme.test [viewer to owner] refused");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_scope_that_was_remembered_gives_no_right_that_is_gone(pool: PgPool) {
    let harness = Harness::new(pool).await;
    let acme = harness.organization("acme").await;
    let admin = harness.member(&acme, Role::Admin, "admin@acme.test").await;
    let zoe = harness.member(&acme, Role::Viewer, "zoe@acme.test").await;
    member::change_role(&acme.scope, admin.user_id(), Role::Viewer, &origin()).await.expect("changed");
    // The scope of a second ago still says admin.
    assert_eq!(admin.role(), Role::Admin);
    assert_eq!(refusal(member::remove(&admin, zoe.user_id(), &origin()).await), MemberRefusal::Role);
    let invited = store::invitation::create(&admin, &email("x@example.com"), Role::Viewer, &[1; 32], &origin()).await;
    assert!(matches!(invited, Err(RuleError::Store(StoreError::Forbidden))), "{invited:?}");
    member::remove(&acme.scope, admin.user_id(), &origin()).await.expect("removed");
    let removed = member::remove(&admin, zoe.user_id(), &origin()).await;
    assert!(matches!(removed, Err(RuleError::Store(StoreError::NotFound))), "{removed:?}");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn who_is_removed_is_a_stranger_and_who_leaves_too(pool: PgPool) {
    let harness = Harness::new(pool).await;
    let acme = harness.organization("acme").await;
    let zoe = harness.member(&acme, Role::Viewer, "zoe@acme.test").await;
    let ben = harness.member(&acme, Role::Admin, "ben@acme.test").await;
    let hash = [9; 32];
    store::invitation::create(&ben, &email("friend@example.com"), Role::Admin, &hash, &origin()).await.expect("new");
    member::remove(&acme.scope, ben.user_id(), &origin()).await.expect("removed");
    member::leave(&zoe, &origin()).await.expect("left");
    assert_eq!(role_of(&harness, &acme, ben.user_id()).await, None);
    assert_eq!(role_of(&harness, &acme, zoe.user_id()).await, None);
    let invitation = store::invitation::find(&harness.store, &hash).await.expect("asked").expect("it was made");
    assert!(invitation.facts.is_withdrawn, "nobody lets friends in after being removed");
    let log = acme.log().await;
    assert_eq!(log[0], "zoe@acme.test member.left  [viewer] done");
    assert_eq!(log[1], "owner@acme.test member.removed ben@acme.test [admin] done");
    let again = member::remove(&acme.scope, ben.user_id(), &origin()).await;
    assert!(matches!(again, Err(RuleError::Store(StoreError::NotFound))), "{again:?}");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_member_of_another_organization_is_not_found(pool: PgPool) {
    let harness = Harness::new(pool).await;
    let acme = harness.organization("acme").await;
    let globex = harness.organization("globex").await;
    for result in [
        member::remove(&acme.scope, globex.user, &origin()).await,
        member::change_role(&acme.scope, globex.user, Role::Viewer, &origin()).await,
    ] {
        assert!(matches!(result, Err(RuleError::Store(StoreError::NotFound))), "{result:?}");
    }
    assert_eq!(role_of(&harness, &globex, globex.user).await, Some(Role::Owner));
    // Who may not ask isn't told who is a member.
    let viewer = harness.member(&acme, Role::Viewer, "viewer@acme.test").await;
    for user in [globex.user, UserId(0)] {
        let removed = member::remove(&viewer, user, &origin()).await;
        assert!(matches!(removed, Err(RuleError::Store(StoreError::Forbidden))), "{removed:?}");
    }
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn the_last_owner_can_neither_leave_nor_go_nor_step_down(pool: PgPool) {
    let harness = Harness::new(pool).await;
    let acme = harness.organization("acme").await;
    let last = MemberRefusal::LastOwner;
    assert_eq!(refusal(member::leave(&acme.scope, &origin()).await), last);
    assert_eq!(refusal(member::remove(&acme.scope, acme.user, &origin()).await), last);
    assert_eq!(refusal(member::change_role(&acme.scope, acme.user, Role::Admin, &origin()).await), last);
    let zoe = harness.member(&acme, Role::Owner, "zoe@acme.test").await;
    member::leave(&acme.scope, &origin()).await.expect("there is another owner");
    assert_eq!(refusal(member::leave(&zoe, &origin()).await), last);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn owners_who_leave_at_the_same_moment_cannot_leave_nobody(pool: PgPool) {
    let harness = Harness::new(pool).await;
    for round in 0..8 {
        let name = format!("round{round}");
        let acme = harness.organization(&name).await;
        let mut owners = vec![acme.scope.clone()];
        for number in 0..5 {
            owners.push(harness.member(&acme, Role::Owner, &format!("owner{number}@{name}.test")).await);
        }
        let mut leaving = JoinSet::new();
        for (at, owner) in owners.iter().cloned().enumerate() {
            let next = owners[(at + 1) % owners.len()].user_id();
            // Some leave, some are removed by their neighbour, some step down.
            leaving.spawn(async move {
                match at % 3 {
                    0 => member::leave(&owner, &origin()).await,
                    1 => member::remove(&owner, next, &origin()).await,
                    _ => member::change_role(&owner, owner.user_id(), Role::Viewer, &origin()).await,
                }
            });
        }
        for result in leaving.join_all().await {
            if let Err(RuleError::Store(error)) = &result {
                assert!(matches!(error, StoreError::NotFound), "{error:?}");
            }
        }
        let owners = sqlx::query_scalar::<_, i64>("select count(*) from members where org_id = $1 and role = 'owner'")
            .bind(acme.id.0)
            .fetch_one(&harness.pool)
            .await
            .expect("counted");
        assert!(owners >= 1, "round {round}: {owners}");
    }
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn every_server_hears_of_a_change_of_access(pool: PgPool) {
    use store::live::{LiveSignal, Topic};
    let harness = Harness::new(pool).await;
    let acme = harness.organization("acme").await;
    let zoe = harness.member(&acme, Role::Viewer, "zoe@acme.test").await;
    let mut listener = harness.store.listen().await.expect("listening");
    let heard = LiveSignal::Changed { org: acme.id, topic: Topic::Access };
    member::change_role(&acme.scope, zoe.user_id(), Role::Editor, &origin()).await.expect("changed");
    assert_eq!(listener.next().await.expect("heard"), heard);
    member::remove(&acme.scope, zoe.user_id(), &origin()).await.expect("removed");
    assert_eq!(listener.next().await.expect("heard"), heard);
    store::session::end_others(&harness.store, acme.user, None, &origin()).await.expect("ended");
    assert_eq!(listener.next().await.expect("heard"), heard);
    store::organization::create_by(
        &harness.store,
        acme.user,
        &slug("other"),
        acme.scope.name(),
        acme.scope.zone(),
        &origin(),
    )
    .await
    .expect("made");
    assert!(matches!(listener.next().await.expect("heard"), LiveSignal::Changed { topic: Topic::Access, .. }));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn an_owner_who_is_one_no_longer_makes_no_owners_by_an_older_invitation(pool: PgPool) {
    let harness = Harness::new(pool).await;
    let acme = harness.organization("acme").await;
    let zoe = harness.member(&acme, Role::Owner, "zoe@acme.test").await;
    for (number, address, role) in [(1, "friend@example.com", Role::Owner), (2, "mate@example.com", Role::Admin)] {
        store::invitation::create(&zoe, &email(address), role, &[number; 32], &origin()).await.expect("new");
    }
    member::change_role(&acme.scope, zoe.user_id(), Role::Admin, &origin()).await.expect("changed");
    let is_withdrawn = async |number| {
        let found = store::invitation::find(&harness.store, &[number; 32]).await.expect("asked");
        found.expect("it was made").facts.is_withdrawn
    };
    assert!(is_withdrawn(1).await && !is_withdrawn(2).await);
    let log = acme.log().await;
    assert_eq!(log[1], "owner@acme.test invitation.withdrawn friend@example.com [owner] done");
    member::change_role(&acme.scope, zoe.user_id(), Role::Viewer, &origin()).await.expect("changed");
    assert!(is_withdrawn(2).await);
    assert_eq!(acme.log().await[1], "owner@acme.test invitation.withdrawn mate@example.com [admin] done");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn nobody_comes_back_by_an_invitation_from_before_they_were_removed(pool: PgPool) {
    let harness = Harness::new(pool).await;
    let acme = harness.organization("acme").await;
    // Invited, then added on the command line: the invitation is still open.
    for (number, address) in [(1, "zoe@acme.test"), (2, "ben@acme.test")] {
        acme.invite(address, Role::Owner, number).await;
        harness.member(&acme, Role::Viewer, address).await;
    }
    let member_of = async |address: &str| {
        let user = store::user::find(&harness.system, &email(address)).await.expect("asked").expect("made");
        let scope = harness.store.enter(user, acme.scope.slug()).await.expect("asked").expect("a member");
        (user, scope)
    };
    let ((zoe, _), (ben, his)) = (member_of("zoe@acme.test").await, member_of("ben@acme.test").await);
    member::remove(&acme.scope, zoe, &origin()).await.expect("removed");
    member::leave(&his, &origin()).await.expect("left");
    for (number, user) in [(1, zoe), (2, ben)] {
        let mut hash = crate::harness::link_hash(number);
        hash[0] = u8::try_from(acme.id.0).expect("few organizations");
        store::invitation::accept(&harness.store, &hash, user, &origin()).await.expect_err("withdrawn");
        assert_eq!(role_of(&harness, &acme, user).await, None);
    }
    let log = acme.log().await;
    for line in [
        "owner@acme.test invitation.withdrawn zoe@acme.test [owner] done",
        "ben@acme.test invitation.withdrawn ben@acme.test [owner] done",
    ] {
        assert!(log.iter().any(|entry| entry == line), "{line}: {log:?}");
    }
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_refused_try_on_nobody_is_noted_too(pool: PgPool) {
    let harness = Harness::new(pool).await;
    let acme = harness.organization("acme").await;
    let viewer = harness.member(&acme, Role::Viewer, "viewer@acme.test").await;
    member::remove(&viewer, UserId(0), &origin()).await.expect_err("a viewer");
    member::change_role(&viewer, UserId(0), Role::Owner, &origin()).await.expect_err("a viewer");
    let log = acme.log().await;
    assert_eq!(log[0], "viewer@acme.test member.role_changed  [] refused");
    assert_eq!(log[1], "viewer@acme.test member.removed  [] refused");
}

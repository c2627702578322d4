//! Invitations, from both sides.

use chrono::TimeDelta;
use domain::{
    access::member::{InviteRefusal, MemberRefusal},
    link::{INVITATION_LIFETIME, LinkRefusal},
    role::Role,
};
use sqlx::PgPool;
use store::{RuleError, StoreError, audit::Origin, invitation};
use tokio::task::JoinSet;

use crate::harness::{Harness, email, name, now, origin};

fn refusal<T: std::fmt::Debug>(result: Result<T, RuleError<LinkRefusal>>) -> LinkRefusal {
    match result {
        Err(RuleError::Refused(refusal)) => refusal,
        other => panic!("{other:?}"),
    }
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_new_person_gets_an_account_and_a_membership_by_the_link(pool: PgPool) {
    let harness = Harness::new(pool).await;
    let acme = harness.organization("acme").await;
    let hash = acme.invite("new@example.com", Role::Editor, 1).await;
    let found = invitation::find(&harness.store, &hash).await.expect("asked").expect("it was made");
    assert_eq!((found.slug.as_str(), found.email, found.role), ("acme", email("new@example.com"), Role::Editor));
    assert!(!found.has_account);
    assert_eq!(found.facts.check(now()), Ok(()));

    let (user, slug) = invitation::accept_as_new(&harness.store, &hash, &name("New"), "$argon2id$x", &origin())
        .await
        .expect("accepted");
    let scope = harness.store.enter(user, &slug).await.expect("asked").expect("a member");
    assert_eq!((scope.org_id(), scope.role()), (acme.id, Role::Editor));
    let log = acme.log().await;
    assert_eq!(log[0], "new@example.com invitation.accepted new@example.com [editor, with a new account] done");
    assert_eq!(log[1], "new@example.com user.created new@example.com [] done");
    assert_eq!(log[2], "owner@acme.test invitation.created new@example.com [editor] done");
    assert!(invitation::list(&acme.scope, None, 10, now()).await.expect("listed").is_empty());
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_person_with_an_account_joins_by_the_link(pool: PgPool) {
    let harness = Harness::new(pool).await;
    let acme = harness.organization("acme").await;
    let globex = harness.organization("globex").await;
    let hash = acme.invite("owner@globex.test", Role::Viewer, 1).await;
    let found = invitation::find(&harness.store, &hash).await.expect("asked").expect("it was made");
    assert!(found.has_account);
    let slug = invitation::accept(&harness.store, &hash, globex.user, &origin()).await.expect("accepted");
    let scope = harness.store.enter(globex.user, &slug).await.expect("asked").expect("a member");
    assert_eq!((scope.org_id(), scope.role()), (acme.id, Role::Viewer));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn an_invitation_works_once(pool: PgPool) {
    let harness = Harness::new(pool).await;
    let acme = harness.organization("acme").await;
    let hash = acme.invite("new@example.com", Role::Viewer, 1).await;
    let accept =
        async || invitation::accept_as_new(&harness.store, &hash, &name("New"), "$argon2id$x", &origin()).await;
    let (user, _) = accept().await.expect("accepted");
    assert_eq!(refusal(accept().await), LinkRefusal::Used);
    assert_eq!(refusal(invitation::accept(&harness.store, &hash, user, &origin()).await), LinkRefusal::Used);
    // Not even to come back after having been removed.
    store::member::remove(&acme.scope, user, &origin()).await.expect("removed");
    assert_eq!(refusal(invitation::accept(&harness.store, &hash, user, &origin()).await), LinkRefusal::Used);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn an_invitation_opened_many_times_at_once_lets_one_in(pool: PgPool) {
    let harness = Harness::new(pool).await;
    let acme = harness.organization("acme").await;
    let hash = acme.invite("new@example.com", Role::Viewer, 1).await;
    let mut opening = JoinSet::new();
    for _ in 0..8 {
        let store = harness.store.clone();
        opening.spawn(async move {
            invitation::accept_as_new(&store, &hash, &name("New"), "$argon2id$x", &origin()).await.map(drop)
        });
    }
    let results = opening.join_all().await;
    assert_eq!(results.iter().filter(|result| result.is_ok()).count(), 1);
    assert!(results.into_iter().filter(Result::is_err).all(|result| refusal(result) == LinkRefusal::Used));
    assert_eq!(harness.number("select count(*) from members").await, 2);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn an_invitation_ends(pool: PgPool) {
    let harness = Harness::new(pool).await;
    let acme = harness.organization("acme").await;
    let hash = acme.invite("owner@globex.test", Role::Viewer, 1).await;
    let globex = harness.organization("globex").await;
    let end = Origin { at: now() + INVITATION_LIFETIME, ..origin() };
    let accepted = invitation::accept(&harness.store, &hash, globex.user, &end).await;
    assert_eq!(refusal(accepted), LinkRefusal::Expired);
    assert!(invitation::list(&acme.scope, None, 10, end.at).await.expect("listed").is_empty());

    let open = invitation::list(&acme.scope, None, 10, now()).await.expect("listed");
    invitation::withdraw(&acme.scope, open[0].id, &origin()).await.expect("withdrawn");
    let accepted = invitation::accept(&harness.store, &hash, globex.user, &origin()).await;
    assert_eq!(refusal(accepted), LinkRefusal::Withdrawn);
    let again = invitation::withdraw(&acme.scope, open[0].id, &origin()).await;
    assert!(matches!(again, Err(StoreError::NotFound)), "{again:?}");
    assert_eq!(harness.number("select count(*) from members").await, 2);

    assert_eq!(invitation::prune(&harness.system, end.at).await.expect("pruned"), 0);
    assert_eq!(invitation::prune(&harness.system, end.at + TimeDelta::days(30)).await.expect("pruned"), 1);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn an_invitation_for_another_address_is_refused_and_stays_open(pool: PgPool) {
    let harness = Harness::new(pool).await;
    let acme = harness.organization("acme").await;
    let globex = harness.organization("globex").await;
    let hash = acme.invite("new@example.com", Role::Owner, 1).await;
    let refused = refusal(invitation::accept(&harness.store, &hash, globex.user, &origin()).await);
    assert_eq!(refused, LinkRefusal::OtherAddress { invited: email("new@example.com") });
    assert!(harness.store.enter(globex.user, acme.scope.slug()).await.expect("asked").is_none());
    assert_eq!(acme.log().await[0], "owner@globex.test invitation.accepted new@example.com [owner] refused");
    invitation::accept_as_new(&harness.store, &hash, &name("New"), "$argon2id$x", &origin()).await.expect("open");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn an_address_that_got_an_account_meanwhile_is_a_conflict(pool: PgPool) {
    let harness = Harness::new(pool).await;
    let acme = harness.organization("acme").await;
    let hash = acme.invite("new@example.com", Role::Viewer, 1).await;
    harness.user("new@example.com").await;
    let made = invitation::accept_as_new(&harness.store, &hash, &name("New"), "$argon2id$x", &origin()).await;
    assert!(
        matches!(&made, Err(RuleError::Store(StoreError::Conflict { constraint })) if constraint == "users_email_key"),
        "{made:?}"
    );
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn inviting_again_replaces_the_link(pool: PgPool) {
    let harness = Harness::new(pool).await;
    let acme = harness.organization("acme").await;
    let first = acme.invite("new@example.com", Role::Admin, 1).await;
    let second = acme.invite("new@example.com", Role::Viewer, 2).await;
    assert_eq!(invitation::find(&harness.store, &first).await.expect("asked"), None);
    let found = invitation::find(&harness.store, &second).await.expect("asked").expect("it was made");
    assert_eq!(found.role, Role::Viewer);
    assert_eq!(invitation::list(&acme.scope, None, 10, now()).await.expect("listed").len(), 1);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn nobody_invites_above_their_role_or_a_member(pool: PgPool) {
    let harness = Harness::new(pool).await;
    let acme = harness.organization("acme").await;
    let admin = harness.member(&acme, Role::Admin, "admin@acme.test").await;
    let viewer = harness.member(&acme, Role::Viewer, "viewer@acme.test").await;
    let invite =
        async |scope, address, role| invitation::create(scope, &email(address), role, &[9; 32], &origin()).await;
    let above = invite(&admin, "new@example.com", Role::Owner).await;
    assert!(matches!(above, Err(RuleError::Refused(InviteRefusal::Member(MemberRefusal::AboveYou)))), "{above:?}");
    let member = invite(&admin, "Viewer@acme.test", Role::Editor).await;
    assert!(matches!(member, Err(RuleError::Refused(InviteRefusal::AlreadyMember))), "{member:?}");
    let lowly = invite(&viewer, "new@example.com", Role::Viewer).await;
    assert!(matches!(lowly, Err(RuleError::Store(StoreError::Forbidden))), "{lowly:?}");
    let log = acme.log().await;
    assert_eq!(log.iter().filter(|line| line.ends_with("refused")).count(), 3, "{log:?}");
    assert!(matches!(invitation::list(&viewer, None, 10, now()).await, Err(StoreError::Forbidden)));
    assert_eq!(harness.number("select count(*) from invitations").await, 0);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn an_invitation_of_another_organization_can_not_be_withdrawn(pool: PgPool) {
    let harness = Harness::new(pool).await;
    let acme = harness.organization("acme").await;
    let globex = harness.organization("globex").await;
    acme.invite("new@example.com", Role::Viewer, 1).await;
    let id = invitation::list(&acme.scope, None, 10, now()).await.expect("listed")[0].id;
    assert!(matches!(invitation::withdraw(&globex.scope, id, &origin()).await, Err(StoreError::NotFound)));
    assert!(invitation::list(&globex.scope, None, 10, now()).await.expect("listed").is_empty());
    let pages: Vec<_> =
        invitation::list(&acme.scope, Some(&email("new@example.com")), 10, now()).await.expect("listed");
    assert!(pages.is_empty(), "the page after the last is empty");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_new_account_and_a_link_that_ended_are_in_the_log(pool: PgPool) {
    let harness = Harness::new(pool).await;
    let acme = harness.organization("acme").await;
    let hash = acme.invite("new@example.com", Role::Viewer, 1).await;
    invitation::check(&harness.store, &hash, &origin()).await.expect("it works");
    invitation::accept_as_new(&harness.store, &hash, &name("New"), "$argon2id$x", &origin()).await.expect("open");
    let log = acme.log().await;
    assert_eq!(log[0], "new@example.com invitation.accepted new@example.com [viewer, with a new account] done");
    assert_eq!(log[1], "new@example.com user.created new@example.com [] done");

    let used = invitation::check(&harness.store, &hash, &origin()).await.map(drop);
    assert_eq!(refusal(used), LinkRefusal::Used);
    let again = invitation::accept_as_new(&harness.store, &hash, &name("New"), "$argon2id$x", &origin()).await;
    assert_eq!(refusal(again), LinkRefusal::Used);
    let line = format!("new@example.com invitation.accepted new@example.com [{}] refused", LinkRefusal::Used);
    assert_eq!(acme.log().await[..2], [line.clone(), line]);
    let unknown = invitation::check(&harness.store, &[0; 32], &origin()).await;
    assert!(matches!(unknown, Err(RuleError::Store(StoreError::NotFound))), "{unknown:?}");
}

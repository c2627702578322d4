//! One's own account: profile, password, sessions; the links that let somebody in; an organization of one's own.
//!
//! These pages have no browser half, as all pages outside of the application (`door`): plain forms, that come back with
//! what was wrong.

mod act;
mod addresses;
mod bots;
mod chats;
mod done;
mod forgot;
mod frame;
mod invitation;
mod join;
mod new_organization;
mod organizations;
mod passwords;
mod profile;
mod profiles;
mod reset;
mod sessions;
mod verify;

pub use act::{ActOnLink, ActPage, act_on_link};
pub use addresses::{
    AskAddress, ClearAddress, SetNotifies, VerifyAddress, ask_address, clear_address, set_notifies, verify_address,
};
pub use chats::{AskChat, ForgetChat, ask_chat, forget_chat};
pub(crate) use done::Done;
pub use forgot::{AskReset, ForgotPage, ask_reset};
pub use invitation::InvitationPage;
pub use join::{AcceptInvitation, Join, accept_invitation, join};
pub use new_organization::NewOrganizationPage;
pub use organizations::{CreateOrganization, create_organization};
pub use passwords::{ChangePassword, ResetPassword, change_password, reset_password};
pub use profile::ProfilePage;
pub use profiles::{ChangeProfile, EndOtherSessions, EndSession, change_profile, end_other_sessions, end_session};
pub use reset::ResetPage;
pub use verify::VerifyPage;

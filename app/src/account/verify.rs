//! `/verify/{token}`: an address that a link was sent to, taken by a click.

use super::VerifyAddress;
use super::frame::{AccountForm, AccountPage};
use crate::form::{Refusal, action};
use crate::ui::Card;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

/// Asks for the click. Whether the link works, the click shows: this page says nothing about whose it is.
#[component]
pub fn VerifyPage() -> impl IntoView {
    let refusal = Refusal::here::<VerifyAddress>();
    let token = use_params_map().get_untracked().get("token").unwrap_or_default();
    view! {
        <AccountPage title="Your address">
            <Card title="Hear about your dashboards here">
                <AccountForm action={action::<VerifyAddress>()} refusal>
                    <p>"Messages about dashboards that you own will go to the address that got this link."</p>
                    <input type="hidden" name="token" value=token/>
                    <div><button type="submit" class="btn btn-primary">"Use this address"</button></div>
                </AccountForm>
            </Card>
        </AccountPage>
    }
}

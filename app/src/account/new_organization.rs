//! `/organizations/new`.

use super::CreateOrganization;
use super::frame::{AccountForm, AccountPage};
use crate::form::{Refusal, action};
use crate::settings::Zones;
use crate::ui::{Card, TextField};
use leptos::prelude::*;

/// Makes an organization.
#[component]
pub fn NewOrganizationPage() -> impl IntoView {
    let refusal = Refusal::here::<CreateOrganization>();
    view! {
        <AccountPage title="New organization" has_way_back=true>
            <Card title="You will be its owner">
                <AccountForm action={action::<CreateOrganization>()} refusal=refusal.clone()>
                    <TextField label="Name" name="name" required=true value=refusal.typed("name", "") error=refusal.at("name")/>
                    <TextField label="Short name" name="slug" required=true hint="It stands in addresses, and stays: acme-data."
                        value=refusal.typed("slug", "") error=refusal.at("slug")/>
                    <TextField label="Time zone" name="zone" required=true list="zones" hint="Days begin at midnight there."
                        value=refusal.typed("zone", "UTC") error=refusal.at("zone")/>
                    <Zones/>
                    <div><button type="submit" class="btn btn-primary">"Create"</button></div>
                </AccountForm>
            </Card>
        </AccountPage>
    }
}

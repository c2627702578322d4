//! Toasts: short messages about what was just done. They go by themselves, except while a person reads them.

use super::{IconButton, IconName, Light, LightKind};
use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::*;
use std::time::Duration;

/// Long enough to read two lines twice.
const STAYS_FOR: Duration = Duration::from_secs(6);

#[derive(Clone, Debug)]
struct Toast {
    id: u32,
    kind: LightKind,
    text: String,
}

/// Shows toasts from anywhere below [`provide_toasts`].
#[derive(Clone, Copy, Debug)]
pub struct Toaster {
    toasts: RwSignal<Vec<Toast>>,
    next: StoredValue<u32>,
}

impl Toaster {
    /// Shows a message below those that are there.
    pub fn show(&self, kind: LightKind, text: impl Into<String>) {
        let id = self.next.get_value();
        self.next.set_value(id.wrapping_add(1));
        let text = text.into();
        self.toasts.update(|toasts| toasts.push(Toast { id, kind, text }));
    }

    fn dismiss(&self, id: u32) {
        self.toasts.update(|toasts| toasts.retain(|toast| toast.id != id));
    }
}

/// Makes room for toasts in the context; [`Toasts`] shows them.
pub fn provide_toasts() {
    provide_context(Toaster { toasts: RwSignal::new(Vec::new()), next: StoredValue::new(0) });
}

/// The way to show a toast.
///
/// # Panics
/// Outside of [`provide_toasts`].
pub fn use_toaster() -> Toaster {
    expect_context::<Toaster>()
}

/// The place of the toasts. It is there from the start and empty, so that what comes is read out.
#[component]
pub fn Toasts() -> impl IntoView {
    let toaster = use_toaster();
    view! {
        <div class="toasts" role="status" aria-atomic="false">
            <For each=move || toaster.toasts.get() key=|toast| toast.id let:toast>
                <OneToast toast/>
            </For>
        </div>
    }
}

#[component]
fn OneToast(toast: Toast) -> impl IntoView {
    let toaster = use_toaster();
    let id = toast.id;
    let timer = StoredValue::new(None::<TimeoutHandle>);
    let pause = move || {
        if let Some(timer) = timer.try_update_value(Option::take).flatten() {
            timer.clear();
        }
    };
    let run = move || {
        pause();
        timer.set_value(set_timeout_with_handle(move || toaster.dismiss(id), STAYS_FOR).ok());
    };
    Effect::new(move |_| run());
    on_cleanup(pause);
    view! {
        <div
            class="toast"
            on:pointerenter=move |_| pause() on:pointerleave=move |_| run()
            on:focusin=move |_| pause() on:focusout=move |_| run()
        >
            <Light kind=toast.kind/>
            <p>{toast.text}</p>
            <IconButton icon=IconName::X label="Dismiss" small=true on:click=move |_| toaster.dismiss(id)/>
        </div>
    }
}

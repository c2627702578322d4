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
    timers: StoredValue<Vec<(u32, TimeoutHandle)>>,
}

impl Toaster {
    /// Shows a message below those that are there.
    pub fn show(&self, kind: LightKind, text: impl Into<String>) {
        let id = self.next.get_value();
        self.next.set_value(id.wrapping_add(1));
        let text = text.into();
        self.toasts.update(|toasts| toasts.push(Toast { id, kind, text }));
        self.run(id);
    }

    fn dismiss(self, id: u32) {
        self.pause(id);
        self.toasts.update(|toasts| toasts.retain(|toast| toast.id != id));
    }

    /// Lets the message go after its time.
    fn run(self, id: u32) {
        self.pause(id);
        if let Ok(timer) = set_timeout_with_handle(move || self.dismiss(id), STAYS_FOR) {
            self.timers.update_value(|timers| timers.push((id, timer)));
        }
    }

    /// Keeps the message until it is run again.
    fn pause(self, id: u32) {
        self.timers.update_value(|timers| {
            if let Some(at) = timers.iter().position(|(of, _)| *of == id) {
                timers.swap_remove(at).1.clear();
            }
        });
    }
}

/// Makes room for toasts in the context; [`Toasts`] shows them.
pub fn provide_toasts() {
    provide_context(Toaster {
        toasts: RwSignal::new(Vec::new()),
        next: StoredValue::new(0),
        timers: StoredValue::new(Vec::new()),
    });
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
    let toast = move |Toast { id, kind, text }: Toast| {
        view! {
            <div
                class="toast"
                on:pointerenter=move |_| toaster.pause(id) on:pointerleave=move |_| toaster.run(id)
                on:focusin=move |_| toaster.pause(id) on:focusout=move |_| toaster.run(id)
            >
                <Light kind=kind/>
                <p>{text}</p>
                <IconButton icon=IconName::X label="Dismiss" small=true on:click=move |_| toaster.dismiss(id)/>
            </div>
        }
    };
    // A few at most: they are built anew with each change.
    view! {
        <div class="toasts" role="status" aria-atomic="false">
            {move || toaster.toasts.get().into_iter().map(|shown| toast(shown).into_any()).collect_view()}
        </div>
    }
}

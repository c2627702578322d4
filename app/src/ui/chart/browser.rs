//! The browser's half of a chart: waits until it is seen, loads the bundle once, keeps the drawing's data up to date.
//! Size, theme and formatting are the bundle's (`scripts/echarts`), which WebAssembly would only make slower and larger.

use js_sys::{Array, Function, Promise, Reflect};
use leptos::html::Div;
use leptos::prelude::*;
use leptos::task::spawn_local_scoped_with_cancellation;
use std::cell::RefCell;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Element, HtmlElement, IntersectionObserver, IntersectionObserverEntry};

thread_local! {
    /// The bundle's arrival, shared by all charts; empty again after a failure, so that the next chart tries again.
    static BUNDLE: RefCell<Option<Promise>> = const { RefCell::new(None) };
}

/// Draws `option` into `plot` once it is seen. Where the bundle can't be had, the table is shown instead.
pub(super) fn draw(plot: NodeRef<Div>, option: Memo<String>, is_table: RwSignal<bool>) {
    let is_seen = RwSignal::new(false);
    let is_loaded = RwSignal::new(false);
    let sight = StoredValue::new_local(None::<Sight>);
    let drawing = StoredValue::new_local(None::<Drawing>);

    Effect::new(move |_| {
        if let Some(plot) = plot.get() {
            sight.set_value(Sight::of(&plot, move || is_seen.set(true)));
        }
    });
    Effect::new(move |_| {
        if is_seen.get() {
            sight.set_value(None);
            spawn_local_scoped_with_cancellation(async move {
                if JsFuture::from(bundle()).await.is_ok() {
                    is_loaded.set(true);
                } else {
                    BUNDLE.take();
                    is_table.set(true);
                }
            });
        }
    });
    Effect::new(move |_| {
        let json = option.get();
        if let (true, Some(plot)) = (is_loaded.get(), plot.get()) {
            drawing.update_value(|drawing| match drawing {
                Some(drawing) => drawing.set(&json),
                None => *drawing = Drawing::mount(&plot, &json),
            });
        }
    });
}

/// Watches for an element to be seen for the first time.
struct Sight {
    observer: IntersectionObserver,
    _on_change: Closure<dyn FnMut(Array)>,
}

impl Sight {
    fn of(element: &Element, on_seen: impl Fn() + 'static) -> Option<Self> {
        let on_change = Closure::<dyn FnMut(Array)>::new(move |entries: Array| {
            let is_seen = |entry: JsValue| {
                entry.dyn_into::<IntersectionObserverEntry>().is_ok_and(|entry| entry.is_intersecting())
            };
            if entries.iter().any(is_seen) {
                on_seen();
            }
        });
        let observer = IntersectionObserver::new(on_change.as_ref().unchecked_ref()).ok()?;
        observer.observe(element);
        Some(Self { observer, _on_change: on_change })
    }
}

impl Drop for Sight {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}

/// What `PulseboardCharts.mount` gave us; disposed of with the component.
struct Drawing(JsValue);

impl Drawing {
    fn mount(plot: &HtmlElement, json: &str) -> Option<Self> {
        let charts = Reflect::get(&window(), &"PulseboardCharts".into()).ok()?;
        let mounted = method(&charts, "mount")?.call2(&charts, plot, &json.into());
        mounted.inspect_err(report).ok().map(Self)
    }

    fn set(&self, json: &str) {
        if let Some(Err(error)) = method(&self.0, "set").map(|set| set.call1(&self.0, &json.into())) {
            report(&error);
        }
    }
}

impl Drop for Drawing {
    fn drop(&mut self) {
        if let Some(Err(error)) = method(&self.0, "dispose").map(|dispose| dispose.call0(&self.0)) {
            report(&error);
        }
    }
}

fn method(object: &JsValue, name: &str) -> Option<Function> {
    Reflect::get(object, &name.into()).ok()?.dyn_into().ok()
}

fn report(error: &JsValue) {
    leptos::logging::error!("a chart could not be drawn: {error:?}");
}

fn bundle() -> Promise {
    BUNDLE.with_borrow_mut(|bundle| bundle.get_or_insert_with(load).clone())
}

/// Adds the bundle's script to the page; its address stands in `<meta name="echarts">`.
fn load() -> Promise {
    Promise::new(&mut |loaded, failed| {
        let script = || -> Result<(), JsValue> {
            let meta = document().query_selector("meta[name=echarts]")?.ok_or(JsValue::NULL)?;
            let address = meta.get_attribute("content").ok_or(JsValue::NULL)?;
            let script = document().create_element("script")?.unchecked_into::<HtmlElement>();
            script.set_attribute("src", &address)?;
            script.set_onload(Some(&loaded));
            script.set_onerror(Some(&failed));
            document().head().ok_or(JsValue::NULL)?.append_child(&script)?;
            Ok(())
        };
        if let Err(error) = script() {
            let _rejected = failed.call1(&JsValue::NULL, &error);
        }
    })
}

//! The drawings of a piece: each waits until it is seen, loads the bundle once, and follows the option in its markup.
//! Size, theme and formatting are the bundle's (`scripts/echarts`), which WebAssembly would only make slower and larger.

use js_sys::{Array, Function, Promise, Reflect};
use leptos::prelude::{document, window};
use leptos::task::spawn_local;
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Element, HtmlElement, HtmlInputElement, IntersectionObserver, IntersectionObserverEntry};

/// A chart's frame; the attribute holds the option as JSON.
const FRAME: &str = ".chart[data-option]";

thread_local! {
    /// The bundle's arrival, shared by all charts; empty again after a failure, so that the next chart tries again.
    static BUNDLE: RefCell<Option<Promise>> = const { RefCell::new(None) };
}

/// The drawings of one piece.
#[derive(Default)]
pub(super) struct Plots(Vec<Rc<Plot>>);

impl Plots {
    /// Draws what is new in `place`, renews what changed, lets go of what is no longer there.
    pub(super) fn follow(&mut self, place: &Element) {
        let mut present = Vec::new();
        let Ok(frames) = place.query_selector_all(FRAME) else { return };
        for frame in (0..frames.length()).filter_map(|at| frames.get(at)?.dyn_into::<Element>().ok()) {
            let known = self.0.iter().find(|plot| plot.frame.is_same_node(Some(&frame)));
            if let Some(plot) = known {
                plot.renew();
                present.push(Rc::clone(plot));
            } else {
                present.push(Plot::of(frame));
            }
        }
        self.0 = present;
    }
}

/// One chart's frame, and its drawing once it was seen.
struct Plot {
    frame: Element,
    sight: RefCell<Option<Sight>>,
    drawing: RefCell<Option<Drawing>>,
}

impl Plot {
    fn of(frame: Element) -> Rc<Self> {
        let plot = Rc::new(Self { frame, sight: RefCell::default(), drawing: RefCell::default() });
        let seen = Rc::downgrade(&plot);
        let sight = Sight::of(&plot.frame, move || {
            let seen = seen.clone();
            spawn_local(async move {
                let is_loaded = JsFuture::from(bundle()).await.is_ok();
                let Some(plot) = seen.upgrade() else { return };
                plot.sight.replace(None);
                if is_loaded {
                    plot.draw();
                } else {
                    BUNDLE.take();
                    plot.show_table();
                }
            });
        });
        plot.sight.replace(sight);
        plot
    }

    fn option(&self) -> String {
        self.frame.get_attribute("data-option").unwrap_or_default()
    }

    fn draw(&self) {
        let element = self.frame.query_selector(".chart-plot").ok().flatten();
        if let Some(element) = element.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
            let option = self.option();
            self.drawing.replace(Drawing::mount(&element, option));
        }
    }

    fn renew(&self) {
        if let Some(drawing) = self.drawing.borrow_mut().as_mut() {
            drawing.set(self.option());
        }
    }

    /// Where the bundle can't be had, the figures can.
    fn show_table(&self) {
        let switch = self.frame.closest(".card").ok().flatten();
        let switch = switch.and_then(|card| card.query_selector(".chart-switch input").ok().flatten());
        if let Some(switch) = switch.and_then(|switch| switch.dyn_into::<HtmlInputElement>().ok()) {
            switch.set_checked(true);
        }
    }
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

/// What `PulseboardCharts.mount` gave us, and what it draws; disposed of when its frame is gone.
struct Drawing {
    chart: JsValue,
    option: String,
}

impl Drawing {
    fn mount(plot: &HtmlElement, option: String) -> Option<Self> {
        let charts = Reflect::get(&window(), &"PulseboardCharts".into()).ok()?;
        let mounted = method(&charts, "mount")?.call2(&charts, plot, &option.as_str().into());
        mounted.inspect_err(report).ok().map(|chart| Self { chart, option })
    }

    fn set(&mut self, option: String) {
        if option == self.option {
            return;
        }
        if let Some(Err(error)) = method(&self.chart, "set").map(|set| set.call1(&self.chart, &option.as_str().into()))
        {
            report(&error);
        }
        self.option = option;
    }
}

impl Drop for Drawing {
    fn drop(&mut self) {
        if let Some(Err(error)) = method(&self.chart, "dispose").map(|dispose| dispose.call0(&self.chart)) {
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

//! Long lists: of the parts marked `data-window` only those near the screen hold rows. A part that comes near is asked
//! for, one that is far lets its rows go and keeps their height, so that the page stays as long as it is. What stands in
//! a part without rows is a link, so that the keyboard and a screen reader get to every part.

use super::morph::{KEEP, morph};
use super::{PieceName, get_piece};
use js_sys::{Array, Function, Object, Reflect};
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, HtmlElement, IntersectionObserver, IntersectionObserverEntry};

/// A part; the attribute holds the number of its first row.
const WINDOW: &str = "data-window";
/// The number of the last question that a part was asked for with.
const ASKED: &str = "data-asked";
/// How far from the screen rows are still held.
const NEAR: &str = "1200px 0px";

/// The parts of the lists of one piece.
#[derive(Clone)]
pub(super) struct Windows(Rc<Parts>);

struct Parts {
    piece: PieceName,
    question: Signal<(String, String)>,
    near: RefCell<Vec<Element>>,
    asked: Cell<u32>,
    observer: RefCell<Option<Observer>>,
}

struct Observer {
    observer: IntersectionObserver,
    _on_change: Closure<dyn FnMut(Array)>,
}

impl Drop for Observer {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}

impl Windows {
    pub(super) fn new(piece: PieceName, question: Signal<(String, String)>) -> Self {
        let parts =
            Parts { piece, question, near: RefCell::default(), asked: Cell::default(), observer: RefCell::default() };
        Self(Rc::new(parts))
    }

    /// Watches what is new in `place`, and asks again for what is near: its data may have changed.
    pub(super) fn follow(&self, place: &Element) {
        let Ok(found) = place.query_selector_all("[data-window]") else { return };
        let windows: Vec<Element> = (0..found.length()).filter_map(|at| found.get(at)?.dyn_into().ok()).collect();
        self.0.near.borrow_mut().retain(|window| window.is_connected());
        let known = self.0.near.borrow().clone();
        if windows.len() < 2 {
            // What is there is all there is, and comes with the piece.
            return;
        }
        if self.0.observer.borrow().is_none() {
            self.0.observer.replace(observe(Rc::downgrade(&self.0)));
        }
        for window in windows.iter().filter(|window| !window.has_attribute(KEEP)) {
            let _kept = window.set_attribute(KEEP, "");
            if let Some(observer) = &*self.0.observer.borrow() {
                observer.observer.observe(window);
            }
        }
        suppose_heights(&windows);
        for window in known {
            self.0.ask(window);
        }
    }
}

/// What was never shown is supposed to be as high as what is.
fn suppose_heights(windows: &[Element]) {
    let Some(shown) = windows.iter().find(|window| !is_empty(window)) else { return };
    let height = height(shown);
    let unseen = windows.iter().filter(|window| !window.has_attribute(ASKED) && is_empty(window));
    for cell in unseen.filter_map(|window| rest(window)?.first_element_child()) {
        let _high = cell.set_attribute("height", &height.to_string());
    }
}

fn observe(parts: Weak<Parts>) -> Option<Observer> {
    let on_change = Closure::<dyn FnMut(Array)>::new(move |entries: Array| {
        let Some(parts) = parts.upgrade() else { return };
        for entry in entries.iter().filter_map(|entry: JsValue| entry.dyn_into::<IntersectionObserverEntry>().ok()) {
            parts.moved(&entry.target(), entry.is_intersecting());
        }
    });
    let options = Object::new();
    let _margin = Reflect::set(&options, &"rootMargin".into(), &NEAR.into());
    let constructor: Function = Reflect::get(&window(), &"IntersectionObserver".into()).ok()?.dyn_into().ok()?;
    let arguments = Array::of2(on_change.as_ref(), &options);
    let observer = Reflect::construct(&constructor, &arguments).ok()?.dyn_into().ok()?;
    Some(Observer { observer, _on_change: on_change })
}

impl Parts {
    /// A part came near, or is far now.
    fn moved(self: &Rc<Self>, window: &Element, is_near: bool) {
        self.near.borrow_mut().retain(|known| !known.is_same_node(Some(window)));
        if is_near {
            self.near.borrow_mut().push(window.clone());
            if is_empty(window) {
                self.ask(window.clone());
            }
        } else if !is_empty(window) && !has_focus(window) {
            let_go(window);
        }
    }

    fn is_near(&self, window: &Element) -> bool {
        self.near.borrow().iter().any(|known| known.is_same_node(Some(window)))
    }

    fn ask(self: &Rc<Self>, window: Element) {
        let (Some(first), Some(question)) = (window.get_attribute(WINDOW), self.question.try_get_untracked()) else {
            return;
        };
        let number = self.asked.get() + 1;
        self.asked.set(number);
        let _noted = window.set_attribute(ASKED, &number.to_string());
        let parts = Rc::downgrade(self);
        let piece = self.piece;
        spawn_local(async move {
            let (org, query) = question.clone();
            let answer = get_piece(org, piece, format!("{query}&window={first}")).await;
            let Some(parts) = parts.upgrade() else { return };
            let is_last = window.get_attribute(ASKED).is_some_and(|asked| asked == number.to_string());
            let is_asked = parts.question.try_get_untracked() == Some(question);
            if let Some(rows) = answer.ok().filter(|_| is_last && is_asked && parts.is_near(&window)) {
                let was_link = is_empty(&window) && has_focus(&window);
                morph(&window, &rows);
                if was_link {
                    focus_first(&window);
                }
            }
        });
    }
}

fn height(window: &Element) -> i32 {
    window.dyn_ref::<HtmlElement>().map_or(0, HtmlElement::offset_height)
}

/// What stands in a part while it has no rows.
fn rest(window: &Element) -> Option<Element> {
    window.first_element_child()
}

fn is_empty(window: &Element) -> bool {
    rest(window).is_some_and(|rest| !rest.has_attribute("hidden"))
}

fn has_focus(window: &Element) -> bool {
    document().active_element().is_some_and(|focused| window.contains(Some(&focused)))
}

/// Takes the rows out, and leaves their height.
fn let_go(window: &Element) {
    let Some(rest) = rest(window) else { return };
    let height = height(window);
    while let Some(row) = rest.next_element_sibling() {
        row.remove();
    }
    if let Some(cell) = rest.first_element_child() {
        let _high = cell.set_attribute("height", &height.to_string());
    }
    let _seen = rest.remove_attribute("hidden");
}

/// The focus was on the link to these rows, and goes to the first of them.
fn focus_first(window: &Element) {
    let link = window.query_selector("tr:not([hidden]) a").ok().flatten();
    if let Some(link) = link.and_then(|link| link.dyn_into::<HtmlElement>().ok()) {
        let _focused = link.focus();
    }
}

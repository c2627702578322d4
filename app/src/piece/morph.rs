//! Puts new markup in place of old, and touches only what differs: focus, selection, open menus, scrolled tables, drawn
//! charts and forms that somebody is filling in stay. Elements are matched in their order; one with `data-key` only with
//! that of the same key, so that what is open in a row stays in its row.

use crate::form::TOUCHED;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlTemplateElement, Node};

/// Elements whose content is the browser's own, such as a drawing.
pub(super) const KEEP: &str = "data-keep";
/// Names what an element is about, among its siblings.
const KEY: &str = "data-key";
/// Attributes that only the browser sets on elements it got from the server, whose style is always in classes.
const OWN: [&str; 3] = ["data-dismissed", "open", "style"];

/// Makes the content of `place` equal to `markup`.
pub(super) fn morph(place: &Element, markup: &str) {
    let document = leptos::prelude::document();
    let Some(template) =
        document.create_element("template").ok().and_then(|element| element.dyn_into::<HtmlTemplateElement>().ok())
    else {
        return;
    };
    template.set_inner_html(markup);
    children(place, &template.content());
}

/// Makes the children of `old` equal to those of `new`, one by one in their order.
fn children(old: &Node, new: &Node) {
    let mut at = old.first_child();
    let mut next = new.first_child();
    while let Some(wanted) = next {
        next = wanted.next_sibling();
        if let Some(key) = key(&wanted) {
            match find(at.clone(), &key) {
                Some(found) if at.as_ref() == Some(&found) => {
                    at = found.next_sibling();
                    node(&found, &wanted);
                }
                Some(found) => {
                    let _moved = old.insert_before(&found, at.as_ref());
                    node(&found, &wanted);
                }
                None => {
                    let _added = old.insert_before(&wanted, at.as_ref());
                }
            }
            continue;
        }
        match at {
            Some(present) if is_same_kind(&present, &wanted) => {
                at = present.next_sibling();
                node(&present, &wanted);
            }
            Some(present) => {
                at = present.next_sibling();
                let _replaced = old.replace_child(&wanted, &present);
            }
            None => {
                let _added = old.append_child(&wanted);
                at = None;
            }
        }
    }
    while let Some(surplus) = at {
        at = surplus.next_sibling();
        let _removed = old.remove_child(&surplus);
    }
}

fn key(node: &Node) -> Option<String> {
    node.dyn_ref::<Element>()?.get_attribute(KEY)
}

/// The element of this key at `from` or behind it.
fn find(from: Option<Node>, wanted: &str) -> Option<Node> {
    std::iter::successors(from, Node::next_sibling).find(|node| key(node).as_deref() == Some(wanted))
}

fn is_same_kind(old: &Node, new: &Node) -> bool {
    old.node_type() == new.node_type() && old.node_name() == new.node_name() && key(old).is_none()
}

fn node(old: &Node, new: &Node) {
    if old.is_equal_node(Some(new)) {
        return;
    }
    match (old.dyn_ref::<Element>(), new.dyn_ref::<Element>()) {
        // What was typed is nobody's but the person's who typed it.
        (Some(old), _) if old.has_attribute(TOUCHED) => {}
        (Some(old), Some(new)) => {
            attributes(old, new);
            if !old.has_attribute(KEEP) {
                children(old, new);
            }
        }
        _ => old.set_node_value(new.node_value().as_deref()),
    }
}

fn attributes(old: &Element, new: &Element) {
    for name in new.get_attribute_names().iter().filter_map(|name| name.as_string()) {
        let value = new.get_attribute(&name);
        if let Some(value) = value.filter(|value| old.get_attribute(&name).as_ref() != Some(value)) {
            let _set = old.set_attribute(&name, &value);
        }
    }
    for name in old.get_attribute_names().iter().filter_map(|name| name.as_string()) {
        if !new.has_attribute(&name) && !OWN.contains(&name.as_str()) && !old.has_attribute(KEEP) {
            let _removed = old.remove_attribute(&name);
        }
    }
}

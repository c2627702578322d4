//! The distinct texts of one dictionary in one batch.

use std::collections::HashMap;

/// One text, as events bring it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Term<'e> {
    category: &'e str,
    key: &'e str,
    name: Option<&'e str>,
    url: Option<&'e str>,
}

impl<'e> Term<'e> {
    pub(super) fn plain(key: &'e str) -> Self {
        Self { category: "", key, name: None, url: None }
    }

    pub(super) fn described(key: &'e str, name: Option<&'e str>, url: Option<&'e str>) -> Self {
        Self { category: "", key, name, url }
    }

    pub(super) fn tag(category: &'e str, key: &'e str) -> Self {
        Self { category, key, name: None, url: None }
    }
}

/// What a look-up found of one term.
#[derive(Debug, Clone, Copy)]
pub(super) struct Found {
    /// The term's place among those asked for, counted from one.
    pub(super) place: i64,
    pub(super) id: i32,
    /// Whether the name or link that is stored is another.
    pub(super) is_renamed: bool,
}

/// Terms as columns, the form in which statements take them.
#[derive(Debug, Default)]
pub(super) struct Batch<'e> {
    /// Where each came from in [`Terms`].
    pub(super) places: Vec<usize>,
    pub(super) ids: Vec<i32>,
    pub(super) categories: Vec<&'e str>,
    pub(super) keys: Vec<&'e str>,
    pub(super) names: Vec<Option<&'e str>>,
    pub(super) urls: Vec<Option<&'e str>>,
}

impl<'e> Batch<'e> {
    fn push(&mut self, place: usize, id: i32, term: Term<'e>) {
        self.places.push(place);
        self.ids.push(id);
        self.categories.push(term.category);
        self.keys.push(term.key);
        self.names.push(term.name);
        self.urls.push(term.url);
    }
}

/// Each text once, with its id as soon as it is known.
#[derive(Debug, Default)]
pub(super) struct Terms<'e> {
    entries: Vec<Term<'e>>,
    ids: Vec<Option<i32>>,
    is_renamed: Vec<bool>,
    places: HashMap<(&'e str, &'e str), usize>,
}

impl<'e> Terms<'e> {
    pub(super) fn add(&mut self, term: Term<'e>) {
        let next = self.entries.len();
        let place = *self.places.entry((term.category, term.key)).or_insert(next);
        if place == next {
            self.entries.push(term);
            self.ids.push(None);
            self.is_renamed.push(false);
        } else {
            let known = &mut self.entries[place];
            known.name = term.name.or(known.name);
            known.url = term.url.or(known.url);
        }
    }

    pub(super) fn is_complete(&self) -> bool {
        self.ids.iter().all(Option::is_some)
    }

    pub(super) fn is_renaming(&self) -> bool {
        self.is_renamed.contains(&true)
    }

    /// The id of a text that [`add`](Self::add) was given.
    pub(super) fn id(&self, category: &str, key: &str) -> i32 {
        let place = self.places[&(category, key)];
        self.ids[place].expect("every term has an id after resolving")
    }

    /// The terms without an id.
    pub(super) fn missing(&self) -> Batch<'e> {
        self.batch(|place| self.ids[place].is_none())
    }

    /// Takes in what was found of the terms at `places`.
    pub(super) fn fill(&mut self, places: &[usize], found: Vec<Found>) {
        for Found { place, id, is_renamed } in found {
            let place = usize::try_from(place - 1).ok().and_then(|place| places.get(place));
            let place = *place.expect("a look-up answers about what it was asked");
            self.ids[place] = Some(id);
            self.is_renamed[place] = is_renamed;
        }
    }

    /// Gives the terms without an id the ids after `last_id`.
    pub(super) fn number_missing(&mut self, last_id: i32) -> Batch<'e> {
        let mut batch = self.missing();
        for (place, next) in batch.places.iter().zip(last_id + 1..) {
            self.ids[*place] = Some(next);
        }
        batch.ids = batch.places.iter().filter_map(|place| self.ids[*place]).collect();
        batch
    }

    /// The terms whose stored name or link is another, by id.
    pub(super) fn renamed(&self) -> Batch<'e> {
        self.batch(|place| self.is_renamed[place])
    }

    fn batch(&self, is_wanted: impl Fn(usize) -> bool) -> Batch<'e> {
        let mut batch = Batch::default();
        for (place, term) in self.entries.iter().enumerate().filter(|(place, _)| is_wanted(*place)) {
            batch.push(place, self.ids[place].unwrap_or_default(), *term);
        }
        batch
    }
}

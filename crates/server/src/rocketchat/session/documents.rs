//! The documents that a client has.

use std::collections::BTreeMap;

use crate::rocketchat::registry::Document;
use crate::rocketchat::wire::{Json, Outgoing};

/// What a client knows of all collections. Two subscriptions can have the same document, which is
/// there until both have ended.
#[derive(Debug, Default)]
pub(super) struct Documents(BTreeMap<(String, String), View>);

#[derive(Debug, PartialEq)]
struct View {
    fields: Json,
    /// How many subscriptions have it.
    owners: usize,
}

impl Documents {
    /// A subscription has a document; `tell` is told what the client has to know.
    ///
    /// The fields of the first who has it stay.
    pub(super) fn add(&mut self, document: Document, tell: impl FnOnce(Outgoing<'_>)) {
        let Document { collection, id, fields } = document;
        if let Some(view) = self.0.get_mut(&(collection.clone(), id.clone())) {
            view.owners += 1;
            return;
        }
        tell(Outgoing::Added { collection: &collection, id: &id, fields: Some(&fields) });
        self.0.insert((collection, id), View { fields, owners: 1 });
    }

    /// A subscription has a document no more.
    pub(super) fn remove(&mut self, collection: &str, id: &str, tell: impl FnOnce(Outgoing<'_>)) {
        let key = (collection.to_owned(), id.to_owned());
        let Some(view) = self.0.get_mut(&key) else { return };
        view.owners -= 1;
        if view.owners == 0 {
            self.0.remove(&key);
            tell(Outgoing::Removed { collection, id });
        }
    }

    /// Tells how these documents have become what they are `now`.
    pub(super) fn tell_changes(&self, now: &Self, mut tell: impl FnMut(Outgoing<'_>)) {
        for ((collection, id), view) in &self.0 {
            match now.0.get(&(collection.clone(), id.clone())) {
                None => tell(Outgoing::Removed { collection, id }),
                Some(other) if other.fields != view.fields => {
                    tell(Outgoing::Changed { collection, id, fields: Some(&other.fields) });
                }
                Some(_) => {}
            }
        }
        for ((collection, id), View { fields, .. }) in &now.0 {
            if !self.0.contains_key(&(collection.clone(), id.clone())) {
                tell(Outgoing::Added { collection, id, fields: Some(fields) });
            }
        }
    }
}

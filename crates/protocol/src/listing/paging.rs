//! How far each list has been fetched.

/// The history's mark for a list that has been fetched to its end.
pub(super) const END: &str = "end";

/// The most lists whose histories are kept; the one not used for longest goes first. A search
/// box asks for another list with every letter.
pub const MAX_HISTORIES: usize = 64;

/// The start keys of every list by what was asked for.
#[derive(Clone, Debug, Default)]
pub(super) struct Paging {
    /// From the one not used for longest to the latest.
    histories: Vec<(String, Vec<String>)>,
}

impl Paging {
    /// The start keys that the server has given for `key`, as JSON or [`END`].
    pub(super) fn history(&self, key: &str) -> &[String] {
        self.histories
            .iter()
            .find(|(other, _)| other == key)
            .map_or(&[], |(_, history)| history.as_slice())
    }

    /// The next call for `key` begins at the first page.
    pub(super) fn forget(&mut self, key: &str) {
        self.histories.retain(|(other, _)| other != key);
    }

    /// The page after those that `before` led to has come, and `next` leads to the one after it.
    /// Gives the history with `next`.
    ///
    /// Answers may come late, twice, or after the list was begun anew: only one to the latest
    /// page that is known moves the list on.
    pub(super) fn advance(&mut self, key: &str, before: &[String], next: String) -> Vec<String> {
        let mut after = before.to_vec();
        if !after.contains(&next) {
            after.push(next);
        }
        let known = self.history(key);
        if known.starts_with(before) && known.len() <= after.len() {
            self.forget(key);
            if self.histories.len() >= MAX_HISTORIES {
                self.histories.remove(0);
            }
            self.histories.push((String::from(key), after.clone()));
        }
        after
    }
}

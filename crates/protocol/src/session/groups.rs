//! The groups that the session is in.

/// Joined groups, remembered over a lost connection so that they can be joined again.
///
/// Skapi's wire has one group per connection, so entering a group leaves the one before.
#[derive(Clone, Debug, Default)]
pub(super) struct Groups {
    joined: Vec<String>,
}

impl Groups {
    pub(super) fn enter(&mut self, group: String) {
        self.joined.clear();
        self.joined.push(group);
    }

    pub(super) fn clear(&mut self) {
        self.joined.clear();
    }

    pub(super) fn contains(&self, group: &str) -> bool {
        self.joined.iter().any(|joined| joined == group)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.joined.is_empty()
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &str> {
        self.joined.iter().map(String::as_str)
    }
}

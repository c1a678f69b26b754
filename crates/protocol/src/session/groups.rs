//! The groups that the session is in, or is going to be in again.

use crate::document::Document;
use crate::protocol::Position;
use alloc::string::String;
use alloc::vec::Vec;

/// Joined groups, remembered over a lost connection so that they can be joined again.
#[derive(Debug)]
pub(super) struct Groups<D> {
    joined: Vec<Group<D>>,
    /// The place of the group that got the last post: the next one is likely to be for it.
    last: usize,
}

/// A joined group.
#[derive(Debug)]
pub(super) struct Group<D> {
    pub(super) name: String,
    /// The name as a value, to compare frames with.
    key: D,
    /// Joined by `joinRealtime`, which leaves the one before.
    current: bool,
    /// Joined as one of several.
    held: bool,
    /// The last post that is known, where the server numbers them.
    pub(super) position: Option<Position>,
    /// Where the group stood when it was left behind: the server is to be asked for what came after.
    pub(super) behind: Option<Position>,
    /// It was left before it was joined, and the leave has not been answered: what comes is still
    /// of the membership before.
    pub(super) deaf: bool,
}

impl<D: Document> Groups<D> {
    pub(super) fn new() -> Self {
        Self { joined: Vec::new(), last: 0 }
    }

    /// Enters a group that `joinRealtime` asks for.
    pub(super) fn enter(&mut self, name: &str, key: D) -> &mut Group<D> {
        let group = self.add(name, key);
        group.current = true;
        group
    }

    /// Enters one of several groups.
    pub(super) fn hold(&mut self, name: &str, key: D) -> &mut Group<D> {
        let group = self.add(name, key);
        group.held = true;
        group
    }

    /// Gives up the group that `joinRealtime` asked for, unless it is `except`. Its name, if it
    /// is to be left.
    pub(super) fn leave_current(&mut self, except: Option<&str>) -> Option<String> {
        let group = self.joined.iter_mut().find(|group| group.current)?;
        if except == Some(&*group.name) {
            return None;
        }
        group.current = false;
        self.remove_unused()
    }

    /// Gives up one of several groups. Its name, if it is to be left.
    pub(super) fn release(&mut self, name: &str) -> Option<String> {
        self.get_mut(name)?.held = false;
        self.remove_unused()
    }

    /// The connection has ended: something may be missed in every group.
    pub(super) fn fall_behind(&mut self) {
        for group in &mut self.joined {
            group.behind = group.position.clone();
            group.deaf = false;
        }
    }

    pub(super) fn set_deaf(&mut self, name: &str, deaf: bool) {
        if let Some(group) = self.get_mut(name) {
            group.deaf = deaf;
        }
    }

    /// Forgets a group that the server did not let this session into.
    pub(super) fn remove(&mut self, name: &str) -> Option<Group<D>> {
        let at = self.joined.iter().position(|group| group.name == name)?;
        Some(self.joined.remove(at))
    }

    pub(super) fn clear(&mut self) {
        self.joined.clear();
    }

    /// Forgets the group that there is, where there is one at a time. Its name, unless `name` is.
    pub(super) fn replace(&mut self, name: &str) -> Option<String> {
        self.joined.pop().map(|group| group.name).filter(|other| other != name)
    }

    pub(super) fn contains(&self, name: &str) -> bool {
        self.joined.iter().any(|group| group.name == name)
    }

    /// Whether another group than `name` is joined.
    pub(super) fn has_other_than(&self, name: &str) -> bool {
        self.joined.iter().any(|group| group.name != name)
    }

    /// Whether `joinRealtime` has joined one.
    pub(super) fn has_current(&self) -> bool {
        self.joined.iter().any(|group| group.current)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.joined.is_empty()
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Group<D>> {
        self.joined.iter()
    }

    pub(super) fn get_mut(&mut self, name: &str) -> Option<&mut Group<D>> {
        self.joined.iter_mut().find(|group| group.name == name)
    }

    /// The group that `frame` is about.
    pub(super) fn addressed(&mut self, frame: &D) -> Option<&mut Group<D>> {
        if !self.joined.get(self.last).is_some_and(|group| frame.is_about(&group.key)) {
            self.last = self.joined.iter().position(|group| frame.is_about(&group.key))?;
        }
        self.joined.get_mut(self.last)
    }

    fn add(&mut self, name: &str, key: D) -> &mut Group<D> {
        let at = self.joined.iter().position(|group| group.name == name).unwrap_or_else(|| {
            self.joined.push(Group {
                name: name.into(),
                key,
                current: false,
                held: false,
                position: None,
                behind: None,
                deaf: false,
            });
            self.joined.len() - 1
        });
        &mut self.joined[at]
    }

    fn remove_unused(&mut self) -> Option<String> {
        let at = self.joined.iter().position(|group| !group.current && !group.held)?;
        Some(self.joined.remove(at).name)
    }
}

/// Moves `position` to the post at `offset`; `false` where that post has been seen already.
pub(super) fn advance(position: &mut Option<Position>, offset: u64) -> bool {
    match position {
        Some(position) if offset <= position.offset => false,
        Some(position) => {
            position.offset = offset;
            true
        }
        None => true,
    }
}

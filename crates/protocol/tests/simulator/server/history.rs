//! What the server remembers of each stream.

use super::Server;
use crate::invariants::Stream;
use crate::script::Terms;
use std::collections::VecDeque;

#[derive(Default)]
pub(super) struct History {
    /// Offset, time and frame, oldest first.
    posts: VecDeque<(u64, u64, String)>,
    /// Posts up to here are forgotten.
    forgotten: u64,
    pub(super) last: u64,
}

impl Server {
    pub(super) fn remember(&mut self, now: u64, stream: Stream, head: &str) -> u64 {
        // Offsets are not contiguous: all streams share one row.
        self.last_offset += 1;
        let offset = self.last_offset;
        let frame = self.numbered(head, offset);
        let history = self.streams.entry(stream).or_default();
        history.last = offset;
        history.posts.push_back((offset, now, frame));
        history.forget(now, &self.terms);
        offset
    }

    /// What a client that knows `since` has missed, and the members of `#hello` or `#joined`
    /// that say so.
    pub(super) fn recover(
        &mut self,
        now: u64,
        stream: Stream,
        since: Option<(String, u64)>,
    ) -> (Vec<String>, String) {
        let current = self.epoch_name();
        let history = self.streams.entry(stream).or_default();
        history.forget(now, &self.terms);
        let mut standing = format!(r#""epoch":"e{}","offset":{}"#, self.epoch, history.last);
        let Some((epoch, offset)) = since else { return (Vec::new(), standing) };
        let complete = epoch == current && offset >= history.forgotten;
        standing.push_str(&format!(r#","recovered":{complete}"#));
        let missed = history.posts.iter().filter(|post| complete && post.0 > offset);
        (missed.map(|post| post.2.clone()).collect(), standing)
    }
}

impl History {
    fn forget(&mut self, now: u64, terms: &Terms) {
        while let Some((offset, at, _)) = self.posts.front()
            && (self.posts.len() > terms.history || now - at > terms.history_age)
        {
            self.forgotten = *offset;
            self.posts.pop_front();
        }
    }
}

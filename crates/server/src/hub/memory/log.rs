//! The posts of one stream that are kept, and how far back they are complete.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tokio::time::Instant;

use crate::frames::Frame;
use crate::hub::Page;

/// How much the logs may keep. 0 is no limit.
#[derive(Debug)]
pub(super) struct Retention {
    /// Posts of one stream.
    pub(super) count: usize,
    /// Bytes of one stream.
    pub(super) bytes: usize,
    /// How old a post may become.
    pub(super) age: Duration,
    /// Bytes of all streams.
    pub(super) total: usize,
    /// The bytes that all logs have now.
    pub(super) kept: AtomicUsize,
}

/// A bounded log of posts. While it is empty it takes no memory besides itself.
///
/// Every post with an offset above the floor is here: that is all that recovery rests on.
#[derive(Debug)]
pub(super) struct Log {
    /// In the order of their offsets.
    posts: VecDeque<Kept>,
    /// Of the posts here, with what keeping them takes.
    bytes: usize,
    /// The highest offset that was forgotten or never known.
    floor: u64,
    /// The highest offset.
    last: u64,
}

#[derive(Debug)]
struct Kept {
    offset: u64,
    at: Instant,
    frame: Frame,
}

impl Kept {
    fn cost(&self) -> usize {
        size_of::<Self>() + self.frame.bytes().len()
    }
}

impl Log {
    /// An empty log of a stream whose posts up to `floor` are not known.
    pub(super) fn new(floor: u64) -> Self {
        Self { posts: VecDeque::new(), bytes: 0, floor, last: 0 }
    }

    /// The highest offset of its posts, 0 before the first.
    pub(super) fn last(&self) -> u64 {
        self.last
    }

    /// Keeps a post, whose offset must be the highest so far.
    pub(super) fn keep(&mut self, offset: u64, frame: Frame, now: Instant, retention: &Retention) {
        let post = Kept { offset, at: now, frame };
        self.last = offset;
        self.bytes += post.cost();
        retention.kept.fetch_add(post.cost(), Ordering::Relaxed);
        self.posts.push_back(post);
        self.trim(now, retention);
    }

    /// Counts a post that is not kept, and so none before it need be.
    pub(super) fn skip(&mut self, offset: u64, retention: &Retention) {
        self.clear(retention);
        self.last = offset;
        self.floor = offset;
    }

    /// Forgets what is too old or too much.
    pub(super) fn trim(&mut self, now: Instant, retention: &Retention) {
        let over = |limit: usize, value: usize| limit > 0 && value > limit;
        while let Some(oldest) = self.posts.front() {
            let is_over = over(retention.count, self.posts.len())
                || over(retention.bytes, self.bytes)
                || over(retention.total, retention.kept.load(Ordering::Relaxed))
                || now.duration_since(oldest.at) >= retention.age;
            if !is_over {
                return;
            }
            self.forget_oldest(retention);
        }
    }

    /// Forgets everything.
    pub(super) fn clear(&mut self, retention: &Retention) {
        while !self.posts.is_empty() {
            self.forget_oldest(retention);
        }
    }

    /// The posts after `offset`, when all of them are here. Call [`trim`](Self::trim) before.
    pub(super) fn after(&self, offset: u64) -> Option<impl ExactSizeIterator<Item = &Frame>> {
        if offset < self.floor {
            return None;
        }
        let from = self.posts.partition_point(|post| post.offset <= offset);
        Some(self.posts.range(from..).map(|post| &post.frame))
    }

    /// A page of the posts, and whether nothing older is here.
    pub(super) fn page(&self, page: Page) -> (Vec<Frame>, bool) {
        let end = match page.before {
            Some(before) => self.posts.partition_point(|post| post.offset < before),
            None => self.posts.len(),
        };
        let begin = end.saturating_sub(page.limit);
        let frames = self.posts.range(begin..end).map(|post| post.frame.clone());
        (frames.collect(), begin == 0)
    }

    fn forget_oldest(&mut self, retention: &Retention) {
        let Some(post) = self.posts.pop_front() else { return };
        self.floor = post.offset;
        self.bytes -= post.cost();
        retention.kept.fetch_sub(post.cost(), Ordering::Relaxed);
        if self.posts.is_empty() {
            // A burst must not cost memory for the rest of a long, quiet life.
            self.posts = VecDeque::new();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn retention(count: usize, bytes: usize, total: usize) -> Retention {
        let age = Duration::from_secs(60);
        Retention { count, bytes, age, total, kept: AtomicUsize::new(0) }
    }

    /// The offsets 2, 4, 6, …
    fn filled(posts: u64, now: Instant, retention: &Retention) -> Log {
        let mut log = Log::new(1);
        for n in 1..=posts {
            log.keep(2 * n, Frame::text("x"), now, retention);
        }
        log
    }

    fn count_after(log: &Log, offset: u64) -> Option<usize> {
        log.after(offset).map(|posts| posts.len())
    }

    #[test]
    fn what_comes_after_a_position_is_whole_or_nothing() {
        let (now, retention) = (Instant::now(), retention(3, 0, 0));
        let log = filled(3, now, &retention);
        assert_eq!([0, 1, 2, 3, 6, 9].map(|n| count_after(&log, n)), {
            [None, Some(3), Some(2), Some(2), Some(0), Some(0)]
        });
        let log = filled(5, now, &retention);
        assert_eq!([3, 4, 5].map(|n| count_after(&log, n)), [None, Some(3), Some(3)]);
    }

    #[test]
    fn age_and_bytes_are_limits_too() {
        let (now, unlimited) = (Instant::now(), retention(0, 0, 0));
        let mut log = filled(5, now, &unlimited);
        log.trim(now + Duration::from_secs(59), &unlimited);
        assert_eq!(count_after(&log, 1), Some(5));
        log.trim(now + Duration::from_secs(60), &unlimited);
        assert_eq!([1, 9, 10].map(|n| count_after(&log, n)), [None, None, Some(0)]);

        let cost = log.bytes;
        assert_eq!((cost, unlimited.kept.load(Ordering::Relaxed)), (0, 0));
        let one = size_of::<Kept>() + Frame::text("x").bytes().len();
        let log = filled(5, now, &retention(0, 2 * one, 0));
        assert_eq!([5, 6].map(|n| count_after(&log, n)), [None, Some(2)]);
        // One post that is too large leaves nothing.
        let log = filled(5, now, &retention(0, 1, 0));
        assert_eq!([9, 10].map(|n| count_after(&log, n)), [None, Some(0)]);
        let log = filled(5, now, &retention(0, 0, 3 * one));
        assert_eq!([3, 4].map(|n| count_after(&log, n)), [None, Some(3)]);
    }

    #[test]
    fn pages_go_back_from_the_newest() {
        let (now, retention) = (Instant::now(), retention(0, 0, 0));
        let log = filled(5, now, &retention);
        let page = |limit, before| {
            let (posts, is_end) = log.page(Page { limit, before });
            (posts.len(), is_end)
        };
        assert_eq!(page(2, None), (2, false));
        assert_eq!(page(5, None), (5, true));
        assert_eq!(page(9, Some(6)), (2, true));
        assert_eq!(page(1, Some(6)), (1, false));
        assert_eq!(page(9, Some(0)), (0, true));
    }
}

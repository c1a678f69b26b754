//! Which posts have been made already.

use std::collections::{HashMap, VecDeque};
use std::fmt;
use std::hash::{BuildHasher, RandomState};
use std::sync::Mutex;
use std::time::Duration;

use tokio::time::Instant;

use super::lock;
use crate::hub::Receipt;

/// A power of two, so that posts of different `mid`s seldom wait for each other.
const WINDOWS: usize = 8;

/// The receipts of posts with a `mid`, of one service, for a while.
///
/// A post is made under the lock of its window. So the same post on two connections at a time is
/// made by one of them, and the other gets the receipt.
pub(super) struct Dedupe {
    windows: [Mutex<Window>; WINDOWS],
    /// Two, for a fingerprint of 128 bits. They are keyed at random: nobody can choose a `mid` that
    /// is taken for another.
    hashers: [RandomState; 2],
    /// The most receipts in one window, or 0.
    count: usize,
    age: Duration,
}

#[derive(Default)]
struct Window {
    /// By fingerprint of user and `mid`, which takes 16 bytes instead of up to 320.
    receipts: HashMap<u128, Receipt>,
    /// The oldest first.
    order: VecDeque<(Instant, u128)>,
}

impl Dedupe {
    /// Remembers at most about `count` posts, 0 for any number, and each for at most `age`.
    pub(super) fn new(count: usize, age: Duration) -> Self {
        Self {
            windows: Default::default(),
            hashers: Default::default(),
            count: count.div_ceil(WINDOWS),
            age,
        }
    }

    /// Makes a post, unless it was made before. The receipt, and whether it is that of before.
    ///
    /// # Errors
    /// Those of `post`; they are not remembered.
    pub(super) fn once<E>(
        &self,
        user: &str,
        mid: &str,
        post: impl FnOnce() -> Result<Receipt, E>,
    ) -> Result<(Receipt, bool), E> {
        let [high, low] = self.hashers.each_ref().map(|hasher| hasher.hash_one((user, mid)));
        let fingerprint = u128::from(high) << 64 | u128::from(low);
        let mut window = lock(&self.windows[low as usize % WINDOWS]);
        let now = Instant::now();
        window.expire(now, self.age);
        if let Some(receipt) = window.receipts.get(&fingerprint) {
            return Ok((*receipt, true));
        }
        let receipt = post()?;
        if self.count > 0 && window.order.len() >= self.count {
            window.forget_oldest();
        }
        window.receipts.insert(fingerprint, receipt);
        window.order.push_back((now, fingerprint));
        Ok((receipt, false))
    }

    /// Forgets what is too old. Whether nothing is left.
    pub(super) fn sweep(&self, now: Instant) -> bool {
        let mut is_empty = true;
        for window in &self.windows {
            let mut window = lock(window);
            window.expire(now, self.age);
            is_empty &= window.order.is_empty();
        }
        is_empty
    }
}

impl Window {
    fn expire(&mut self, now: Instant, age: Duration) {
        while self.order.front().is_some_and(|(at, _)| now.duration_since(*at) >= age) {
            self.forget_oldest();
        }
        if self.order.is_empty() && self.order.capacity() > 0 {
            *self = Self::default();
        }
    }

    fn forget_oldest(&mut self) {
        if let Some((_, fingerprint)) = self.order.pop_front() {
            self.receipts.remove(&fingerprint);
        }
    }
}

impl fmt::Debug for Dedupe {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Dedupe").field("age", &self.age).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use super::*;

    fn once(dedupe: &Dedupe, user: &str, mid: &str, offset: u64) -> (Receipt, bool) {
        let made = dedupe.once(user, mid, || Ok::<_, Infallible>(Receipt::Offset(offset)));
        match made {
            Ok(made) => made,
        }
    }

    #[tokio::test(start_paused = true)]
    async fn receipts_are_remembered_for_their_time() {
        let dedupe = Dedupe::new(0, Duration::from_secs(60));
        assert_eq!(once(&dedupe, "ann", "m", 1), (Receipt::Offset(1), false));
        assert_eq!(once(&dedupe, "ann", "m", 2), (Receipt::Offset(1), true));
        assert_eq!(once(&dedupe, "ben", "m", 3), (Receipt::Offset(3), false));
        assert_eq!(dedupe.once("ann", "n", || Err(())), Err(()));
        assert_eq!(once(&dedupe, "ann", "n", 4), (Receipt::Offset(4), false));
        tokio::time::advance(Duration::from_secs(60)).await;
        assert_eq!(once(&dedupe, "ann", "m", 5), (Receipt::Offset(5), false));
        assert!(!dedupe.sweep(Instant::now()));
        tokio::time::advance(Duration::from_secs(60)).await;
        assert!(dedupe.sweep(Instant::now()));
    }

    #[test]
    fn so_many_receipts_are_remembered_and_no_more() {
        let dedupe = Dedupe::new(800, Duration::from_secs(60));
        for n in 0..10_000 {
            once(&dedupe, "ann", &n.to_string(), n);
        }
        let left: usize = dedupe.windows.iter().map(|window| lock(window).receipts.len()).sum();
        assert_eq!(left, 800);
        assert!(once(&dedupe, "ann", "9999", 0).1);
        assert!(!once(&dedupe, "ann", "0", 0).1);
    }
}

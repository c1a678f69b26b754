//! What becomes of the connection while its page sleeps.

use super::{Session, State, Timer};
use crate::document::Document;
use crate::error::Error;
use crate::time::Instant;

/// What the browser tells of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PageEvent {
    /// It can be seen.
    Shown,
    /// It cannot be seen.
    Hidden,
    /// It was frozen and runs again, or its network is back: what was true before may not be true.
    Woken,
    /// Its network is gone.
    Offline,
    /// It is being left. It may come back from the browser's cache.
    Left,
    /// It came back from the browser's cache.
    Returned,
}

impl<D: Document> Session<D> {
    pub(super) fn page(&mut self, now: Instant, event: PageEvent) {
        match event {
            PageEvent::Shown => {
                self.hidden = false;
                self.timers.stop(Timer::Park);
                self.wake(now);
            }
            PageEvent::Hidden => self.hide(now),
            PageEvent::Woken => self.wake(now),
            PageEvent::Offline if self.state == State::Online => self.check_link(now),
            PageEvent::Offline => {}
            PageEvent::Left => {
                self.away = true;
                self.park(now);
            }
            PageEvent::Returned => {
                self.away = false;
                self.wake(now);
            }
        }
    }

    /// The connection is given up until the page is there again.
    pub(super) fn park(&mut self, now: Instant) {
        match self.state {
            // A close that waits does so no longer.
            State::Online if self.queue.will_close() => {
                return self.refuse_waiting(now, &Error::NOT_OPEN);
            }
            State::Online => self.leave_behind(now),
            State::Connecting { .. } | State::Handshaking { .. } => self.drop_socket(),
            State::Waiting { .. } => return self.wait_for_page(),
            State::Idle | State::Closing | State::Closed { .. } => return,
        }
        self.enter(State::Waiting { attempt: self.next_attempt(), retry_at: None, ended: None });
    }

    /// Whether there is a page to connect for.
    pub(super) fn is_visible(&self) -> bool {
        !self.hidden && !self.away
    }

    fn hide(&mut self, now: Instant) {
        self.hidden = true;
        if let Some(park_after) = self.config.park_after {
            self.timers.set(Timer::Park, now + park_after);
        }
        self.wait_for_page();
    }

    /// A page that nobody sees does not dial in a loop.
    fn wait_for_page(&mut self) {
        let State::Waiting { attempt, retry_at: Some(_), ref ended } = self.state else { return };
        let ended = ended.clone();
        self.timers.stop(Timer::Retry);
        self.enter(State::Waiting { attempt, retry_at: None, ended });
    }

    fn wake(&mut self, now: Instant) {
        match self.state {
            State::Online if self.writable => self.check_link(now),
            // The socket ended while the page slept.
            State::Online => self.replace_link(now),
            State::Waiting { .. } if !self.away && !self.is_parked() => self.dial(now),
            _ => {}
        }
    }

    /// Whether the page was hidden for so long that it needs no connection until it is seen.
    fn is_parked(&self) -> bool {
        self.hidden && self.config.park_after.is_some() && !self.timers.is_set(Timer::Park)
    }
}

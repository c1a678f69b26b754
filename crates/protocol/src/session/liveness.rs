//! Whether the connection is alive, by evidence.
//!
//! Any frame from the server is a sign of life. Only where there was none, the server is asked
//! for one, and only an unanswered question ends the connection. Timers of pages that are in the
//! background fire late or not at all: a timer that was late proves nothing, and the server gets
//! another chance.

use super::{Output, Session, State, Timer};
use crate::document::Document;
use crate::event::Event;
use crate::time::Instant;
use core::time::Duration;

/// How long an answer may take where the page has just been woken.
const PROBE: Duration = Duration::from_secs(2);

/// A timer that fires this much late was held back, and frames may have been held back with it.
const LATE: Duration = Duration::from_millis(100);

/// A page whose heartbeat did not run for this long was asleep. No throttling is that slow:
/// background timers run once a minute. Source: Chrome 88, "Heavy throttling of chained JS timers".
const ASLEEP: Duration = Duration::from_secs(90);

/// How often a full socket is asked whether it has sent something.
const DRAIN: Duration = Duration::from_millis(20);

/// Where more than this waits in the socket, the buffers of the system are full: a question stands
/// behind it, and what gets out of the socket gets out of the machine.
const LARGE: usize = 1 << 16;

/// A question that waits for a sign of life.
#[derive(Clone, Copy, Debug)]
pub(super) struct Probe {
    asked_at: Instant,
    /// What waited in the socket when it was asked, and what was handed to it since.
    buffered: Option<usize>,
    /// Only an answer counts: frames come in, but nothing may be going out.
    needs_answer: bool,
    /// The timer was late once.
    was_late: bool,
    /// When the answer should have been there, once it should.
    due: Option<Instant>,
}

impl<D: Document> Session<D> {
    pub(super) fn start_heartbeat(&mut self, now: Instant) {
        self.probe = None;
        self.heard = false;
        if self.features.answers_heartbeat {
            self.rest(now);
        } else {
            self.beat(now);
        }
    }

    /// The connection is due for a sign of life.
    pub(super) fn beat(&mut self, now: Instant) {
        self.beat_at = now;
        if !self.writable {
            // The socket is closing, and should have ended by now.
            return self.lose(now, None);
        }
        if self.features.answers_heartbeat {
            if core::mem::take(&mut self.heard) {
                self.rest(now);
            } else {
                self.ask(now, self.config.heartbeat_timeout, false);
            }
        } else if self.heartbeat.is_some() {
            let frame = self.protocol.heartbeat();
            self.transmit(frame);
            self.rest(now);
        }
    }

    /// The page has been woken, or its network has changed.
    pub(super) fn check_link(&mut self, now: Instant) {
        if self.features.answers_heartbeat {
            // What came before the page fell asleep is no answer.
            self.probe = self.probe.filter(|probe| now - probe.asked_at < PROBE);
            self.ask(now, PROBE, false);
        } else if now - self.beat_at >= ASLEEP && self.heartbeat.is_some() {
            // Nothing can be asked, and what slept that long is rarely alive.
            self.replace_link(now);
        } else {
            self.beat(now);
        }
    }

    /// The question was not answered by `at`.
    pub(super) fn unanswered(&mut self, at: Instant) {
        if let Some(probe) = &mut self.probe {
            probe.due = Some(at);
            // Decided when the answer to this is there: see `judge`.
            self.outputs.push_back(Output::Measure);
        }
    }

    /// Nothing of what was sent has been acknowledged for a while. The question stands behind it
    /// in the buffers of the system, so it gets as much time.
    pub(super) fn unacknowledged(&mut self, now: Instant) {
        let due = self.answered_at + self.config.heartbeat_timeout;
        if due > now {
            return self.timers.set(Timer::Answer, due);
        }
        self.timers.set(Timer::Answer, now + self.config.heartbeat_timeout);
        self.ask(now, self.config.heartbeat_timeout, true);
    }

    /// The server has answered something that it was sent.
    pub(super) fn answered(&mut self, now: Instant) {
        self.answered_at = now;
        if self.probe.is_some() {
            self.relax(now);
        }
    }

    /// So many bytes have been handed to the socket.
    pub(super) fn handed(&mut self, bytes: usize) {
        self.buffered = self.buffered.saturating_add(bytes);
        if let Some(Probe { buffered: Some(before @ LARGE..), .. }) = &mut self.probe {
            *before += bytes;
        }
        if self.buffered > self.config.high_water {
            self.outputs.push_back(Output::Measure);
            self.congested = true;
        }
    }

    /// So many bytes wait in the socket.
    pub(super) fn measured(&mut self, now: Instant, bytes: usize) {
        self.buffered = bytes;
        if let Some(probe) = self.probe {
            self.judge(now, probe);
        }
        if !self.congested {
            return;
        }
        if bytes > self.config.high_water / 2 {
            self.full = true;
            return self.timers.set(Timer::Drain, now + DRAIN);
        }
        self.congested = false;
        if core::mem::take(&mut self.full) {
            self.outputs.push_back(Output::Emit(Event::Drain));
        }
        if self.state == State::Online {
            self.run_waiting(now);
        }
    }

    fn ask(&mut self, now: Instant, patience: Duration, needs_answer: bool) {
        if let Some(probe) = &mut self.probe {
            // One question at a time: the earlier end counts.
            probe.needs_answer |= needs_answer;
            return self.timers.advance(Timer::Pong, now + patience);
        }
        self.heard = false;
        // What waits is measured without the question, which is no sign of a full socket.
        self.expect(now, patience, needs_answer);
        let frame = self.protocol.heartbeat();
        self.transmit(frame);
    }

    fn expect(&mut self, now: Instant, patience: Duration, needs_answer: bool) {
        self.timers.stop(Timer::Heartbeat);
        self.timers.set(Timer::Pong, now + patience);
        let probe =
            Probe { asked_at: now, buffered: None, needs_answer, was_late: false, due: None };
        self.probe = Some(probe);
        self.outputs.push_back(Output::Measure);
    }

    /// What a question says about the connection, now that it is known what waits in the socket.
    fn judge(&mut self, now: Instant, mut probe: Probe) {
        if probe.buffered.is_none() && self.buffered >= LARGE {
            self.timers.set(Timer::Pong, now + self.config.heartbeat_timeout);
        }
        let before = *probe.buffered.get_or_insert(self.buffered);
        self.probe = Some(probe);
        let Some(due) = probe.due.take() else { return };
        if self.heard && !probe.needs_answer {
            self.relax(now);
        } else if before >= LARGE && self.buffered < before {
            // The question is still behind a large post, which is getting out.
            self.expect(now, self.config.heartbeat_timeout, probe.needs_answer);
        } else if now - due >= LATE && !probe.was_late {
            probe.was_late = true;
            self.probe = Some(probe);
            self.timers.set(Timer::Pong, now + PROBE);
        } else {
            self.lose(now, None);
        }
    }

    /// The connection is alive: nothing is asked for a while.
    fn relax(&mut self, now: Instant) {
        self.probe = None;
        self.heard = false;
        self.timers.stop(Timer::Pong);
        self.rest(now);
    }

    fn rest(&mut self, now: Instant) {
        self.beat_at = now;
        self.timers.put(Timer::Heartbeat, self.heartbeat.map(|heartbeat| now + heartbeat));
    }
}

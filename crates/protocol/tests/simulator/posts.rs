//! The fate of each post: what its caller is told of it, and what became of it.

use crate::invariants::{Moment, Stream, Verdict, violated};
use crate::server::LIMIT;
use groupwire_protocol::error::{Code, Error, Settled};
use groupwire_protocol::session::Success;
use std::collections::BTreeMap;

/// All posts, by their numbers, in the order of their calls.
pub struct Posts {
    posts: Vec<Post>,
    /// How long the server knows a post.
    dedupe: u64,
    /// The last post sent on a connection.
    last_sent: BTreeMap<usize, usize>,
    /// From this post on, nothing was in the way.
    good_since: usize,
}

struct Post {
    client: usize,
    skapi: bool,
    bytes: usize,
    /// How often it was handed to a socket, and when first.
    sent: usize,
    first_sent: u64,
    /// The epoch in which the server took it, and its place where it has one.
    taken: Option<(u64, Option<Place>)>,
    /// The server has refused it.
    refused: bool,
    answer: Option<Answer>,
}

/// A post's stream and its offset there.
pub type Place = (Stream, u64);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Answer {
    Ok,
    NeverSent,
    Refused,
    Unknown,
}

impl Posts {
    pub fn new(dedupe: u64) -> Self {
        Self { posts: Vec::new(), dedupe, last_sent: BTreeMap::new(), good_since: 0 }
    }

    /// A number for a post that is about to be called for.
    pub fn add(&mut self, client: usize, skapi: bool, bytes: usize) -> usize {
        let (sent, first_sent, taken, refused, answer) = (0, 0, None, false, None);
        let post = Post { client, skapi, bytes, sent, first_sent, taken, refused, answer };
        self.posts.push(post);
        self.posts.len() - 1
    }

    /// A post is handed to the socket `wire`.
    pub fn sent(&mut self, now: u64, wire: usize, number: usize) -> Verdict {
        let post = &mut self.posts[number];
        if post.sent == 0 {
            post.first_sent = now;
        }
        post.sent += 1;
        if let Some(answer) = post.answer {
            return violated("U14", format!("post {number} is sent after its answer {answer:?}"));
        }
        if post.skapi && post.sent > 1 {
            return violated("U15", format!("post {number} is sent twice, unacknowledged"));
        }
        let before = self.last_sent.insert(wire, number);
        if before.is_some_and(|before| before >= number) {
            return violated("U7", format!("post {number} is sent after post {before:?}"));
        }
        Ok(())
    }

    /// The server takes a post, and delivers it.
    pub fn taken(&mut self, number: usize, epoch: u64, place: Option<Place>) -> Verdict {
        let post = &mut self.posts[number];
        if post.taken.replace((epoch, place)).is_some() {
            return violated("U6", format!("post {number} is taken twice by the server"));
        }
        match post.answer {
            Some(Answer::NeverSent) => {
                violated("U3", format!("post {number} arrives, and was settled as never sent"))
            }
            Some(Answer::Refused) => {
                violated("U4", format!("post {number} arrives, and was settled as refused"))
            }
            _ => Ok(()),
        }
    }

    /// The server refuses a post.
    pub fn refused(&mut self, number: usize) {
        self.posts[number].refused = true;
    }

    /// The caller gets the answer.
    pub fn settled(&mut self, number: usize, result: &Result<Success, Error>) -> Verdict {
        let post = &mut self.posts[number];
        let answer = match result.as_ref().map_err(Error::settled) {
            Ok(_) => Answer::Ok,
            Err(Some(Settled::NeverSent)) => Answer::NeverSent,
            Err(Some(Settled::Refused)) => Answer::Refused,
            Err(Some(Settled::Unknown)) => Answer::Unknown,
            Err(None) => {
                return violated("U3", format!("post {number} does not say how far it came"));
            }
        };
        post.answer = Some(answer);
        let (was_sent, taken) = (post.sent > 0, post.taken);
        let could_refuse = post.refused || post.bytes > LIMIT;
        match (answer, result) {
            (Answer::Ok, Ok(Success::Acknowledged(receipt))) => {
                let offset = taken.and_then(|(_, place)| place).map(|(_, offset)| offset);
                if taken.is_none() || receipt.offset.is_some() && receipt.offset != offset {
                    let text = format!("post {number} is acknowledged with {receipt:?}: {taken:?}");
                    return violated("U4", text);
                }
            }
            (Answer::Ok | Answer::Unknown, _) if !was_sent => {
                let text = format!("post {number} is settled with {answer:?}, and was never sent");
                return violated("U3", text);
            }
            (Answer::NeverSent, _) if was_sent => {
                return violated("U3", format!("post {number} is settled as never sent, and was"));
            }
            (Answer::Refused, _) if !could_refuse || taken.is_some() => {
                return violated("U4", format!("post {number} is settled as refused, and was not"));
            }
            _ => {}
        }
        Ok(())
    }

    /// Whether a post may be refused with this error now.
    pub fn may_give_up(&self, moment: Moment, deadline: u64, number: usize, error: &Error) -> bool {
        let post = &self.posts[number];
        if error.settled() != Some(Settled::Unknown) {
            return true;
        }
        match error.code() {
            Code::Aborted => true,
            Code::Timeout => moment.now >= deadline,
            _ if *error == Error::RESTARTED => {
                moment.has_restarted || moment.now - post.first_sent >= self.dedupe / 2
            }
            _ => post.refused || moment.is_closed,
        }
    }

    /// Posts from here on must be taken.
    pub fn expect_success(&mut self) {
        self.good_since = self.posts.len();
    }

    /// At the end: those that must be taken are, and the acknowledged posts of one client are in
    /// the order of their calls.
    pub fn finish(&self) -> Verdict {
        let numbered = self.posts.iter().enumerate();
        let bad = |post: &Post| post.answer != Some(Answer::Ok);
        if let Some((number, post)) = numbered.clone().skip(self.good_since).find(|at| bad(at.1)) {
            let text = format!("post {number} comes to {:?} after the faults", post.answer);
            return violated("U10", text);
        }
        let mut last: BTreeMap<(usize, u64, Stream), u64> = BTreeMap::new();
        for (number, post) in numbered {
            let (Some(Answer::Ok), Some((epoch, Some((stream, offset))))) =
                (post.answer, post.taken)
            else {
                continue;
            };
            let before = last.insert((post.client, epoch, stream), offset);
            if before.is_some_and(|before| before > offset) {
                return violated("U7", format!("post {number} has overtaken an earlier one"));
            }
        }
        Ok(())
    }
}

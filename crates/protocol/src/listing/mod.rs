//! Lists of groups and users: everything of `getRealtimeGroups` and `getRealtimeUsers` but the
//! HTTP itself.
//!
//! The way of a call: [`Query::groups`] or [`Query::users`] checks the parameters,
//! [`Listing::begin`] makes the request or answers at once, the caller sends it, and
//! [`Listing::answer`] makes the result of the reply.

mod answer;
mod groups;
mod options;
mod paging;
mod query;
mod reply;
mod users;

#[cfg(test)]
mod tests;

pub use paging::MAX_HISTORIES;
pub use query::Query;
pub use reply::{MAX_ATTEMPTS, MAX_WAIT, Reply, retry_after};
pub use users::UserIds;

use crate::document::Document;
use crate::error::Error;
use crate::text::{concat, push_string};
use options::{Options, Start};
use paging::Paging;

/// Where the requests go, below the base of the HTTP endpoints.
pub const PATH: &str = "get-ws-group";

/// The listing state of one client: how far each list has been fetched.
#[derive(Clone, Debug, Default)]
pub struct Listing {
    paging: Paging,
}

/// Who asks.
#[derive(Clone, Copy, Debug, Default)]
pub struct Caller<'a> {
    /// The service id.
    pub service: &'a str,
    /// The id of the service's owner.
    pub owner: &'a str,
    /// The token that signs the request. Empty: the user is not logged in.
    pub token: &'a str,
    /// Sixteen random letters and digits of this client, where the protocol wants the
    /// `Content-Meta` header (Skapi does).
    pub nonce: Option<&'a str>,
}

/// What a list call does next.
#[derive(Clone, Debug)]
pub enum Step<D> {
    /// Send this and give the reply to [`Listing::answer`].
    Send(Request),
    /// The result, without any request: the list has been fetched to its end.
    Done(D),
}

/// A `POST` of JSON to [`PATH`].
#[derive(Clone, Debug)]
pub struct Request {
    /// The headers, with their values.
    pub headers: Vec<(&'static str, String)>,
    /// The body. Two requests of one client that are equal in it get the same reply: what is
    /// on its way already need not be sent again.
    pub body: String,
    /// Goes with the reply to [`Listing::answer`].
    pub pending: Pending,
}

/// What a request on its way is for.
#[derive(Clone, Debug)]
pub struct Pending {
    what: query::What,
    key: String,
    /// The start keys that led to this page; the last one is in the request.
    before: Vec<String>,
}

impl Listing {
    /// A client that has fetched nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Checks the fetch options and makes the request for `query`.
    ///
    /// # Errors
    ///
    /// [`Error::LOGIN`] without a token, then the documented errors of `limit`, `ascending`
    /// and `startKey`.
    pub fn begin<D: Document>(
        &mut self,
        query: &Query,
        options: Option<&D>,
        caller: &Caller<'_>,
    ) -> Result<Step<D>, Error> {
        if caller.token.is_empty() {
            return Err(Error::LOGIN);
        }
        let options = Options::read(options)?;
        let key = query.body(caller, &options, None);
        if options.start == Start::End {
            return Ok(Step::Done(answer::end(self.paging.history(&key))));
        }
        if !options.continues() {
            self.paging.forget(&key);
        }
        let before = self.paging.history(&key);
        let last = before.last().map(String::as_str);
        if last == Some(paging::END) {
            return Ok(Step::Done(answer::end(before)));
        }
        let body = query.body(caller, &options, last);
        let pending = Pending { what: query.what, key, before: before.to_vec() };
        Ok(Step::Send(Request { headers: headers(caller), body, pending }))
    }

    /// The result of a call, from the reply to its request: `{list, startKey, endOfList,
    /// startKeyHistory}`. The same reply may answer several calls; each result is its own.
    ///
    /// # Errors
    ///
    /// What the server refused, `Too many requests`, or a reply that is no list.
    pub fn answer<D: Document>(&mut self, pending: &Pending, reply: &Reply<D>) -> Result<D, Error> {
        reply.check()?;
        let page = answer::Page::read(pending.what, &reply.body)?;
        let history = self.paging.advance(&pending.key, &pending.before, page.next.clone());
        Ok(page.into_document(&history))
    }

    /// Forgets how far the lists have been fetched, for another user.
    pub fn clear(&mut self) {
        self.paging = Paging::default();
    }
}

fn headers(caller: &Caller<'_>) -> Vec<(&'static str, String)> {
    let mut headers = vec![
        ("Accept", String::from("*/*")),
        ("Content-Type", String::from("application/json")),
        ("Authorization", String::from(caller.token)),
    ];
    if let Some(nonce) = caller.nonce {
        let identifier = concat(&[caller.service, ":", caller.owner, ":", nonce]);
        let mut meta = String::from("{");
        push_field(&mut meta, "public_identifier", &identifier);
        push_field(&mut meta, "service", caller.service);
        push_field(&mut meta, "owner", caller.owner);
        meta.push('}');
        headers.push(("Content-Meta", meta));
    }
    headers
}

/// Appends `"name":"value"` to an object that is being printed.
fn push_field(out: &mut String, name: &str, value: &str) {
    push_key(out, name);
    push_string(out, value);
}

/// Appends `"name":value` to an object that is being printed; `value` is JSON.
fn push_json(out: &mut String, name: &str, value: &str) {
    push_key(out, name);
    out.push_str(value);
}

fn push_key(out: &mut String, name: &str) {
    if !out.ends_with('{') {
        out.push(',');
    }
    push_string(out, name);
    out.push(':');
}

//! Behaviours `L…` of `docs/SPEC.md`.

mod answers;
mod groups;
mod options;
mod paging;
mod properties;
mod requests;
mod users;

use super::{Caller, Listing, Query, Reply, Request, Step};
use crate::error::{Code, Error};
use crate::form::{Form, Source};
use crate::json::Json;

const CALLER: Caller<'_> = Caller { service: "svc", owner: "own", token: "jwt", nonce: None };

/// What every body of [`CALLER`] begins with.
const BEGIN: &str = r#"{"service":"svc","owner":"own""#;

fn json(text: &str) -> Json {
    Json::parse(text).unwrap()
}

fn value(text: &str) -> Source<Json> {
    Source::Value(json(text))
}

fn form(entries: &str) -> Source<Json> {
    Source::Form(Form::from_document(&json(entries)))
}

fn refusal(message: &str) -> Error {
    Error::new(Code::InvalidParameter, String::from(message))
}

/// The request of a call.
fn send(listing: &mut Listing, query: &Query, options: &str) -> Request {
    match listing.begin(query, Some(&json(options)), &CALLER).unwrap() {
        Step::Send(request) => request,
        Step::Done(answer) => panic!("answered without a request: {}", answer.text()),
    }
}

/// The answer of a call that needs no request.
fn done(listing: &mut Listing, query: &Query, options: &str) -> String {
    match listing.begin(query, Some(&json(options)), &CALLER).unwrap() {
        Step::Send(request) => panic!("made a request: {}", request.body),
        Step::Done(answer) => String::from(answer.text()),
    }
}

/// The result of a call that the server answers with `body`.
fn answer(listing: &mut Listing, request: &Request, body: &str) -> String {
    let reply = Reply { status: 200, body: json(body) };
    String::from(listing.answer(&request.pending, &reply).unwrap().text())
}

/// The parameters in the request of a call.
fn sent(query: Result<Query, Error>) -> String {
    let body = send(&mut Listing::new(), &query.unwrap(), "{}").body;
    body.strip_prefix(BEGIN).map(|rest| rest.replacen(',', "{", 1)).unwrap()
}

fn all_groups() -> Query {
    Query::groups::<Json>(None).unwrap()
}

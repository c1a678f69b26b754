use super::{CALLER, Caller, all_groups, answer, done, json, send, value};
use crate::json::Json;
use crate::listing::{Listing, MAX_HISTORIES, Query, Step, UserIds};

const MORE: &str = r#"{"fetchMore":true}"#;

/// An answer of the server with this start key.
fn page(start_key: &str) -> String {
    let end = start_key == "\"end\"";
    format!(r#"{{"list":[],"startKey":{start_key},"endOfList":{end}}}"#)
}

/// Fetches a page and gives the start key that was sent.
fn fetch(listing: &mut Listing, query: &Query, options: &str, next: &str) -> Option<String> {
    let request = send(listing, query, options);
    answer(listing, &request, &page(next));
    start_key(&request.body)
}

fn start_key(body: &str) -> Option<String> {
    let body: serde_json::Map<String, serde_json::Value> = serde_json::from_str(body).unwrap();
    body.get("startKey").map(ToString::to_string)
}

#[test]
fn l22_a_call_begins_anew() {
    let (mut listing, query) = (Listing::new(), all_groups());
    assert_eq!(fetch(&mut listing, &query, "{}", r#"{"k":1}"#), None);
    assert_eq!(fetch(&mut listing, &query, "{}", r#"{"k":1}"#), None);
    assert_eq!(fetch(&mut listing, &query, r#"{"fetchMore":0}"#, "\"end\""), None);
}

#[test]
fn l23_fetch_more_goes_on_where_the_call_before_ended() {
    let (mut listing, query) = (Listing::new(), all_groups());
    assert_eq!(fetch(&mut listing, &query, MORE, r#"{"k":1}"#), None);
    assert_eq!(fetch(&mut listing, &query, MORE, r#"{"k":2}"#), Some(r#"{"k":1}"#.into()));
    assert_eq!(fetch(&mut listing, &query, MORE, "\"end\""), Some(r#"{"k":2}"#.into()));
    assert_eq!(fetch(&mut listing, &query, "{}", r#"{"k":1}"#), None);
    assert_eq!(fetch(&mut listing, &query, MORE, r#"{"k":2}"#), Some(r#"{"k":1}"#.into()));
}

#[test]
fn l24_after_the_end_there_is_no_request() {
    let (mut listing, query) = (Listing::new(), all_groups());
    fetch(&mut listing, &query, "{}", r#"{"k":1}"#);
    fetch(&mut listing, &query, MORE, "\"end\"");
    let end = concat!(
        r#"{"list":[],"startKey":"end","endOfList":true,"#,
        r#""startKeyHistory":["{\"k\":1}","end"]}"#
    );
    assert_eq!(done(&mut listing, &query, MORE), end);
    assert_eq!(done(&mut listing, &query, MORE), end);
    assert_eq!(fetch(&mut listing, &query, "{}", "\"end\""), None);
}

#[test]
fn l25_every_list_has_a_history_of_its_own() {
    let mut listing = Listing::new();
    let users = |group: &str| {
        let params = value(&format!(r#"{{"group":"{group}"}}"#));
        Query::users(Some(&params), UserIds::Any).unwrap()
    };
    let groups = all_groups();
    fetch(&mut listing, &groups, MORE, r#"{"k":1}"#);
    for (query, options) in [
        (&groups, r#"{"fetchMore":true,"limit":5}"#),
        (&groups, r#"{"fetchMore":true,"limit":6}"#),
        (&groups, r#"{"fetchMore":true,"ascending":false}"#),
        (&users("a"), MORE),
        (&users("b"), MORE),
    ] {
        assert_eq!(fetch(&mut listing, query, options, r#"{"k":9}"#), None, "{options}");
    }
    let other = Caller { service: "other", ..CALLER };
    match listing.begin(&groups, Some(&json(MORE)), &other).unwrap() {
        Step::Send(request) => assert_eq!(start_key(&request.body), None),
        Step::Done(_) => panic!("another service has another list"),
    }
    assert_eq!(fetch(&mut listing, &groups, MORE, "\"end\""), Some(r#"{"k":1}"#.into()));
}

#[test]
fn l25_a_given_start_key_makes_a_list_of_its_own() {
    let (mut listing, query) = (Listing::new(), all_groups());
    let from_key = r#"{"fetchMore":true,"startKey":{"k":7}}"#;
    fetch(&mut listing, &query, MORE, r#"{"k":1}"#);
    assert_eq!(fetch(&mut listing, &query, from_key, r#"{"k":8}"#), Some(r#"{"k":7}"#.into()));
    assert_eq!(fetch(&mut listing, &query, from_key, r#"{"k":9}"#), Some(r#"{"k":8}"#.into()));
    assert_eq!(fetch(&mut listing, &query, MORE, "\"end\""), Some(r#"{"k":1}"#.into()));
}

#[test]
fn l26_start_begins_anew_also_with_fetch_more() {
    let (mut listing, query) = (Listing::new(), all_groups());
    fetch(&mut listing, &query, "{}", r#"{"k":1}"#);
    let start = r#"{"fetchMore":true,"startKey":"start"}"#;
    assert_eq!(fetch(&mut listing, &query, start, r#"{"k":2}"#), None);
    assert_eq!(fetch(&mut listing, &query, MORE, "\"end\""), Some(r#"{"k":2}"#.into()));
}

#[test]
fn l27_at_the_end_there_is_nothing_to_ask_for() {
    let (mut listing, query) = (Listing::new(), all_groups());
    let at_end = r#"{"startKey":"end"}"#;
    assert_eq!(
        done(&mut listing, &query, at_end),
        r#"{"list":[],"startKey":"end","endOfList":true,"startKeyHistory":[]}"#
    );
    fetch(&mut listing, &query, "{}", r#"{"k":1}"#);
    assert!(done(&mut listing, &query, at_end).contains(r#""startKeyHistory":["{\"k\":1}"]"#));
    assert_eq!(fetch(&mut listing, &query, MORE, "\"end\""), Some(r#"{"k":1}"#.into()));
}

#[test]
fn l28_the_history_holds_the_keys_as_json_text() {
    let (mut listing, query) = (Listing::new(), all_groups());
    let request = send(&mut listing, &query, "{}");
    assert_eq!(
        answer(&mut listing, &request, &page(r#"{"k":"a#b"}"#)),
        concat!(
            r#"{"list":[],"startKey":{"k":"a#b"},"endOfList":false,"#,
            r##""startKeyHistory":["{\"k\":\"a#b\"}"]}"##
        )
    );
    let request = send(&mut listing, &query, MORE);
    assert_eq!(
        answer(&mut listing, &request, &page("\"end\"")),
        concat!(
            r#"{"list":[],"startKey":"end","endOfList":true,"#,
            r##""startKeyHistory":["{\"k\":\"a#b\"}","end"]}"##
        )
    );
}

#[test]
fn l29_without_a_start_key_the_list_is_at_its_end() {
    for body in [
        r#"{"list":[]}"#,
        r#"{"list":[],"startKey":null,"endOfList":false}"#,
        r#"{"list":[],"startKey":""}"#,
    ] {
        let (mut listing, query) = (Listing::new(), all_groups());
        let request = send(&mut listing, &query, "{}");
        let end = r#"{"list":[],"startKey":"end","endOfList":true,"startKeyHistory":["end"]}"#;
        assert_eq!(answer(&mut listing, &request, body), end, "{body}");
        assert_eq!(done(&mut listing, &query, MORE), end);
    }
}

#[test]
fn l30_two_calls_with_one_reply_move_the_list_on_once() {
    let (mut listing, query) = (Listing::new(), all_groups());
    let first = send(&mut listing, &query, "{}");
    let second = send(&mut listing, &query, "{}");
    assert_eq!(first.body, second.body);
    let answers =
        [&first, &second].map(|request| answer(&mut listing, request, &page(r#"{"k":1}"#)));
    assert_eq!(answers[0], answers[1]);
    let [third, fourth] = [send(&mut listing, &query, MORE), send(&mut listing, &query, MORE)];
    assert_eq!(third.body, fourth.body);
    for request in [third, fourth] {
        answer(&mut listing, &request, &page(r#"{"k":2}"#));
    }
    assert_eq!(fetch(&mut listing, &query, MORE, "\"end\""), Some(r#"{"k":2}"#.into()));
}

#[test]
fn l30_a_late_reply_to_an_older_run_moves_nothing() {
    let (mut listing, query) = (Listing::new(), all_groups());
    fetch(&mut listing, &query, "{}", r#"{"k":1}"#);
    let late = send(&mut listing, &query, MORE);
    fetch(&mut listing, &query, "{}", r#"{"k":5}"#);
    assert!(
        answer(&mut listing, &late, &page(r#"{"k":2}"#)).contains(r#"["{\"k\":1}","{\"k\":2}"]"#)
    );
    assert_eq!(fetch(&mut listing, &query, MORE, "\"end\""), Some(r#"{"k":5}"#.into()));
}

#[test]
fn l30_a_key_that_comes_again_is_in_the_history_once() {
    let (mut listing, query) = (Listing::new(), all_groups());
    fetch(&mut listing, &query, "{}", r#"{"k":1}"#);
    let request = send(&mut listing, &query, MORE);
    let result = answer(&mut listing, &request, &page(r#"{"k":1}"#));
    assert!(result.contains(r#""startKeyHistory":["{\"k\":1}"]"#), "{result}");
}

#[test]
fn l31_the_list_not_used_for_longest_is_forgotten() {
    let mut listing = Listing::new();
    let query =
        |at: usize| Query::groups(Some(&value(&format!(r#"{{"value":"g{at}"}}"#)))).unwrap();
    for at in 0..MAX_HISTORIES {
        fetch(&mut listing, &query(at), "{}", r#"{"k":1}"#);
    }
    let known = Some(String::from(r#"{"k":1}"#));
    assert_eq!(fetch(&mut listing, &query(0), MORE, r#"{"k":2}"#), known);
    fetch(&mut listing, &query(MAX_HISTORIES), "{}", r#"{"k":1}"#);
    assert_eq!(fetch(&mut listing, &query(1), MORE, r#"{"k":1}"#), None);
    assert_eq!(fetch(&mut listing, &query(0), MORE, "\"end\""), Some(r#"{"k":2}"#.into()));
}

#[test]
fn l32_another_user_begins_anew() {
    let (mut listing, query) = (Listing::new(), all_groups());
    fetch(&mut listing, &query, "{}", r#"{"k":1}"#);
    listing.clear();
    assert_eq!(fetch(&mut listing, &query, MORE, r#"{"k":1}"#), None);
}

#[test]
fn l30_a_failed_request_is_asked_again() {
    let (mut listing, query) = (Listing::new(), all_groups());
    fetch(&mut listing, &query, "{}", r#"{"k":1}"#);
    let failed = send(&mut listing, &query, MORE);
    let reply = crate::listing::Reply { status: 500, body: json("{}") };
    assert!(listing.answer::<Json>(&failed.pending, &reply).is_err());
    assert_eq!(fetch(&mut listing, &query, MORE, "\"end\""), Some(r#"{"k":1}"#.into()));
}

use super::{CALLER, all_groups, json};
use crate::listing::{Caller, Listing, PATH, Request, Step};

fn request(caller: &Caller<'_>) -> Request {
    match Listing::new().begin(&all_groups(), Some(&json("{}")), caller).unwrap() {
        Step::Send(request) => request,
        Step::Done(_) => panic!("there is nothing that could be answered"),
    }
}

#[test]
fn l21_the_request_goes_to_the_list_with_its_token() {
    assert_eq!(PATH, "get-ws-group");
    assert_eq!(
        request(&CALLER).headers,
        [
            ("Accept", String::from("*/*")),
            ("Content-Type", String::from("application/json")),
            ("Authorization", String::from("jwt")),
        ]
    );
}

#[test]
fn l21_skapi_gets_the_identity_of_the_client_too() {
    let caller = Caller { nonce: Some("0123456789abcdef"), ..CALLER };
    let meta = r#"{"public_identifier":"svc:own:0123456789abcdef","service":"svc","owner":"own"}"#;
    assert_eq!(request(&caller).headers.last(), Some(&("Content-Meta", String::from(meta))));
}

#[test]
fn l20_names_in_the_body_are_quoted() {
    let caller = Caller { service: "a\"{", owner: "\\", ..CALLER };
    assert!(request(&caller).body.starts_with(r#"{"service":"a\"{","owner":"\\","searchFor""#));
}

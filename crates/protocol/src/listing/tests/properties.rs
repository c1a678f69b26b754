//! L42: whatever comes in, nothing panics, and every body is JSON.

use super::CALLER;
use crate::form::Source;
use crate::json::Json;
use crate::listing::{Listing, Query, Reply, Step, UserIds};
use proptest::prelude::*;

fn json_value() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        Just("null").prop_map(String::from),
        prop::sample::select(vec![
            "true",
            "false",
            "0",
            "-1",
            "1001",
            "2.5",
            "1e999",
            "\"\"",
            "\" \"",
            "\"end\"",
            "\"start\"",
            "\"group\"",
            "\"number_of_users\"",
            "\">=\"",
            "\"\\ud800\"",
            "\"a#b#c\"",
            "\"#\"",
            "{}",
            "[]",
            "{\"k\":1}",
        ])
        .prop_map(String::from),
    ];
    leaf.prop_recursive(3, 12, 4, |inner| {
        let key = prop::sample::select(vec![
            "searchFor",
            "value",
            "condition",
            "range",
            "group",
            "user_id",
            "limit",
            "startKey",
            "ascending",
            "fetchMore",
            "list",
            "endOfList",
            "rid",
            "cnt",
            "uid",
            "cid",
            "code",
            "message",
            "__proto__",
        ]);
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4)
                .prop_map(|items| format!("[{}]", items.join(","))),
            prop::collection::vec((key, inner), 0..6).prop_map(|fields| {
                let fields: Vec<String> =
                    fields.iter().map(|(key, value)| format!("\"{key}\":{value}")).collect();
                format!("{{{}}}", fields.join(","))
            }),
        ]
    })
}

fn query(which: bool, params: &Source<Json>) -> Option<Query> {
    if which {
        Query::groups(Some(params)).ok()
    } else {
        Query::users(Some(params), UserIds::Any).ok()
    }
}

proptest! {
    #[test]
    fn l42_no_input_panics_and_every_body_is_json(
        calls in prop::collection::vec(
            (any::<bool>(), json_value(), json_value(), any::<u16>(), json_value()), 1..8,
        ),
    ) {
        let mut listing = Listing::new();
        for (which, params, options, status, body) in calls {
            let params = Source::Value(Json::parse(&params).unwrap());
            let options = Json::parse(&options).unwrap();
            let query = query(which, &params)
                .unwrap_or_else(|| Query::groups::<Json>(None).unwrap());
            match listing.begin(&query, Some(&options), &CALLER) {
                Ok(Step::Send(request)) => {
                    prop_assert!(Json::parse(&request.body).is_ok(), "{}", request.body);
                    let reply = Reply { status, body: Json::parse(&body).unwrap() };
                    let _ = listing.answer(&request.pending, &reply);
                    let ok = Reply { status: 200, body: reply.body };
                    let _ = listing.answer(&request.pending, &ok);
                }
                Ok(Step::Done(_)) | Err(_) => {}
            }
        }
    }
}

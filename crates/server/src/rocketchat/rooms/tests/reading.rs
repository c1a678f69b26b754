//! Messages are read again, in every way that there is.

use super::*;

/// A room with the messages `m0` to `m9`, ten milliseconds from one to the next, from 100 on.
fn ten() -> Rooms {
    let mut rooms = rooms();
    for n in 0..10 {
        let message = json!({ "_id": format!("m{n}"), "rid": "GENERAL", "msg": n.to_string() });
        send(&mut rooms, "uAnn", message, 100 + 10 * n).expect("sent");
    }
    rooms
}

fn ids(found: &[Value]) -> Vec<&str> {
    found.iter().map(|message| message["_id"].as_str().expect("an id")).collect()
}

fn list<'a>(found: &'a Value, key: &str) -> Vec<&'a str> {
    ids(found[key].as_array().expect("a list"))
}

fn sync(rooms: &Rooms, options: Value) -> Result<Value, MethodError> {
    rooms.sync("uBen", "GENERAL", Sync::parse(&options)?)
}

/// DS54
#[test]
fn history_is_loaded_from_anywhere() {
    let rooms = ten();
    let load = Load { before: Some(130), count: 2, last_seen: Some(105) };
    let loaded = rooms.load("uBen", "GENERAL", load).expect("a room");
    assert_eq!(list(&loaded, "messages"), ["m2", "m1"]);
    assert_eq!(loaded["unreadNotLoaded"], 0);
    let next = rooms.next("uBen", "GENERAL", 150, 2).expect("a room");
    assert_eq!(ids(&next), ["m6", "m7"]);
    let missed = rooms.missed("uBen", "GENERAL", 170).expect("a room");
    assert_eq!(ids(&missed), ["m9", "m8"]);
    let window = rooms.surrounding("uBen", "m5", 4).expect("a message");
    assert_eq!(ids(&window.messages), ["m6", "m5", "m4", "m3"]);
    assert!(window.more_before && window.more_after);
    let window = rooms.surrounding("uBen", "m0", 50).expect("a message");
    assert!(window.messages.len() == 10 && !window.more_before && !window.more_after);
    assert!(rooms.surrounding("uBen", "nothing", 4).is_err());
}

/// DS64
#[test]
fn pages_go_forth_and_back_with_their_cursors() {
    let mut rooms = ten();
    let page =
        sync(&rooms, json!({ "next": "120", "type": "UPDATED", "count": 3 })).expect("a page");
    assert_eq!(list(&page, "updated"), ["m3", "m4", "m5"]);
    let next = json!({ "next": page["cursor"]["next"], "type": "UPDATED" });
    let rest = sync(&rooms, next).expect("a page");
    assert_eq!(list(&rest, "updated"), ["m6", "m7", "m8", "m9"]);
    assert_eq!(rest["cursor"]["next"], Value::Null);
    let back = sync(&rooms, json!({ "previous": 130, "type": "UPDATED" })).expect("a page");
    assert_eq!(list(&back, "updated"), ["m2", "m1", "m0"]);
    rooms.delete("uAnn", "m4", 500).expect("deleted");
    let gone = sync(&rooms, json!({ "next": 0, "type": "DELETED" })).expect("a page");
    assert_eq!((list(&gone, "deleted"), list(&gone, "updated")), (vec!["m4"], vec![]));
}

/// DS64
#[test]
fn a_range_is_of_the_times_of_writing() {
    let rooms = ten();
    let range = |options: Value| {
        let found = sync(&rooms, options).expect("a range");
        list(&found, "messages").into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    let date = |at: i64| json!({ "$date": at });
    assert_eq!(range(json!({ "latestDate": date(120), "oldestDate": date(100) })), ["m1"]);
    let options = json!({ "latestDate": date(120), "oldestDate": date(100), "inclusive": true });
    assert_eq!(range(options), ["m2", "m1", "m0"]);
    assert_eq!(range(json!({ "count": 1 })), ["m9"]);
}

/// DS64
#[test]
fn questions_that_contradict_themselves_are_refused() {
    let rooms = ten();
    for (options, expected) in [
        (json!({ "next": 1, "previous": 1, "type": "UPDATED" }), "error-cursor-conflict"),
        (
            json!({ "next": 1, "lastUpdate": { "$date": 1 }, "type": "UPDATED" }),
            "error-cursor-and-lastUpdate-conflict",
        ),
        (json!({ "next": 1 }), "error-type-param-required"),
        (json!({ "lastUpdate": "yesterday" }), "400"),
        (json!({ "next": "soon", "type": "UPDATED" }), "400"),
    ] {
        assert_eq!(sync(&rooms, options).map_err(code), Err(expected.into()));
    }
}

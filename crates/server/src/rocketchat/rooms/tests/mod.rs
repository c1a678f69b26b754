//! What the rooms of a service do.

mod random;
mod reading;

use serde_json::{Value, json};

use super::*;

/// A service with the channel `GENERAL`, and Ann and Ben.
pub(super) fn rooms() -> Rooms {
    rooms_within(RoomLimits { rooms: 0, text: 20, name: 64, absent_users: 0 }, Budget::new(0, 0, 0))
}

pub(super) fn rooms_within(limits: RoomLimits, budget: Budget) -> Rooms {
    let mut count = 0;
    let ids = Box::new(move || {
        count += 1;
        format!("id{count}")
    });
    let channels = ["GENERAL".to_owned()];
    let mut rooms = Rooms::new("s".into(), limits, Arc::new(budget), ids, &channels, 0);
    for (id, name) in [("uAnn", "ann"), ("uBen", "ben")] {
        rooms.know(&user(id, name), 1);
    }
    rooms.take_effects();
    rooms
}

pub(super) fn user(id: &str, username: &str) -> User {
    User { id: id.into(), username: username.into(), name: None, service: "s".into() }
}

/// Sends without a way through a hub.
pub(super) fn send(
    rooms: &mut Rooms,
    user: &str,
    message: Value,
    now: Millis,
) -> Result<Value, MethodError> {
    let draft = Draft::parse(&message, Source::Method)?;
    Ok(match rooms.prepare(user, draft, now)? {
        Sending::Repeated(stored) => stored,
        Sending::Fresh { message, .. } => rooms.commit(*message, now).expect("the room is there"),
    })
}

pub(super) fn code(error: MethodError) -> String {
    error.error.to_string()
}

fn messages(rooms: &mut Rooms) -> Vec<Value> {
    let effects = rooms.take_effects().into_iter();
    let message = |effect| match effect {
        Effect::Message { message, .. } => Some(message),
        _ => None,
    };
    effects.filter_map(message).collect()
}

/// DS50
#[test]
fn a_message_is_stored_once_and_told_once() {
    let mut rooms = rooms();
    let draft = json!({ "_id": "abc", "rid": "GENERAL", "msg": "hi @ben #GENERAL" });
    let first = send(&mut rooms, "uAnn", draft.clone(), 100).expect("sent");
    assert_eq!(first["ts"], json!({ "$date": 100 }));
    assert_eq!(first["mentions"][0]["_id"], "uBen");
    assert_eq!(first["channels"], json!([{ "_id": "GENERAL", "name": "GENERAL" }]));
    assert_eq!(messages(&mut rooms), std::slice::from_ref(&first));
    assert_eq!(send(&mut rooms, "uAnn", draft.clone(), 200).expect("known"), first);
    assert!(rooms.take_effects().is_empty());
    assert_eq!(send(&mut rooms, "uBen", draft, 200).map_err(code), Err("error-not-allowed".into()));
}

/// DS52
#[test]
fn what_is_not_right_is_refused_and_changes_nothing() {
    let mut rooms = rooms();
    let cases = [
        (json!({ "rid": "nowhere", "msg": "" }), "error-invalid-room"),
        (json!({ "rid": "GENERAL", "msg": "x".repeat(21) }), "error-message-size-exceeded"),
        (json!({ "rid": "GENERAL", "msg": 7 }), "400"),
        (json!({ "msg": "no room" }), "400"),
        (json!({ "rid": "GENERAL", "msg": "", "u": {} }), "400"),
        (json!({ "rid": "GENERAL", "msg": "", "attachments": [] }), "400"),
        (json!({ "rid": "GENERAL", "msg": "", "t": "uj" }), "400"),
        (
            json!({ "rid": "GENERAL", "msg": "", "ts": { "$date": 100_000 + 60_001 } }),
            "error-message-ts-out-of-sync",
        ),
    ];
    for (message, expected) in cases {
        let refused = send(&mut rooms, "uAnn", message.clone(), 100_000).map_err(code);
        assert_eq!(refused, Err(expected.into()), "{message}");
    }
    assert!(rooms.take_effects().is_empty());
    rooms.leave("uAnn", "GENERAL", 100_000).expect("left");
    let refused = send(&mut rooms, "uAnn", json!({ "rid": "GENERAL", "msg": "" }), 100_000);
    assert_eq!(refused.map_err(code), Err("error-not-allowed".into()));
}

/// DS52
#[test]
fn a_clock_that_is_off_is_set_right() {
    let mut rooms = rooms();
    let mut at = |ts: Millis| {
        let draft = json!({ "rid": "GENERAL", "msg": "", "ts": { "$date": ts } });
        send(&mut rooms, "uAnn", draft, 100_000).expect("sent")["ts"]["$date"].clone()
    };
    assert_eq!(at(90_000), 90_000);
    assert_eq!(at(109_000), 109_000);
    assert!(at(40_000).as_i64() >= Some(100_000));
}

/// DS53
#[test]
fn edits_and_reactions_come_as_the_same_message_again() {
    let mut rooms = rooms();
    send(&mut rooms, "uAnn", json!({ "_id": "m", "rid": "GENERAL", "msg": "a" }), 100)
        .expect("sent");
    rooms.take_effects();
    assert_eq!(
        rooms.update("uBen", "m", "b", 101).map_err(code),
        Err("error-action-not-allowed".into())
    );
    rooms.update("uAnn", "m", "b", 101).expect("changed");
    rooms.react("uBen", "m", "tada", None, 101).expect("reacted");
    rooms.react("uBen", "m", ":tada:", Some(true), 101).expect("has reacted");
    let told = messages(&mut rooms);
    assert_eq!(told.len(), 2);
    assert_eq!((&told[0]["_id"], &told[0]["msg"]), (&json!("m"), &json!("b")));
    assert_eq!(told[0]["editedBy"], json!({ "_id": "uAnn", "username": "ann" }));
    assert_eq!(told[1]["reactions"], json!({ ":tada:": { "usernames": ["ben"] } }));
    assert!(told[1]["_updatedAt"]["$date"].as_i64() > told[0]["_updatedAt"]["$date"].as_i64());
    rooms.react("uBen", "m", ":tada:", None, 102).expect("taken back");
    assert!(messages(&mut rooms)[0].get("reactions").is_none());
}

/// DS54
#[test]
fn who_was_away_learns_of_changes_and_deletions() {
    let mut rooms = rooms();
    for id in ["a", "b", "c"] {
        // All in one millisecond.
        send(&mut rooms, "uAnn", json!({ "_id": id, "rid": "GENERAL", "msg": id }), 100)
            .expect("sent");
    }
    let b = rooms.single("uBen", "b").expect("b")["_updatedAt"]["$date"].as_i64().expect("a date");
    let ids = |found: &Value| -> Vec<String> {
        let found = found.as_array().expect("a list").iter();
        found.map(|message| message["_id"].as_str().expect("an id").to_owned()).collect()
    };
    let known = |rooms: &Rooms| rooms.sync("uBen", "GENERAL", Sync::Since(b)).expect("a room");
    assert_eq!(ids(&known(&rooms)["updated"]), ["c"]);
    assert_eq!(ids(&Value::from(rooms.missed("uBen", "GENERAL", b).expect("a room"))), ["c"]);
    rooms.update("uAnn", "a", "new", 100).expect("changed");
    rooms.delete("uAnn", "b", 100).expect("deleted");
    assert_eq!(ids(&known(&rooms)["updated"]), ["a", "c"]);
    assert_eq!(ids(&known(&rooms)["deleted"]), ["b"]);
    let load = Load { before: None, count: 1, last_seen: Some(0) };
    let loaded = rooms.load("uBen", "GENERAL", load).expect("a room");
    assert_eq!(ids(&loaded["messages"]), ["c"]);
    assert_eq!(
        (&loaded["unreadNotLoaded"], &loaded["firstUnread"]["_id"]),
        (&json!(1), &json!("a"))
    );
}

/// DS55
#[test]
fn what_is_private_does_not_exist_for_others() {
    let mut rooms = rooms();
    let group = rooms.create("uAnn", Kind::Private, "secret", &[], false, 100).expect("made");
    let direct = rooms.direct(&["uAnn".into(), "uCem".into()], 100).expect("made");
    for rid in [&group, &direct] {
        let refused = Err("error-invalid-room".to_owned());
        assert_eq!(rooms.join("uBen", rid, 101).map_err(code).map(|_| ()), refused);
        assert_eq!(rooms.missed("uBen", rid, 0).map_err(code).map(|_| ()), refused);
        assert_eq!(rooms.users_in("uBen", rid, &[], true).map_err(code).map(|_| ()), refused);
    }
    assert_eq!(rooms.channel_of_group("secret", 102), None);
    rooms.add_users("uAnn", &group, &["ben".into()], 103).expect("added");
    assert!(rooms.missed("uBen", &group, 0).is_ok());
}

/// DS56
#[test]
fn the_room_of_two_users_is_one_whoever_makes_it() {
    let mut rooms = rooms();
    let ann_and_ben: [Arc<str>; 2] = ["uAnn".into(), "uBen".into()];
    let ben_and_ann: [Arc<str>; 2] = ["uBen".into(), "uAnn".into()];
    // Somebody has made a channel with the name that the room would have.
    rooms.create("uBen", Kind::Channel, "uAnnuBen", &[], false, 99).expect("made");
    let rid = rooms.direct(&ann_and_ben, 100).expect("made");
    assert_eq!(rooms.direct(&ben_and_ann, 101).as_ref(), Ok(&rid));
    assert_ne!(&*rid, "uAnnuBen");
    let names = |user: &str| {
        let list = rooms.subscriptions_of(user, None);
        let list = list.as_array().expect("a list").clone();
        list.into_iter().find(|one| one["t"] == "d").expect("direct")["name"].clone()
    };
    assert_eq!((names("uAnn"), names("uBen")), (json!("ben"), json!("ann")));
}

/// DS57
#[test]
fn lists_can_be_what_has_changed_since() {
    let mut rooms = rooms();
    rooms.create("uAnn", Kind::Channel, "one", &[], false, 100).expect("made");
    rooms.create("uAnn", Kind::Channel, "two", &[], false, 100).expect("made");
    rooms.leave("uAnn", "one", 200).expect("left");
    let none = |_: &Room| 0;
    let all = rooms.rooms_of("uAnn", None, none);
    assert_eq!(all.as_array().map(Vec::len), Some(2));
    let changed = rooms.rooms_of("uAnn", Some(150), none);
    assert_eq!((&changed["update"], &changed["remove"][0]["_id"]), (&json!([]), &json!("one")));
    let changed = rooms.subscriptions_of("uAnn", Some(150));
    assert_eq!(changed["remove"].as_array().map(Vec::len), Some(1));
    send(&mut rooms, "uAnn", json!({ "rid": "two", "msg": "x" }), 300).expect("sent");
    assert_eq!(rooms.rooms_of("uAnn", Some(250), none)["update"][0]["_id"], "two");
}

/// DS63
#[test]
fn who_is_longest_gone_is_forgotten_first() {
    let limits = RoomLimits { rooms: 0, text: 0, name: 0, absent_users: 3 };
    let mut rooms = rooms_within(limits, Budget::new(0, 0, 0));
    rooms.direct(&["uAnn".into(), "uBen".into()], 2).expect("made");
    rooms.connected("uBen", &"c".into());
    for (at, id) in (10..).zip(["u1", "u2", "u3"]) {
        rooms.know(&user(id, id), at);
    }
    let known = |id: &str| rooms.user(id).is_some();
    assert_eq!(["uAnn", "uBen", "u1", "u2", "u3"].map(known), [false, true, true, true, true]);
    // What was between her and Ben is gone on both sides; the channel is not.
    let left = rooms.rooms_of("uBen", None, |_| 0);
    assert_eq!(left.as_array().map(Vec::len), Some(1));
}

/// DS63
#[test]
fn rooms_that_nobody_is_in_are_forgotten_when_they_are_idle() {
    let mut rooms = rooms();
    rooms.channel_of_group("group", 100).expect("a room");
    rooms.create("uAnn", Kind::Channel, "lobby", &[], false, 100).expect("made");
    rooms.sweep(100, |_| false);
    assert!(rooms.find("group").is_some());
    rooms.sweep(1000, |_| false);
    let there = ["GENERAL", "group", "lobby"].map(|name| rooms.find(name).is_some());
    assert_eq!(there, [true, false, true]);
}

/// DS53, DS70
#[test]
fn what_users_add_to_others_is_bounded() {
    let mut rooms = rooms();
    let message = json!({ "_id": "m", "rid": "GENERAL", "msg": "a" });
    send(&mut rooms, "uAnn", message, 100).expect("sent");
    let invalid = Err("error-not-allowed".to_owned());
    assert_eq!(rooms.react("uBen", "m", &"x".repeat(63), None, 101).map_err(code), invalid);
    for n in 0..100 {
        rooms.react("uBen", "m", &n.to_string(), None, 101).expect("not too many");
    }
    assert_eq!(rooms.react("uBen", "m", "100", None, 101).map_err(code), invalid);
    rooms.react("uAnn", "m", "99", None, 101).expect("one that is there");
    let long = "x".repeat(121);
    let refused = rooms.set_status("uAnn", None, Some(&long)).map_err(code);
    assert_eq!(refused, Err("error-invalid-status-text".into()));
}

/// DS30
#[test]
fn nobody_takes_the_user_name_of_another() {
    let mut rooms = rooms();
    rooms.know(&user("ann", "ann"), 2);
    assert_eq!(rooms.user_named("ann").map(|user| &*user.author.id), Some("uAnn"));
}

/// DS85
#[test]
fn of_two_that_choose_one_id_at_the_same_time_one_has_it() {
    let mut rooms = rooms();
    let mut prepare = |user: &str| {
        let draft = json!({ "_id": "abc", "rid": "GENERAL", "msg": user });
        let draft = Draft::parse(&draft, Source::Method).expect("a draft");
        match rooms.prepare(user, draft, 100).expect("good") {
            Sending::Fresh { message, .. } => *message,
            Sending::Repeated(stored) => panic!("{stored}"),
        }
    };
    let [first, again, other] = ["uAnn", "uAnn", "uBen"].map(&mut prepare);
    let first = rooms.commit(first, 100).expect("the room is there");
    rooms.take_effects();
    assert_eq!(rooms.commit(again, 101), Some(first.clone()));
    assert!(rooms.take_effects().is_empty());
    let other = rooms.commit(other, 102).expect("the room is there");
    assert_ne!(other["_id"], "abc");
    assert_eq!(rooms.stored("abc"), Some(first));
    assert_eq!(rooms.stored(other["_id"].as_str().expect("an id")), Some(other));
}

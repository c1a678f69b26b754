//! Whatever is done, in whatever order: what is always true of the rooms.

use std::collections::{HashMap, HashSet};

use proptest::prelude::*;

use super::*;

const USERS: [&str; 4] = ["uAnn", "uBen", "u2", "u3"];
const ROOMS: [&str; 3] = ["GENERAL", "one", "two"];

/// What somebody does. Small numbers choose users, rooms and messages.
#[derive(Clone, Debug)]
enum Act {
    Know(usize),
    Create(usize, usize),
    Private(usize, usize),
    Direct(usize, usize),
    Join(usize, usize),
    Leave(usize, usize),
    Send(usize, usize, u8, String),
    Post(usize, usize, String),
    Update(usize, u8, String),
    Delete(usize, u8),
    React(usize, u8),
    Read(usize, usize),
    Connect(usize),
    Disconnect(usize),
    Sweep,
}

fn act() -> impl Strategy<Value = Act> {
    let (user, room, id, text) = (0..4usize, 0..3usize, 0..30u8, "[a-z@# ]{0,30}");
    prop_oneof![
        user.clone().prop_map(Act::Know),
        (user.clone(), room.clone()).prop_map(|(user, room)| Act::Create(user, room)),
        (user.clone(), room.clone()).prop_map(|(user, room)| Act::Private(user, room)),
        (user.clone(), user.clone()).prop_map(|(one, two)| Act::Direct(one, two)),
        (user.clone(), room.clone()).prop_map(|(user, room)| Act::Join(user, room)),
        (user.clone(), room.clone()).prop_map(|(user, room)| Act::Leave(user, room)),
        (user.clone(), room.clone(), id.clone(), text)
            .prop_map(|(user, room, id, text)| Act::Send(user, room, id, text)),
        (user.clone(), room.clone(), id.clone(), text)
            .prop_map(|(user, room, id, text)| Act::Send(user, room, id, text)),
        (user.clone(), room.clone(), text)
            .prop_map(|(user, room, text)| Act::Post(user, room, text)),
        (user.clone(), id.clone(), text).prop_map(|(user, id, text)| Act::Update(user, id, text)),
        (user.clone(), id.clone()).prop_map(|(user, id)| Act::Delete(user, id)),
        (user.clone(), id).prop_map(|(user, id)| Act::React(user, id)),
        (user.clone(), room).prop_map(|(user, room)| Act::Read(user, room)),
        user.clone().prop_map(Act::Connect),
        user.prop_map(Act::Disconnect),
        Just(Act::Sweep),
    ]
}

/// Carries it out; what is refused is as good as what is done.
fn carry_out(rooms: &mut Rooms, act: Act, now: Millis) {
    let connection: Arc<str> = "c".into();
    match act {
        Act::Know(who) => rooms.know(&user(USERS[who], USERS[who]), now),
        Act::Create(who, room) => {
            drop(rooms.create(USERS[who], Kind::Channel, ROOMS[room], &[], false, now));
        }
        Act::Private(who, room) => {
            drop(rooms.create(USERS[who], Kind::Private, ROOMS[room], &[], false, now));
        }
        Act::Direct(one, two) => {
            drop(rooms.direct(&[USERS[one].into(), USERS[two].into()], now));
        }
        Act::Join(who, room) => drop(rooms.join(USERS[who], ROOMS[room], now)),
        Act::Leave(who, room) => drop(rooms.leave(USERS[who], ROOMS[room], now)),
        Act::Send(who, room, id, text) => {
            let message = json!({ "_id": format!("m{id}"), "rid": ROOMS[room], "msg": text });
            drop(send(rooms, USERS[who], message, now));
        }
        Act::Post(who, room, text) => {
            if let Some(rid) = rooms.channel_of_group(ROOMS[room], now) {
                rooms.receive(&rid, &user(USERS[who], USERS[who]), &text, Default::default(), now);
            }
        }
        Act::Update(who, id, text) => {
            drop(rooms.update(USERS[who], &format!("m{id}"), &text, now));
        }
        Act::Delete(who, id) => drop(rooms.delete(USERS[who], &format!("m{id}"), now)),
        Act::React(who, id) => drop(rooms.react(USERS[who], &format!("m{id}"), "x", None, now)),
        Act::Read(who, room) => drop(rooms.mark_read(USERS[who], ROOMS[room], now)),
        Act::Connect(who) => rooms.connected(USERS[who], &connection),
        Act::Disconnect(who) => rooms.disconnected(USERS[who], "c", now),
        Act::Sweep => rooms.sweep(now - 5, |_| false),
    }
}

/// What a client that is told everything of one room knows of it.
#[derive(Default)]
struct Client {
    messages: HashMap<String, Value>,
    newest: i64,
}

impl Client {
    fn hear(&mut self, effects: &[Effect], rid: &str) {
        for effect in effects {
            match effect {
                Effect::Message { rid: of, message } if **of == *rid => {
                    let at = message["_updatedAt"]["$date"].as_i64().expect("a date");
                    assert!(at > self.newest, "every moment once");
                    self.newest = at;
                    let id = message["_id"].as_str().expect("an id").to_owned();
                    self.messages.insert(id, message.clone());
                }
                Effect::Room { rid: of, event: "deleteMessage", args } if **of == *rid => {
                    let id = args[0]["_id"].as_str().expect("an id");
                    assert!(self.messages.remove(id).is_some(), "only what was there");
                }
                _ => {}
            }
        }
    }
}

fn check(rooms: &Rooms, budget: &Budget, limits: (usize, usize)) {
    let (count, total) = limits;
    let mut kept = 0;
    let mut ids = HashSet::new();
    for (rid, room) in &rooms.rooms {
        assert_eq!(*rid, room.id);
        assert!(room.ring.iter().len() <= count);
        kept += room.ring.iter().map(Message::cost).sum::<usize>();
        for message in room.ring.iter() {
            assert!(ids.insert(message.id.clone()), "an id is in one room, once");
            assert_eq!(rooms.messages.get(&message.id), Some(rid));
            assert!(message.updated_at <= room.updated_at());
        }
        for user in room.members.keys() {
            let known = rooms.user(user).expect("members are known");
            assert!(known.rooms.contains(rid), "both sides know of a membership");
        }
    }
    assert_eq!(rooms.messages.len(), ids.len());
    assert_eq!(budget.kept(), kept);
    assert!(kept <= total);
    for (name, rid) in &rooms.names {
        assert_eq!(rooms.room(rid).map(|room| &room.name), Some(name));
    }
    for user in rooms.users.values() {
        assert!(
            user.rooms
                .iter()
                .all(|rid| rooms.room(rid).is_some_and(|room| room.is_member(&user.author.id)))
        );
    }
}

proptest! {
    /// DS57: who heard everything, and who asks afterwards for what has changed since any moment,
    /// know the same.
    #[test]
    fn the_rooms_stay_whole_and_bounded(
        acts in proptest::collection::vec((act(), 0..3i64), 1..120),
        away in 0..120usize,
    ) {
        let (count, total) = (8, 8_000);
        let limits = RoomLimits { rooms: 6, text: 20, name: 64, absent_users: 0 };
        let mut rooms = rooms_within(limits, Budget::new(count, 0, total));
        let budget = rooms.budget.clone();
        let (mut client, mut known_at, mut now) = (Client::default(), 0, 100);
        for (at, (act, wait)) in acts.into_iter().enumerate() {
            now += wait;
            carry_out(&mut rooms, act, now);
            let effects = rooms.take_effects();
            client.hear(&effects, "GENERAL");
            if at == away {
                known_at = client.newest;
            }
            check(&rooms, &budget, (count, total));
        }
        // What is in the room is what was heard of it.
        let general = rooms.room("GENERAL").expect("it is always there");
        for message in general.ring.iter() {
            prop_assert_eq!(&message.to_value(), &client.messages[&*message.id]);
        }
        let changed = rooms.sync("uAnn", "GENERAL", Sync::Since(known_at)).expect("a channel");
        let changed: HashSet<_> =
            changed["updated"].as_array().expect("a list").iter().map(|of| of["_id"].to_string()).collect();
        for message in general.ring.iter() {
            let id = Value::from(&*message.id).to_string();
            prop_assert_eq!(message.updated_at > known_at, changed.contains(&id));
        }
    }
}

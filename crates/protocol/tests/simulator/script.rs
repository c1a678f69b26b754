//! What happens in a case: who is there, and step by step what is done by and to them.
//!
//! A script is all that a case depends on. [`Script::show`] prints it as Rust, which is how the
//! cases in `regressions.rs` came to be.

use crate::dice::Dice;
use crate::link::Way;
use crate::world::World;

/// A case from its beginning to where the faults cease.
#[derive(Clone, Debug)]
pub struct Script {
    pub terms: Terms,
    pub clients: Vec<Setup>,
    pub steps: Vec<Step>,
}

/// What the server promises and how much it keeps.
#[derive(Clone, Copy, Debug)]
pub struct Terms {
    /// Posts of one stream that it remembers.
    pub history: usize,
    /// How long, in ms.
    pub history_age: u64,
    /// How long it knows a `mid`, in ms.
    pub dedupe: u64,
    /// Whether a post is acknowledged before it is delivered to its sender.
    pub ack_first: bool,
}

/// One client. Times in ms.
#[derive(Clone, Copy, Debug)]
pub struct Setup {
    pub user: u8,
    pub skapi: bool,
    pub send_timeout: u64,
    pub queue: usize,
    pub park_after: Option<u64>,
}

/// At this many ms after the beginning, this client does that, or suffers it.
#[derive(Clone, Copy, Debug)]
pub struct Step(pub u64, pub usize, pub Action);

/// Groups and users are numbers; times are in ms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    Connect,
    Close,
    /// To a group; to a user; to the connection of a client.
    PostGroup(u8),
    PostUser(u8),
    PostClient(usize),
    /// To a group, so many bytes.
    PostLarge(u8, usize),
    /// To a group, with a time of its own.
    PostTimed(u8, u64),
    Join(u8),
    LeaveCurrent,
    Hold(u8),
    /// With the position that the client saw last, where it is not in the group now.
    HoldSince(u8),
    Release(u8),
    /// Takes back the so-manieth last of the calls that are not settled.
    Cancel(usize),

    Hide,
    Show,
    /// Timers fire once a minute, until the page is shown.
    Throttle,
    /// Nothing of the page runs for this time.
    Freeze(u64),
    /// The device sleeps for this time: nothing runs, and the network is gone meanwhile.
    Sleep(u64),
    /// Into the browser's cache, and back.
    PageHide,
    PageShow,
    NetDown,
    NetUp,

    /// The time that a frame takes from here on.
    Latency(u64),
    /// Bytes that leave the socket in a second.
    Rate(u64),
    /// Frames of the connection get stuck, this way.
    Stall(Way),
    /// What got stuck goes on.
    Heal,
    /// The connection is half open from here on: neither side is told, nothing arrives any more.
    Lose,
    /// The connection breaks, with all that is on its way: a frame may be cut in the middle.
    Reset,
    Dials(Dials),
    /// The server ends the connection with this code.
    Kick(u16),
    Tokens(Source),
    /// The server takes no token of the client's user that was made before now.
    Revoke,
    /// The server warns that the token expires.
    Expire,
    /// The server loses its memory, and is away for this time.
    Restart(u64),
}

/// What becomes of the client's next dials.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dials {
    Work,
    Refused,
    /// Never answered.
    Hang,
    /// Opened, and nothing more.
    Mute,
    /// Opened and closed with 1013.
    Busy,
}

/// How the page's token function behaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// Gives a token after this time.
    Fresh(u64),
    /// Gives the first token for ever.
    Stale,
    Failing,
    LoggedOut,
    Hanging,
}

/// Groups and users there are.
pub const GROUPS: u8 = 3;
pub const USERS: u8 = 3;

impl Script {
    /// Prints the script, and then what happens in it.
    pub fn show(&self) {
        println!("Script {{\n    terms: {:?},\n    clients: vec![", self.terms);
        self.clients.iter().for_each(|client| println!("        {client:?},"));
        println!("    ],\n    steps: vec![");
        self.steps.iter().for_each(|step| println!("        {step:?},"));
        println!("    ],\n}}");
        World::play(self, true);
    }

    /// The case of this seed.
    pub fn generate(seed: u64) -> Self {
        let mut dice = Dice(seed);
        let terms = Terms {
            history: *dice.pick(&[0, 3, 10, 100, 100]),
            history_age: *dice.pick(&[5_000, 60_000, 300_000, 300_000]),
            dedupe: *dice.pick(&[40_000, 100_000, 300_000]),
            ack_first: dice.chance(50),
        };
        let clients: Vec<Setup> = (0..dice.between(1, 4)).map(|_| setup(&mut dice)).collect();
        let mut steps = Vec::new();
        for client in 0..clients.len() {
            let at = dice.between(0, 50);
            steps.push(Step(at, client, Action::Connect));
            steps.push(Step(at + dice.between(0, 60), client, join(&mut dice)));
        }
        let mut now = 50;
        let faulty = dice.between(5, 60);
        for _ in 0..dice.between(5, 60) {
            now += pause(&mut dice);
            let client = dice.below(clients.len() as u64) as usize;
            let calls = if dice.chance(20) { dice.between(2, 8) } else { 1 };
            if dice.chance(10) {
                steps.extend(mishap(&mut dice, now, client));
            } else if dice.chance(faulty) {
                steps.push(Step(now, client, fault(&mut dice)));
            } else {
                steps.extend((0..calls).map(|_| Step(now, client, call(&mut dice, clients.len()))));
            }
        }
        steps.sort_by_key(|step| step.0);
        Self { terms, clients, steps }
    }
}

/// Steps that would rarely meet by themselves.
fn mishap(dice: &mut Dice, now: u64, client: usize) -> Vec<Step> {
    match dice.below(4) {
        0..2 => lose_an_answer(dice, now, client),
        2 => vec![
            // The question whether the connection is alive is answered while the page is frozen.
            Step(now, client, Action::Show),
            Step(now + 1, client, Action::Freeze(*dice.pick(&[4_000, 20_000, 100_000]))),
        ],
        _ => vec![
            // What the old membership still gets is sent once more to the new one.
            Step(now, client, Action::Hold(0)),
            Step(now + 1_000, client, Action::PostGroup(0)),
            Step(now + 2_000, 0, Action::PostGroup(0)),
            Step(now + 2_001, client, Action::Release(0)),
            Step(now + 2_002, client, Action::HoldSince(0)),
        ],
    }
}

/// A post that arrives, while its answer does not; sometimes for so long that it is forgotten.
fn lose_an_answer(dice: &mut Dice, now: u64, client: usize) -> Vec<Step> {
    let latency = *dice.pick(&[5, 50, 400]);
    let back = now + latency + *dice.pick(&[500, 5_000, 35_000, 60_000, 150_000]);
    vec![
        Step(now, client, Action::Latency(latency)),
        Step(now, client, Action::Dials(Dials::Refused)),
        Step(now, client, Action::PostGroup(0)),
        Step(now + latency + latency / 2, client, Action::Reset),
        Step(back, client, Action::Dials(Dials::Work)),
    ]
}

fn setup(dice: &mut Dice) -> Setup {
    Setup {
        user: dice.below(USERS.into()) as u8,
        skapi: dice.chance(12),
        send_timeout: *dice.pick(&[8_000, 30_000, 30_000, 200_000]),
        queue: *dice.pick(&[0, 3, 1000, 1000, 1000]),
        park_after: dice.chance(20).then_some(60_000),
    }
}

fn pause(dice: &mut Dice) -> u64 {
    match dice.below(100) {
        0..40 => dice.between(0, 60),
        40..70 => dice.between(0, 1_000),
        70..93 => dice.between(0, 12_000),
        93..99 => dice.between(0, 60_000),
        _ => dice.between(0, 400_000),
    }
}

fn call(dice: &mut Dice, clients: usize) -> Action {
    let group = dice.below(GROUPS.into()) as u8;
    match dice.below(100) {
        0..46 => Action::PostGroup(if dice.chance(70) { 0 } else { group }),
        46..58 => Action::PostUser(dice.below(USERS.into()) as u8),
        58..62 => Action::PostClient(dice.below(clients as u64) as usize),
        62..65 => Action::PostLarge(group, dice.between(500, 50_000) as usize),
        65..69 => Action::PostTimed(group, dice.between(0, 3_000)),
        69..82 => join(dice),
        82..84 => Action::LeaveCurrent,
        84..88 => Action::Release(group),
        88..90 => Action::HoldSince(group),
        90..93 => Action::Cancel(dice.below(3) as usize),
        93..95 => Action::Close,
        _ => Action::Connect,
    }
}

fn join(dice: &mut Dice) -> Action {
    let group = if dice.chance(60) { 0 } else { dice.below(GROUPS.into()) as u8 };
    if dice.chance(50) { Action::Join(group) } else { Action::Hold(group) }
}

fn fault(dice: &mut Dice) -> Action {
    let ways = [Way::Up, Way::Down, Way::Both];
    let dials = [Dials::Work, Dials::Work, Dials::Refused, Dials::Hang, Dials::Mute, Dials::Busy];
    match dice.below(100) {
        0..14 => Action::Reset,
        14..20 => Action::Stall(*dice.pick(&ways)),
        20..28 => Action::Heal,
        28..33 => Action::Lose,
        33..43 => Action::Dials(*dice.pick(&dials)),
        43..48 => Action::Kick(*dice.pick(&[1001, 1001, 1011, 1013, 4401, 4401, 1008])),
        48..54 => Action::Tokens(source(dice)),
        54..56 => Action::Revoke,
        56..58 => Action::Expire,
        58..61 => Action::Restart(*dice.pick(&[0, 100, 3_000, 30_000])),
        61..66 => Action::Latency(*dice.pick(&[0, 1, 5, 50, 400, 3_000])),
        66..69 => Action::Rate(*dice.pick(&[1_000, 50_000, 1_000_000, 100_000_000])),
        69..75 => Action::Hide,
        75..81 => Action::Show,
        81..84 => Action::Throttle,
        84..89 => Action::Freeze(*dice.pick(&[100, 3_000, 20_000, 100_000, 400_000])),
        89..92 => Action::Sleep(*dice.pick(&[1_000, 30_000, 120_000, 3_600_000])),
        92..94 => Action::PageHide,
        94..96 => Action::PageShow,
        96..98 => Action::NetDown,
        _ => Action::NetUp,
    }
}

fn source(dice: &mut Dice) -> Source {
    match dice.below(10) {
        0..6 => Source::Fresh(*dice.pick(&[0, 0, 10, 1_000])),
        6 => Source::Stale,
        7 => Source::Failing,
        8 => Source::LoggedOut,
        _ => Source::Hanging,
    }
}

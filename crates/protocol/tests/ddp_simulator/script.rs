//! What happens in a case: step by step what the page does and what befalls it.

use crate::dice::Dice;
use crate::link::Way;
use crate::world::World;

/// A case from its beginning to where the faults cease.
#[derive(Clone, Debug)]
pub struct Script {
    /// The server behaves like ddp-streamer, and otherwise like Meteor.
    pub streamer: bool,
    /// What the client logs in with at first.
    pub tokens: Source,
    pub steps: Vec<Step>,
}

/// At this many ms after the beginning, this happens.
#[derive(Clone, Copy, Debug)]
pub struct Step(pub u64, pub Action);

/// Streams are numbers; times are in ms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    Connect,
    Close,
    /// Calls a method that must not be done twice.
    Count,
    /// The same with a time of its own.
    CountTimed(u64),
    /// Calls a method that may be done twice.
    Put,
    /// Calls a method that is answered after so long.
    Slow(u64),
    /// Calls a method that is refused.
    Fail,
    /// Calls a method that the server has no time for, at first.
    Busy(u64),
    Subscribe(u8),
    Unsubscribe(u8),
    LogIn,
    LogOut,
    /// Takes back the so-manieth of the calls that are not settled.
    Cancel(usize),

    Hide,
    Show,
    Wake,
    Tokens(Source),

    Latency(u64),
    Stall(Way),
    Heal,
    Reset,
    /// The server ends the connection with this code.
    Kick(u16),
    Dials(Dials),
    /// The server loses its connections, and is away for this time.
    Restart(u64),
    /// The server takes no token any more that was made before now.
    Revoke,
    /// Something happens in a stream.
    Emit(u8),
    /// The server ends the subscriptions to a stream.
    EndStream(u8),
    /// The server sends something that means nothing.
    Babble,
}

/// What becomes of the next dials.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dials {
    Work,
    Refused,
    /// Opened, and nothing more.
    Mute,
    /// Told to speak another version.
    Older,
}

/// What the page gives when it is asked to log in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    Fresh,
    /// One that the server refuses, and a fresh one when it has.
    Stale,
    /// One that the server refuses, and then nothing.
    Bad,
    Nobody,
    /// A fresh one, after so long.
    Late(u64),
}

/// How many streams there are. The last one is refused.
pub const STREAMS: u8 = 4;

impl Script {
    pub fn generate(seed: u64) -> Self {
        let mut dice = Dice(seed);
        let count = dice.between(5, 60);
        let mut now = 0;
        let mut steps = vec![Step(0, Action::Connect)];
        for _ in 0..count {
            now += *dice.pick(&[0, 1, 5, 20, 100, 400, 1500, 6000, 20_000]);
            steps.push(Step(now, action(&mut dice)));
        }
        let tokens = *dice.pick(&[Source::Fresh, Source::Fresh, Source::Nobody, Source::Stale]);
        Self { streamer: dice.chance(50), tokens, steps }
    }

    /// Prints the case as Rust, and what happens in it.
    pub fn show(&self) {
        println!("{self:#?}");
        World::play(self, true);
    }
}

fn action(dice: &mut Dice) -> Action {
    let stream = dice.below(u64::from(STREAMS)) as u8;
    match dice.below(100) {
        0..4 => Action::Connect,
        4..6 => Action::Close,
        6..16 => Action::Count,
        16..18 => Action::CountTimed(*dice.pick(&[1, 50, 3000])),
        18..26 => Action::Put,
        26..29 => Action::Slow(*dice.pick(&[100, 5000, 12_000])),
        29..31 => Action::Fail,
        31..34 => Action::Busy(*dice.pick(&[0, 10, 2000, 40_000])),
        34..46 => Action::Subscribe(stream),
        46..52 => Action::Unsubscribe(stream),
        52..55 => Action::LogIn,
        55..57 => Action::LogOut,
        57..60 => Action::Cancel(dice.below(3) as usize),
        60..62 => Action::Hide,
        62..65 => Action::Show,
        65..67 => Action::Wake,
        67..70 => Action::Tokens(*dice.pick(&[
            Source::Fresh,
            Source::Stale,
            Source::Bad,
            Source::Nobody,
            Source::Late(50),
            Source::Late(20_000),
        ])),
        70..73 => Action::Latency(*dice.pick(&[0, 5, 100, 1500])),
        73..76 => Action::Stall(*dice.pick(&[Way::Up, Way::Down, Way::Both])),
        76..79 => Action::Heal,
        79..85 => Action::Reset,
        85..87 => Action::Kick(*dice.pick(&[1000, 1001, 1002, 1007, 1013, 4000])),
        87..89 => {
            Action::Dials(*dice.pick(&[Dials::Work, Dials::Refused, Dials::Mute, Dials::Older]))
        }
        89..91 => Action::Restart(*dice.pick(&[0, 1000, 30_000])),
        91 => Action::Revoke,
        92..98 => Action::Emit(stream),
        98 => Action::EndStream(stream),
        _ => Action::Babble,
    }
}

//! A session with a clock of its own, a page that keeps a record of what it is told, and a
//! server that does what it should until a test tells it otherwise.

use crate::said::Said;
use crate::server::Server;
pub use crate::values::{Look, closed, json, millis, secs, tokens};
use groupwire_protocol::Instant;
use groupwire_protocol::error::Error;
use groupwire_protocol::event::Event;
use groupwire_protocol::json::Json;
use groupwire_protocol::protocol::{Credentials, Groupwire, Protocol, Skapi};
use groupwire_protocol::session::{
    CallId, Config, Input, Output, PageEvent, Session, State, Success, Ticket, Tokens,
};
use std::collections::BTreeMap;
use std::time::Duration;

pub const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
pub const SEND_TIMEOUT: Duration = Duration::from_secs(30);
pub const CLOSE_TIMEOUT: Duration = Duration::from_secs(1);
pub const HEARTBEAT: Duration = Duration::from_secs(15);
pub const HEARTBEAT_TIMEOUT: Duration = Duration::from_secs(10);
/// How long an answer may take where the page has just been woken.
pub const PROBE: Duration = Duration::from_secs(2);
/// How long a connection has to last until the pauses begin anew.
pub const USEFUL: Duration = Duration::from_secs(5);
/// The longest first pause before an attempt to connect again.
pub const FIRST_PAUSE: Duration = Duration::from_secs(1);

/// A session and the world around it.
pub struct Page {
    pub session: Session<Json>,
    pub now: Instant,
    /// What the session said since [`Page::take_said`], signs of life left out.
    pub said: Vec<Said>,
    /// Frames of `skapi` that say that the client lives.
    pub keep_alives: usize,
    /// Frames of `groupwire` that ask whether the server lives.
    pub pings: usize,
    /// The `mid` of every frame that had one.
    pub mids: Vec<String>,
    pub answers: BTreeMap<CallId, Result<Success, Error>>,
    /// Tokens given at once, as where the page has a plain string. `None`: the test answers.
    pub token: Option<Credentials>,
    pub tickets: Vec<Ticket>,
    /// The bytes that wait in the socket, those left out that were just handed to it.
    pub buffered: usize,
    /// What was handed to the socket at this moment: browsers have not looked at it yet.
    fresh: usize,
    /// `None` with `skapi`, whose server answers nothing.
    pub server: Option<Server>,
    pub last_call: u32,
}

impl Page {
    pub fn groupwire() -> Self {
        Self::with(|_| {})
    }

    /// With a configuration of its own.
    pub fn with(change: impl FnOnce(&mut Config)) -> Self {
        Self::new(change, Box::new(Groupwire), Some(Server::default()))
    }

    pub fn skapi() -> Self {
        Self::skapi_with(|_| {})
    }

    pub fn skapi_with(change: impl FnOnce(&mut Config)) -> Self {
        Self::new(change, Box::new(Skapi::new("service1".into(), "owner1".into())), None)
    }

    fn new(
        change: impl FnOnce(&mut Config),
        protocol: Box<dyn Protocol<Json>>,
        server: Option<Server>,
    ) -> Self {
        let mut config = Config {
            url: "ws://host/api".into(),
            connect_timeout: CONNECT_TIMEOUT,
            send_timeout: SEND_TIMEOUT,
            close_timeout: CLOSE_TIMEOUT,
            heartbeat: Some(HEARTBEAT),
            heartbeat_timeout: HEARTBEAT_TIMEOUT,
            seed: 1,
            ..Config::default()
        };
        change(&mut config);
        Self {
            session: Session::new(config, protocol),
            now: Instant::from_millis(1_000),
            said: Vec::new(),
            keep_alives: 0,
            pings: 0,
            mids: Vec::new(),
            answers: BTreeMap::new(),
            token: Some(tokens("access", Some("id"))),
            tickets: Vec::new(),
            buffered: 0,
            fresh: 0,
            server,
            last_call: 0,
        }
    }

    /// A page whose connection is open.
    pub fn online(mut self) -> Self {
        self.connect();
        self.open();
        self.take_said();
        self
    }

    /// The same with `group` joined.
    pub fn in_group(self, group: &str) -> Self {
        let mut page = self.online();
        let id = page.join_group(group);
        assert!(matches!(page.answer(id), Ok(Success::Joined(_))));
        page.take_said();
        page
    }

    pub fn frame(&mut self, text: &str) {
        self.input(Input::Frame(json(text)));
    }

    /// The socket opens, and the server greets.
    pub fn open(&mut self) {
        self.input(Input::Opened);
        let handshaking = matches!(self.state(), State::Handshaking { .. });
        if let Some(hello) = self.server.as_ref().filter(|_| handshaking).and_then(Server::hello) {
            self.frame(&hello);
        }
    }

    /// The socket ends.
    pub fn end(&mut self, code: u16) {
        self.input(Input::Closed(closed(code)));
    }

    /// The connection is lost, and the pause until the next dial passes.
    pub fn lose_and_dial(&mut self) {
        self.end(1006);
        self.wait_for_dial();
    }

    /// The connection is lost, and another one made.
    pub fn reconnect(&mut self) {
        self.lose_and_dial();
        self.take_said();
        self.open();
    }

    /// Lets the pause before the next attempt pass. Its length.
    pub fn wait_for_dial(&mut self) -> Duration {
        let State::Waiting { retry_at: Some(at), .. } = self.state() else {
            panic!("waits for nothing: {:?}", self.state());
        };
        let pause = at - self.now;
        self.wait(pause);
        assert!(matches!(self.state(), State::Connecting { .. }), "{:?}", self.state());
        pause
    }

    pub fn page(&mut self, event: PageEvent) {
        self.input(Input::Page(event));
    }

    pub fn input(&mut self, input: Input<Json>) {
        self.session.handle_input(self.now, input);
        self.drain();
    }

    /// Gives tokens to the latest question.
    pub fn authorize(&mut self, tokens: Tokens) {
        let ticket = *self.tickets.last().expect("the session asked for tokens");
        self.input(Input::Credentials(ticket, tokens));
    }

    /// Lets time pass, with every timer on the way.
    pub fn wait(&mut self, duration: Duration) {
        let end = self.now + duration;
        while let Some(at) = self.session.poll_timeout().filter(|at| *at <= end) {
            self.now = self.now.max(at);
            self.fire();
        }
        self.now = end;
    }

    /// Lets time pass in which the page's timers do not run.
    pub fn sleep(&mut self, duration: Duration) {
        self.now = self.now + duration;
    }

    /// The page's timer runs, late or not.
    pub fn fire(&mut self) {
        self.session.handle_timeout(self.now);
        self.drain();
    }

    pub fn state(&self) -> State {
        self.session.state().clone()
    }

    pub fn is_online(&self) -> bool {
        self.state() == State::Online
    }

    pub fn is_waiting(&self) -> bool {
        matches!(self.state(), State::Waiting { .. })
    }

    pub fn server(&mut self) -> &mut Server {
        self.server.as_mut().expect("a server that answers")
    }

    fn drain(&mut self) {
        loop {
            while let Some(output) = self.session.poll_output() {
                self.carry_out(output);
            }
            let Some(answer) = self.server.as_mut().and_then(Server::next_answer) else { break };
            self.session.handle_input(self.now, Input::Frame(json(&answer)));
        }
        self.fresh = 0;
    }

    fn carry_out(&mut self, output: Output<Json>) {
        let said = match output {
            Output::Authorize { ticket, refused } => {
                self.tickets.push(ticket);
                if let Some(token) = self.token.clone() {
                    let given = Input::Credentials(ticket, Tokens::Given(token));
                    self.session.handle_input(self.now, given);
                }
                Said::Authorize { refused }
            }
            Output::Measure => {
                let bytes = self.buffered + self.fresh;
                return self.session.handle_input(self.now, Input::Buffered(bytes));
            }
            Output::Transmit(frame) => {
                self.fresh += frame.len();
                match self.transmit(&frame.to_text()) {
                    Some(text) => Said::Send(text),
                    None => return,
                }
            }
            Output::Dial(url) => {
                if let Some(server) = &mut self.server {
                    server.dialled(&url);
                }
                Said::Dial(url)
            }
            Output::Hangup => Said::Hangup,
            Output::Abandon => Said::Abandon,
            Output::Settle(id, result) => {
                let before = self.answers.insert(id, result);
                assert_eq!(before, None, "{id:?} was settled twice");
                Said::Settled(id)
            }
            Output::Emit(Event::Status(status)) => Said::Status(status),
            Output::Emit(Event::Delivery(delivery)) => Said::Delivery(delivery),
            Output::Emit(Event::State(state)) => Said::State(state),
            Output::Emit(Event::Recovery(recovery)) => Said::Recovery(recovery),
            Output::Emit(Event::Drain) => Said::Drain,
            Output::Emit(Event::Left(group)) => Said::Left(group),
            Output::Unreadable(count) => Said::Unreadable(count),
            Output::Return(..) | Output::Emit(Event::Remote(_)) => {
                panic!("these protocols have no methods: {output:?}")
            }
        };
        self.said.push(said);
    }

    /// Takes a frame to the server. The frame without its `mid`, if it is no sign of life.
    fn transmit(&mut self, text: &str) -> Option<String> {
        if let Some(server) = &mut self.server {
            server.receive(text);
        }
        match text {
            r#"{"action":"keepAlive"}"# => self.keep_alives += 1,
            r#"{"action":"ping"}"# => self.pings += 1,
            _ => return Some(self.without_mid(text)),
        }
        None
    }

    fn without_mid(&mut self, text: &str) -> String {
        let Some(mid) = json(text).field_text("mid") else { return text.into() };
        let bare = text.replacen(&format!(r#","mid":"{mid}""#), "", 1);
        self.mids.push(mid);
        bare
    }
}

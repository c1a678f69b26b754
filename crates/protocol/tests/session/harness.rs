//! A session with a clock of its own, a page that keeps a record of what it is told, and a
//! server that does what it should until a test tells it otherwise.

use crate::server::Server;
use groupwire_protocol::Instant;
use groupwire_protocol::error::Error;
use groupwire_protocol::event::{Delivery, Event, Recovery, Status};
use groupwire_protocol::json::Json;
use groupwire_protocol::protocol::{Credentials, Groupwire, Protocol, Skapi};
use groupwire_protocol::session::{
    Call, CallId, Closed, Config, Input, Output, PageEvent, Session, State, Success, Ticket, Tokens,
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

/// Something that the session said, in its order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Said {
    Authorize {
        refused: bool,
    },
    Dial(String),
    /// A frame, without its `mid`.
    Send(String),
    Hangup,
    Abandon,
    Settled(CallId),
    State(State),
    Status(Status),
    Delivery(Delivery<Json>),
    Recovery(Recovery),
    Drain,
    Unreadable(u32),
}

/// A session and the world around it.
pub struct Page {
    pub session: Session<Json>,
    pub now: Instant,
    /// What the session said since [`Page::take_said`], signs of life left out.
    said: Vec<Said>,
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
    next_call: u32,
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
            next_call: 0,
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

    pub fn connect(&mut self) -> CallId {
        self.call(Call::Connect { callable: true })
    }

    pub fn post(&mut self, message: &str, recipient: &str) -> CallId {
        self.post_values(json(message), Json::string(recipient), Json::undefined())
    }

    pub fn post_values(&mut self, message: Json, recipient: Json, notification: Json) -> CallId {
        self.call(Call::Post { message: Ok(message), recipient, notification })
    }

    pub fn join(&mut self, params: &Json) -> CallId {
        self.call(Call::Join { params: Ok(params.clone()) })
    }

    pub fn join_group(&mut self, group: &str) -> CallId {
        self.join(&Json::object(&[("group", Json::string(group))]))
    }

    pub fn leave_group(&mut self) -> CallId {
        self.join(&json(r#"{"group":null}"#))
    }

    pub fn hold(&mut self, group: &str) -> CallId {
        self.call(Call::Hold { group: Json::string(group), since: Json::undefined() })
    }

    pub fn release(&mut self, group: &str) -> CallId {
        self.call(Call::Release { group: Json::string(group) })
    }

    pub fn close(&mut self) -> CallId {
        self.call(Call::Close)
    }

    pub fn call(&mut self, call: Call<Json>) -> CallId {
        self.call_within(call, None)
    }

    /// A call with a deadline of its own.
    pub fn call_within(&mut self, call: Call<Json>, timeout: Option<Duration>) -> CallId {
        self.next_call += 1;
        let id = CallId(self.next_call);
        self.input(Input::Call(id, call, timeout));
        id
    }

    pub fn cancel(&mut self, id: CallId) {
        self.input(Input::Cancel(id));
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

    pub fn answer(&self, id: CallId) -> Result<Success, Error> {
        self.answers.get(&id).cloned().unwrap_or_else(|| panic!("{id:?} has no answer"))
    }

    pub fn is_pending(&self, id: CallId) -> bool {
        !self.answers.contains_key(&id)
    }

    pub fn refusal(&self, id: CallId) -> Error {
        self.answer(id).expect_err("the call was refused")
    }

    /// What was said, but for the changes of the state.
    pub fn take_said(&mut self) -> Vec<Said> {
        let said = self.take_all();
        said.into_iter().filter(|said| !matches!(said, Said::State(_))).collect()
    }

    /// All that was said.
    pub fn take_all(&mut self) -> Vec<Said> {
        std::mem::take(&mut self.said)
    }

    /// The names of the states that were told.
    pub fn take_states(&mut self) -> Vec<&'static str> {
        let name = |said| match said {
            Said::State(state) => Some(state.name()),
            _ => None,
        };
        self.take_all().into_iter().filter_map(name).collect()
    }

    /// The frames among what was said.
    pub fn take_sent(&mut self) -> Vec<String> {
        let sent = |said| match said {
            Said::Send(text) => Some(text),
            _ => None,
        };
        self.take_all().into_iter().filter_map(sent).collect()
    }

    /// The recoveries among what was said.
    pub fn take_recoveries(&mut self) -> Vec<Recovery> {
        let recovery = |said| match said {
            Said::Recovery(recovery) => Some(recovery),
            _ => None,
        };
        self.take_all().into_iter().filter_map(recovery).collect()
    }

    /// The payloads among what was said.
    pub fn take_messages(&mut self) -> Vec<String> {
        let message = |said| match said {
            Said::Delivery(delivery) => delivery.message().map(|value| value.text().into()),
            _ => None,
        };
        self.take_all().into_iter().filter_map(message).collect()
    }

    /// The one delivery among what was said.
    pub fn take_delivery(&mut self) -> Delivery<Json> {
        match self.take_said().as_slice() {
            [Said::Delivery(delivery)] => delivery.clone(),
            other => panic!("one delivery, not {other:?}"),
        }
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
            Output::Unreadable(count) => Said::Unreadable(count),
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

/// Looking into frames.
pub trait Look {
    /// The string in the field `name`.
    fn field_text(&self, name: &str) -> Option<String>;
}

impl Look for Json {
    fn field_text(&self, name: &str) -> Option<String> {
        use groupwire_protocol::Document;
        self.field(name)?.as_str()
    }
}

pub fn json(text: &str) -> Json {
    Json::parse(text).expect("JSON")
}

pub fn sent(text: &str) -> Said {
    Said::Send(text.into())
}

pub fn tokens(token: &str, id_token: Option<&str>) -> Credentials {
    Credentials { token: token.into(), id_token: id_token.map(Into::into) }
}

pub fn closed(code: u16) -> Closed {
    Closed { code, reason: format!("reason {code}") }
}

pub const fn millis(millis: u64) -> Duration {
    Duration::from_millis(millis)
}

pub const fn secs(secs: u64) -> Duration {
    Duration::from_secs(secs)
}

/// A question for tokens, of which none was refused.
pub const ASKED: Said = Said::Authorize { refused: false };

/// A first dial.
pub fn dialled() -> Said {
    Said::Dial("ws://host/api?v=1&token=access".into())
}

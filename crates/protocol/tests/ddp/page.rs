//! A session over DDP with a clock of its own, whose server is the test.

use groupwire_protocol::error::Error;
use groupwire_protocol::event::{Event, RemoteEvent, Status};
use groupwire_protocol::json::Json;
use groupwire_protocol::protocol::{Credentials, Ddp};
use groupwire_protocol::session::{
    Call, CallId, Closed, Config, Input, Output, Refusal, RemoteCall, Session, State, Success,
    Ticket, Tokens,
};
use groupwire_protocol::{Document, Instant};
use std::collections::BTreeMap;
use std::time::Duration;

pub const SEND_TIMEOUT: Duration = Duration::from_secs(30);
pub const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
pub const HEARTBEAT: Duration = Duration::from_secs(25);

/// More outputs or timers at once than any test has.
const ENDLESS: usize = 10_000;

/// A token that logs in.
pub const RESUME: &str = r#"{"resume":"token1"}"#;

/// What a call was answered with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    Settled(Result<Success, Error>),
    Returned(Result<Option<Json>, Refusal<Json>>),
}

pub struct Page {
    pub session: Session<Json>,
    pub now: Instant,
    /// Frames that were sent and not been looked at.
    pub sent: Vec<String>,
    pub events: Vec<RemoteEvent<Json>>,
    pub statuses: Vec<Status>,
    pub answers: BTreeMap<CallId, Answer>,
    /// What tokens are asked for give. `None`: the test answers.
    pub tokens: Option<Tokens>,
    pub asked: Vec<(Ticket, bool)>,
    pub dials: Vec<String>,
    /// Sockets that were closed by the session.
    pub dropped: usize,
    pub unreadable: u32,
    last_call: u32,
}

impl Page {
    /// Nobody is going to log in.
    pub fn anonymous() -> Self {
        Self::new(Some(Tokens::None))
    }

    /// Somebody with a token.
    pub fn with_token() -> Self {
        Self::new(Some(given(RESUME)))
    }

    pub fn new(tokens: Option<Tokens>) -> Self {
        Self::with(tokens, |_| {})
    }

    pub fn with(tokens: Option<Tokens>, change: impl FnOnce(&mut Config)) -> Self {
        let mut config = Config {
            url: "ws://host/websocket".into(),
            connect_timeout: CONNECT_TIMEOUT,
            send_timeout: SEND_TIMEOUT,
            heartbeat: Some(HEARTBEAT),
            seed: 7,
            ..Config::default()
        };
        change(&mut config);
        Self {
            session: Session::new(config, Box::new(Ddp::default())),
            now: Instant::from_millis(1_000),
            sent: Vec::new(),
            events: Vec::new(),
            statuses: Vec::new(),
            answers: BTreeMap::new(),
            tokens,
            asked: Vec::new(),
            dials: Vec::new(),
            dropped: 0,
            unreadable: 0,
            last_call: 0,
        }
    }

    /// The same with an open connection, and nothing sent that was not looked at.
    pub fn online(mut self) -> Self {
        self.connect();
        self.open();
        self
    }

    pub fn connect(&mut self) -> CallId {
        self.call(Call::Connect { callable: true }, None)
    }

    /// The socket opens, and the server lets the session in.
    pub fn open(&mut self) {
        self.greet();
        if let Some(login) = self.sent.iter().find(|frame| frame.contains(r#""login""#)) {
            let id = id_of(login);
            self.frame(&format!(
                r#"{{"msg":"result","id":"{id}","result":{{"id":"u1","token":"token1"}}}}"#
            ));
            self.sent.retain(|frame| id_of(frame) != id);
        }
        assert_eq!(*self.session.state(), State::Online);
        self.events.clear();
    }

    /// The socket opens, and the server begins the session.
    pub fn greet(&mut self) {
        self.input(Input::Opened);
        self.take_sent();
        self.frame(r#"{"msg":"connected","session":"s1"}"#);
    }

    pub fn method(&mut self, name: &str, params: &str) -> CallId {
        self.method_with(name, params, false, None)
    }

    pub fn method_again(&mut self, name: &str, params: &str) -> CallId {
        self.method_with(name, params, true, None)
    }

    pub fn method_with(
        &mut self,
        name: &str,
        params: &str,
        again: bool,
        timeout: Option<Duration>,
    ) -> CallId {
        let call = RemoteCall::Method { name: name.into(), params: json(params), again };
        self.call(Call::Remote(call), timeout)
    }

    pub fn subscribe(&mut self, name: &str, params: &str) -> CallId {
        let call = RemoteCall::Subscribe { name: name.into(), params: json(params) };
        self.call(Call::Remote(call), None)
    }

    pub fn unsubscribe(&mut self, name: &str, params: &str) -> CallId {
        let call = RemoteCall::Unsubscribe { name: name.into(), params: json(params) };
        self.call(Call::Remote(call), None)
    }

    pub fn log_in(&mut self) -> CallId {
        self.call(Call::Remote(RemoteCall::Login), None)
    }

    pub fn call(&mut self, call: Call<Json>, timeout: Option<Duration>) -> CallId {
        self.last_call += 1;
        let id = CallId(self.last_call);
        self.input(Input::Call(id, call, timeout));
        id
    }

    pub fn frame(&mut self, text: &str) {
        self.input(Input::Frame(json(text)));
    }

    /// The method `id` returns.
    pub fn returns(&mut self, id: &str, result: &str) {
        self.frame(&format!(r#"{{"msg":"result","id":"{id}","result":{result}}}"#));
    }

    /// The method `id` is refused.
    pub fn refuses(&mut self, id: &str, error: &str) {
        self.frame(&format!(r#"{{"msg":"result","id":"{id}","error":{error}}}"#));
    }

    pub fn ready(&mut self, id: &str) {
        self.frame(&format!(r#"{{"msg":"ready","subs":["{id}"]}}"#));
    }

    pub fn nosub(&mut self, id: &str) {
        self.frame(&format!(r#"{{"msg":"nosub","id":"{id}"}}"#));
    }

    pub fn end(&mut self, code: u16) {
        self.input(Input::Closed(Closed { code, reason: String::new() }));
    }

    /// The connection is lost, and the pause passes.
    pub fn lose_and_dial(&mut self) {
        self.end(1006);
        let State::Waiting { retry_at: Some(at), .. } = *self.session.state() else {
            panic!("waits for nothing: {:?}", self.session.state());
        };
        self.wait(at - self.now);
    }

    pub fn reconnect(&mut self) {
        self.lose_and_dial();
        self.open();
    }

    pub fn authorize(&mut self, tokens: Tokens) {
        let (ticket, _) = *self.asked.last().expect("the session asked for tokens");
        self.input(Input::Credentials(ticket, tokens));
    }

    pub fn input(&mut self, input: Input<Json>) {
        self.session.handle_input(self.now, input);
        self.drain();
    }

    pub fn wait(&mut self, duration: Duration) {
        let end = self.now + duration;
        let mut turns = 0;
        while let Some(at) = self.session.poll_timeout().filter(|at| *at <= end) {
            turns += 1;
            assert!(turns < ENDLESS, "the timers of the session have no end");
            self.now = self.now.max(at);
            self.session.handle_timeout(self.now);
            self.drain();
        }
        self.now = end;
    }

    pub fn state(&self) -> &'static str {
        self.session.state().name()
    }

    /// What was sent since the last look.
    pub fn take_sent(&mut self) -> Vec<String> {
        std::mem::take(&mut self.sent)
    }

    /// What was sent since the last look, with `ID` for the ids.
    pub fn take_shapes(&mut self) -> Vec<String> {
        let shape = |frame: String| match id_of(&frame).as_str() {
            "" => frame,
            id => frame.replace(id, "ID"),
        };
        self.take_sent().into_iter().map(shape).collect()
    }

    /// The id of the one frame that was sent since the last look.
    pub fn sent_id(&mut self) -> String {
        match self.take_sent().as_slice() {
            [frame] => id_of(frame),
            other => panic!("one frame, not {other:?}"),
        }
    }

    pub fn take_events(&mut self) -> Vec<RemoteEvent<Json>> {
        std::mem::take(&mut self.events)
    }

    /// The answer of a call; `None` where it has none yet.
    pub fn answer(&self, id: CallId) -> Option<&Answer> {
        self.answers.get(&id)
    }

    /// What the call of a method returned.
    pub fn returned(&self, id: CallId) -> Option<Json> {
        match self.answer(id) {
            Some(Answer::Returned(Ok(value))) => value.clone(),
            other => panic!("a result, not {other:?}"),
        }
    }

    /// What a call was refused with by this side.
    pub fn error(&self, id: CallId) -> &Error {
        match self.answer(id) {
            Some(Answer::Settled(Err(error))) => error,
            other => panic!("an error, not {other:?}"),
        }
    }

    /// What a call was refused with by the server.
    pub fn refusal(&self, id: CallId) -> &Refusal<Json> {
        match self.answer(id) {
            Some(Answer::Returned(Err(refusal))) => refusal,
            other => panic!("a refusal, not {other:?}"),
        }
    }

    pub fn is_ready(&self, id: CallId) -> bool {
        self.answer(id) == Some(&Answer::Settled(Ok(Success::Ready)))
    }

    fn drain(&mut self) {
        let mut outputs = 0;
        while let Some(output) = self.session.poll_output() {
            outputs += 1;
            assert!(outputs < ENDLESS, "the outputs of the session have no end");
            match output {
                Output::Authorize { ticket, refused } => {
                    self.asked.push((ticket, refused));
                    if let Some(tokens) = self.tokens.clone() {
                        let input = Input::Credentials(ticket, tokens);
                        self.session.handle_input(self.now, input);
                    }
                }
                Output::Dial(url) => self.dials.push(url),
                Output::Transmit(frame) => self.sent.push(frame.to_text()),
                Output::Measure => self.session.handle_input(self.now, Input::Buffered(0)),
                Output::Hangup | Output::Abandon => self.dropped += 1,
                Output::Settle(id, result) => self.settle(id, Answer::Settled(result)),
                Output::Return(id, result) => self.settle(id, Answer::Returned(result)),
                Output::Emit(Event::Remote(event)) => self.events.push(event),
                Output::Emit(Event::Status(status)) => self.statuses.push(status),
                Output::Emit(_) => {}
                Output::Unreadable(count) => self.unreadable = count,
            }
        }
    }

    fn settle(&mut self, id: CallId, answer: Answer) {
        let before = self.answers.insert(id, answer);
        assert_eq!(before, None, "{id:?} was settled twice");
    }
}

pub fn json(text: &str) -> Json {
    Json::parse(text).expect("JSON")
}

pub fn given(token: &str) -> Tokens {
    Tokens::Given(Credentials { token: token.into(), id_token: None })
}

/// The field `id` of a frame; empty where there is none.
pub fn id_of(frame: &str) -> String {
    json(frame).field("id").and_then(|id| id.as_str()).unwrap_or_default()
}

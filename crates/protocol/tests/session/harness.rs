//! A session with a clock of its own and a page that keeps a record of what it is told.

use groupwire_protocol::Instant;
use groupwire_protocol::error::Error;
use groupwire_protocol::event::{Delivery, Event, Status};
use groupwire_protocol::json::Json;
use groupwire_protocol::protocol::{Credentials, Groupwire, Protocol, Skapi};
use groupwire_protocol::session::{
    Call, CallId, Config, Input, Output, Session, State, Success, Ticket,
};
use std::collections::BTreeMap;
use std::time::Duration;

pub const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
pub const SEND_TIMEOUT: Duration = Duration::from_secs(8);
pub const CLOSE_TIMEOUT: Duration = Duration::from_secs(1);
pub const HEARTBEAT: Duration = Duration::from_secs(15);

/// Something that the session said, in its order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Said {
    Authorize,
    Dial(String),
    Send(String),
    Hangup,
    Abandon,
    Settled(CallId),
    Status(Status),
    Delivery(Delivery<Json>),
    Unreadable(u32),
}

/// A session and the world around it.
pub struct Page {
    pub session: Session<Json>,
    pub now: Instant,
    /// What the session said since [`Page::take_said`], signs of life left out.
    said: Vec<Said>,
    pub keep_alives: usize,
    pub answers: BTreeMap<CallId, Result<Success, Error>>,
    /// Tokens given at once, as where the page has a plain string. `None`: the test answers.
    pub token: Option<Credentials>,
    pub tickets: Vec<Ticket>,
    next_call: u32,
}

impl Page {
    pub fn groupwire() -> Self {
        Self::new(Box::new(Groupwire))
    }

    pub fn skapi() -> Self {
        Self::new(Box::new(Skapi::new("service1".into(), "owner1".into())))
    }

    fn new(protocol: Box<dyn Protocol<Json>>) -> Self {
        let config = Config {
            url: "ws://host/api".into(),
            connect_timeout: CONNECT_TIMEOUT,
            send_timeout: SEND_TIMEOUT,
            close_timeout: CLOSE_TIMEOUT,
            heartbeat: Some(HEARTBEAT),
        };
        Self {
            session: Session::new(config, protocol),
            now: Instant::from_millis(1_000),
            said: Vec::new(),
            keep_alives: 0,
            answers: BTreeMap::new(),
            token: Some(Credentials { token: "access".into(), id_token: Some("id".into()) }),
            tickets: Vec::new(),
            next_call: 0,
        }
    }

    /// A page whose connection is open.
    pub fn online(mut self) -> Self {
        self.connect();
        self.input(Input::Opened);
        self.take_said();
        self
    }

    /// The same with `group` joined.
    pub fn in_group(self, group: &str) -> Self {
        let mut page = self.online();
        let id = page.join(&json(&format!(r#"{{"group":"{group}"}}"#)));
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

    pub fn close(&mut self) -> CallId {
        self.call(Call::Close)
    }

    pub fn call(&mut self, call: Call<Json>) -> CallId {
        self.next_call += 1;
        let id = CallId(self.next_call);
        self.input(Input::Call(id, call));
        id
    }

    pub fn frame(&mut self, text: &str) {
        self.input(Input::Frame(json(text)));
    }

    pub fn input(&mut self, input: Input<Json>) {
        self.session.handle_input(self.now, input);
        self.drain();
    }

    /// Gives tokens to the latest question.
    pub fn authorize(&mut self, credentials: Option<Credentials>) {
        let ticket = *self.tickets.last().expect("the session asked for tokens");
        self.input(Input::Credentials(ticket, credentials));
    }

    /// Lets time pass, with every timer on the way.
    pub fn wait(&mut self, duration: Duration) {
        let end = self.now + duration;
        while let Some(at) = self.session.poll_timeout().filter(|at| *at <= end) {
            self.now = self.now.max(at);
            self.session.handle_timeout(self.now);
            self.drain();
        }
        self.now = end;
    }

    pub fn state(&self) -> State {
        self.session.state()
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

    pub fn take_said(&mut self) -> Vec<Said> {
        std::mem::take(&mut self.said)
    }

    /// The frames among what was said.
    pub fn take_sent(&mut self) -> Vec<String> {
        let sent = |said| match said {
            Said::Send(text) => Some(text),
            _ => None,
        };
        self.take_said().into_iter().filter_map(sent).collect()
    }

    /// The one delivery among what was said.
    pub fn take_delivery(&mut self) -> Delivery<Json> {
        match self.take_said().as_slice() {
            [Said::Delivery(delivery)] => delivery.clone(),
            other => panic!("one delivery, not {other:?}"),
        }
    }

    fn drain(&mut self) {
        while let Some(output) = self.session.poll_output() {
            match output {
                Output::Authorize(ticket) => {
                    self.said.push(Said::Authorize);
                    self.tickets.push(ticket);
                    if let Some(token) = self.token.clone() {
                        self.session
                            .handle_input(self.now, Input::Credentials(ticket, Some(token)));
                    }
                }
                Output::Dial(url) => self.said.push(Said::Dial(url)),
                Output::Transmit(frame) => match frame.to_text() {
                    text if text == r#"{"action":"keepAlive"}"# => self.keep_alives += 1,
                    text => self.said.push(Said::Send(text)),
                },
                Output::Hangup => self.said.push(Said::Hangup),
                Output::Abandon => self.said.push(Said::Abandon),
                Output::Settle(id, result) => {
                    self.said.push(Said::Settled(id));
                    let before = self.answers.insert(id, result);
                    assert_eq!(before, None, "{id:?} was settled twice");
                }
                Output::Emit(Event::Status(status)) => self.said.push(Said::Status(status)),
                Output::Emit(Event::Delivery(delivery)) => self.said.push(Said::Delivery(delivery)),
                Output::Unreadable(count) => self.said.push(Said::Unreadable(count)),
            }
        }
    }
}

pub fn json(text: &str) -> Json {
    Json::parse(text).expect("JSON")
}

pub fn sent(text: &str) -> Said {
    Said::Send(text.into())
}

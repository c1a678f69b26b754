//! A page, the calls that were made on it, and the ids that a server can know of.

use crate::page::{Page, SEND_TIMEOUT, id_of};
use crate::verdict::Verdict;
use groupwire_protocol::Instant;
use groupwire_protocol::event::RemoteEvent;
use groupwire_protocol::json::Json;
use groupwire_protocol::protocol::Credentials;
use groupwire_protocol::session::{Call, CallId, Input, RemoteCall, State, Tokens};
use std::time::Duration;

/// The longest that any call takes: a person logs in, in 5 minutes, on a connection that then
/// carries what waited.
const LONGEST: Duration = Duration::from_secs(2 * 300);

pub struct Peer {
    pub page: Page,
    /// Each call, with the moment at which it has to be settled; `None` where that depends on
    /// what a person does.
    pub calls: Vec<(CallId, Option<Instant>)>,
    closes: Vec<CallId>,
    /// The ids that were sent, the last one first.
    ids: Vec<String>,
    /// How many frames without a meaning the session was given.
    unreadable: u32,
}

impl Peer {
    pub fn new(tokens: Option<Tokens>) -> Self {
        let page = Page::new(tokens);
        Self { page, calls: Vec::new(), closes: Vec::new(), ids: Vec::new(), unreadable: 0 }
    }

    pub fn connect(&mut self) {
        let id = self.page.connect();
        self.calls.push((id, None));
    }

    pub fn close(&mut self) {
        let id = self.page.call(Call::Close, None);
        self.calls.push((id, None));
        self.closes.push(id);
    }

    pub fn call(&mut self, call: RemoteCall<Json>, timeout: Option<Duration>) {
        let is_person = matches!(call, RemoteCall::Login);
        let deadline = timeout.map_or(SEND_TIMEOUT, |timeout| timeout.min(SEND_TIMEOUT));
        let at = self.page.now + deadline;
        let id = self.page.call(Call::Remote(call), timeout);
        self.calls.push((id, (!is_person).then_some(at)));
    }

    /// The socket opens, and the server lets the session in, as far as that is possible now.
    pub fn open(&mut self) {
        self.page.input(Input::Opened);
        self.receive(r#"{"msg":"connected","session":"s1"}"#);
        if matches!(self.page.session.state(), State::Handshaking { .. }) {
            self.receive(r#"{"msg":"result","id":"@0","result":{"id":"u1","token":"t1"}}"#);
        }
    }

    /// A text frame comes, in which `@0` stands for the id that was sent last. Checks that it does
    /// what such a frame may do.
    pub fn receive(&mut self, text: &str) -> Verdict {
        self.look();
        let text = self.with_ids(text);
        let verdict = Verdict::of(&text);
        let (state, settled) = (self.page.session.state().clone(), self.page.answers.len());
        self.page.events.clear();
        let object = Json::parse(&text).ok().filter(|frame| frame.text().starts_with('{'));
        self.page.input(object.clone().map_or(Input::Unreadable, Input::Frame));

        self.unreadable += u32::from(verdict == Verdict::Malformed);
        if verdict == Verdict::Unclear {
            self.unreadable = self.page.session.unreadable_frames();
        }
        assert_eq!(self.page.session.unreadable_frames(), self.unreadable, "{text}");
        let changes_nothing = match verdict {
            Verdict::Malformed | Verdict::Ignored => true,
            Verdict::Greeting => !matches!(state, State::Handshaking { .. }),
            Verdict::Published | Verdict::Meaningful | Verdict::Unclear => false,
        };
        if changes_nothing {
            assert_eq!(self.page.session.state(), &state, "{text}");
            assert_eq!(self.page.answers.len(), settled, "{text}");
            assert_eq!(self.page.events, [], "{text}");
            assert!(self.page.sent.is_empty(), "{text}");
        }
        let is_closing = self.closes.iter().any(|id| self.page.answer(*id).is_none());
        if verdict == Verdict::Published && state == State::Online && !is_closing {
            let told: Vec<_> = object.map(RemoteEvent::Data).into_iter().collect();
            assert_eq!(self.page.events, told);
        }
        verdict
    }

    /// Checks that something will happen by itself, where something should, and that no call is
    /// overdue.
    pub fn check(&self) {
        let goes_on = match self.page.session.state() {
            State::Idle | State::Closed { .. } | State::Waiting { retry_at: None, .. } => true,
            _ => self.page.session.poll_timeout().is_some(),
        };
        assert!(goes_on, "stuck in {:?}", self.page.session.state());
        for (id, deadline) in &self.calls {
            let is_due = deadline.is_some_and(|deadline| deadline <= self.page.now);
            assert!(!is_due || self.page.answer(*id).is_some(), "{id:?} is overdue");
        }
    }

    /// Checks that every call is settled in the end, and that the session is as good as new.
    pub fn finish(&mut self) {
        self.page.wait(LONGEST);
        for (id, _) in &self.calls {
            assert!(self.page.answer(*id).is_some(), "{id:?} hangs in {}", self.page.state());
        }
        self.page.tokens = Some(Tokens::None);
        self.close();
        self.page.wait(2 * SEND_TIMEOUT);
        self.page.take_sent();
        self.connect();
        self.page.open();
        self.page.take_sent();
        let call = self.page.method("echo", "[1]");
        let id = self.page.sent_id();
        self.page.returns(&id, "[1]");
        assert_eq!(self.page.returned(call), Some(crate::page::json("[1]")));
    }

    /// Remembers the ids in what was sent since the last look.
    fn look(&mut self) {
        for frame in self.page.take_sent() {
            let id = id_of(&frame);
            if !id.is_empty() {
                self.ids.insert(0, id);
            }
        }
        self.ids.truncate(10);
    }

    fn with_ids(&self, text: &str) -> String {
        let mut text = text.to_owned();
        for (at, id) in self.ids.iter().enumerate() {
            text = text.replace(&format!("\"@{at}\""), &format!("\"{id}\""));
        }
        text
    }
}

/// Tokens that log in, whoever is asked.
pub fn tokens() -> Tokens {
    let token = r#"{"resume":"t1"}"#.into();
    Tokens::Given(Credentials { token, id_token: None })
}

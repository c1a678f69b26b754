//! What the page calls, and how it is answered.

use crate::harness::{Page, json};
use groupwire_protocol::error::Error;
use groupwire_protocol::json::Json;
use groupwire_protocol::session::{Call, CallId, Input, Success};
use std::time::Duration;

impl Page {
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
        self.last_call += 1;
        let id = CallId(self.last_call);
        self.input(Input::Call(id, call, timeout));
        id
    }

    pub fn cancel(&mut self, id: CallId) {
        self.input(Input::Cancel(id));
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
}

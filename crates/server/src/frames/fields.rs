//! The fields of frames from clients.

use std::borrow::Cow;

use groupwire_protocol::wire::{action, error};
use serde::Deserialize;
use serde_json::error::Category;
use serde_json::value::RawValue;

use super::incoming::{ClientFrame, Recipient};
use crate::hub::Position;
use crate::refusal::Refusal;

/// The fields that mean something to the server. Others are checked to be JSON and ignored:
/// skapi-js sends `token`, `notification` and `notificationConfig` along.
#[derive(Deserialize)]
pub(super) struct Fields<'a> {
    #[serde(borrow)]
    action: Option<&'a RawValue>,
    #[serde(borrow)]
    rid: Option<&'a RawValue>,
    #[serde(borrow)]
    uid: Option<&'a RawValue>,
    /// Stays raw text: only so do numbers, lone surrogates and the order of keys survive.
    #[serde(borrow)]
    content: Option<&'a RawValue>,
}

/// The same and what version 1 adds. They are two, because a client that does not speak
/// version 1 may have these fields for its own purposes, even twice.
#[derive(Deserialize)]
pub(super) struct FieldsOfVersion1<'a> {
    #[serde(borrow)]
    action: Option<&'a RawValue>,
    #[serde(borrow)]
    rid: Option<&'a RawValue>,
    #[serde(borrow)]
    uid: Option<&'a RawValue>,
    #[serde(borrow)]
    content: Option<&'a RawValue>,
    #[serde(borrow)]
    pub(super) mid: Option<&'a RawValue>,
    #[serde(borrow)]
    since: Option<&'a RawValue>,
    #[serde(borrow)]
    token: Option<&'a RawValue>,
}

impl<'a> Fields<'a> {
    pub(super) fn action(&self) -> Result<Cow<'a, str>, Refusal> {
        string("action", self.action)?
            .ok_or_else(|| Refusal::invalid_request("The frame has no action."))
    }

    pub(super) fn command(&self, name: &str) -> Result<ClientFrame<'a>, Refusal> {
        let content = self.content.map_or("null", RawValue::get);
        match name {
            action::KEEP_ALIVE => Ok(ClientFrame::KeepAlive),
            action::JOIN_ROOM => match string("rid", self.rid)?.filter(|group| !group.is_empty()) {
                Some(group) => Ok(ClientFrame::Join { group, since: None }),
                None => Ok(ClientFrame::LeaveAll),
            },
            action::BROADCAST => {
                Ok(ClientFrame::Broadcast { group: required("rid", self.rid)?, content })
            }
            action::SEND_MESSAGE => {
                Ok(ClientFrame::Send { to: Recipient::new(required("uid", self.uid)?), content })
            }
            action::RTC => Err(Refusal::new(
                error::NOT_SUPPORTED,
                "This server does not carry calls between connections.",
            )),
            _ => Err(Refusal::invalid_request("The frame has an unknown action.")),
        }
    }
}

impl<'a> FieldsOfVersion1<'a> {
    pub(super) fn command(&self, has_mid: bool) -> Result<ClientFrame<'a>, Refusal> {
        let Self { action, rid, uid, content, .. } = *self;
        let fields = Fields { action, rid, uid, content };
        let name = fields.action()?;
        match &*name {
            action::LEAVE_ROOM => Ok(ClientFrame::Leave(required("rid", rid)?)),
            action::PING => Ok(ClientFrame::Ping),
            action::RENEW => Ok(ClientFrame::Renew(required("token", self.token)?)),
            _ => match (fields.command(&name)?, position(self.since)?) {
                // The answer would not say whether it is complete.
                (ClientFrame::Join { .. }, Some(_)) if !has_mid => {
                    Err(Refusal::invalid_parameter("\"since\" needs a \"mid\"."))
                }
                (ClientFrame::Join { group, .. }, since) => Ok(ClientFrame::Join { group, since }),
                (other, _) => Ok(other),
            },
        }
    }
}

/// Reads an object; other fields are passed over.
pub(super) fn object<'a, T: Deserialize<'a>>(text: &'a str) -> Result<T, Refusal> {
    // serde would read the fields from an array too.
    if !text.trim_start_matches([' ', '\t', '\r', '\n']).starts_with('{') {
        return Err(Refusal::invalid_request("A frame must be a JSON object."));
    }
    serde_json::from_str(text).map_err(|error| match error.classify() {
        Category::Data => Refusal::invalid_request("A key of the frame is there twice."),
        _ => Refusal::invalid_request("The frame is not valid JSON."),
    })
}

/// A position in a stream; `None` when absent or null.
fn position(value: Option<&RawValue>) -> Result<Option<Position>, Refusal> {
    let wrong = |_| Refusal::invalid_parameter("\"since\" must have an epoch and an offset.");
    value.map(|raw| serde_json::from_str(raw.get())).transpose().map_err(wrong)
}

/// A JSON string.
#[derive(Deserialize)]
struct Text<'a>(#[serde(borrow)] Cow<'a, str>);

/// A string field; `None` when absent or null.
pub(super) fn string<'a>(
    key: &str,
    value: Option<&'a RawValue>,
) -> Result<Option<Cow<'a, str>>, Refusal> {
    value
        .map(|raw| serde_json::from_str::<Text<'a>>(raw.get()).map(|text| text.0))
        .transpose()
        .map_err(|_| Refusal::invalid_parameter(format!("\"{key}\" must be a string.")))
}

fn required<'a>(key: &str, value: Option<&'a RawValue>) -> Result<Cow<'a, str>, Refusal> {
    string(key, value)?
        .filter(|text| !text.is_empty())
        .ok_or_else(|| Refusal::invalid_parameter(format!("\"{key}\" must be a string.")))
}

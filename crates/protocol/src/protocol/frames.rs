//! The frames that Skapi and groupwire have in common.
//!
//! Source: skapi-js 1.5.8, `src/methods/realtime.ts`, and the published Skapi documentation.

use super::Post;
use crate::document::Document;
use crate::session::Recipient;
use crate::text::{concat, push_string};
use crate::wire::{CONNECTION_PREFIX, action};
use alloc::string::String;

/// `{"action":"keepAlive"}`
pub(super) fn keep_alive() -> String {
    let mut text = open(action::KEEP_ALIVE);
    text.push('}');
    text
}

/// `{"action":"joinRoom","rid":<group or null>`, not closed yet.
pub(super) fn join(group: Option<&str>) -> String {
    let mut text = open(action::JOIN_ROOM);
    text.push_str(",\"rid\":");
    match group {
        Some(group) => push_string(&mut text, group),
        None => text.push_str("null"),
    }
    text
}

/// `{"action":"leaveRoom","rid":<group>`, not closed yet.
pub(super) fn leave(group: &str) -> String {
    let mut text = open(action::LEAVE_ROOM);
    text.push_str(",\"rid\":");
    push_string(&mut text, group);
    text
}

/// `{"action":"ping"}`
pub(super) fn ping() -> String {
    let mut text = open(action::PING);
    text.push('}');
    text
}

/// `{"action":"renew"`, not closed yet.
pub(super) fn renew() -> String {
    open(action::RENEW)
}

/// Appends `,"mid":<mid>`, where there is one.
pub(super) fn push_mid(text: &mut String, mid: Option<&str>) {
    if let Some(mid) = mid {
        text.push_str(",\"mid\":");
        push_string(text, mid);
    }
}

/// The part of a post before its payload: the action, where it goes, and the payload's key.
pub(super) fn post_head<D: Document>(post: &Post<'_, D>) -> String {
    let mut text = match post.recipient {
        Recipient::Group(group) => {
            let mut text = open(action::BROADCAST);
            text.push_str(",\"rid\":");
            push_string(&mut text, group);
            text
        }
        Recipient::User(user) => {
            let mut text = open(action::SEND_MESSAGE);
            text.push_str(",\"uid\":");
            push_string(&mut text, user);
            text
        }
        Recipient::Connection(connection) => {
            let mut text = open(action::SEND_MESSAGE);
            text.push_str(",\"uid\":");
            push_string(&mut text, &concat(&[CONNECTION_PREFIX, connection]));
            text
        }
    };
    push_mid(&mut text, post.mid);
    if post.content.is_some() {
        text.push_str(",\"content\":");
    }
    text
}

/// Appends `,"notification":<JSON text in a string>,"notificationConfig":{…}`.
pub(super) fn push_notification<D: Document>(text: &mut String, post: &Post<'_, D>) {
    text.push_str(",\"notification\":");
    push_string(text, post.notification.map_or("", |notification| notification.text()));
    text.push_str(",\"notificationConfig\":{");
    if let Some(always) = post.notification.and_then(|notification| notification.always()) {
        text.push_str(if always { "\"always\":true" } else { "\"always\":false" });
    }
    text.push('}');
}

/// Appends `,"token":<prefix and token>`.
pub(super) fn push_token(text: &mut String, parts: &[&str]) {
    text.push_str(",\"token\":");
    push_string(text, &concat(parts));
}

fn open(action: &str) -> String {
    concat(&["{\"action\":\"", action, "\""])
}

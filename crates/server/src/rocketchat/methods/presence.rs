//! What users are: online, away, busy, offline.

use super::super::registry::MethodResult;
use super::super::rooms::Status;
use super::super::wire::{Json, MethodError};
use super::Call;

/// `UserPresence:setDefaultStatus`: `(status)` → true.
pub(super) async fn set_default(call: Call<'_>) -> MethodResult {
    let status = status(call.params.str(0)?)?;
    set_status(&call, Some(status), None)
}

/// `UserPresence:online`, `UserPresence:ping`: somebody is at the keyboard.
pub(super) async fn online(call: Call<'_>) -> MethodResult {
    set_away(&call, false)
}

/// `UserPresence:away`: nobody is at the keyboard.
pub(super) async fn away(call: Call<'_>) -> MethodResult {
    set_away(&call, true)
}

/// `setUserStatus`: `(status?, text?)` → true.
pub(super) async fn set(call: Call<'_>) -> MethodResult {
    let text = |at| call.params.get(at).and_then(Json::as_str).filter(|text| !text.is_empty());
    let status = text(0).map(status).transpose()?;
    set_status(&call, status, call.params.get(1).and_then(Json::as_str))
}

fn set_status(call: &Call<'_>, status: Option<Status>, text: Option<&str>) -> MethodResult {
    call.service.with(|rooms, _| rooms.set_status(&call.user.id, status, text))?;
    Ok(Some(true.into()))
}

fn set_away(call: &Call<'_>, is_away: bool) -> MethodResult {
    let session = call.caller.session();
    call.service.with(|rooms, _| rooms.set_away(&call.user.id, session, is_away));
    Ok(Some(true.into()))
}

fn status(text: &str) -> Result<Status, MethodError> {
    Status::parse(text)
        .ok_or_else(|| MethodError::new("error-invalid-status", "Status is not valid"))
}

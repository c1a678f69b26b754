//! `public-settings/get`: what clients read before anything else.

use serde_json::json;

use super::super::registry::Params;
use super::super::wire::{Json, MethodError};

/// The settings that clients ask for, which never change while the server runs.
const SETTINGS: [(&str, &str, bool); 6] = [
    ("Accounts_AllowAnonymousRead", "boolean", false),
    ("Accounts_TwoFactorAuthentication_Enabled", "boolean", false),
    ("Message_AllowDeleting", "boolean", true),
    ("Message_AllowEditing", "boolean", true),
    ("Message_Read_Receipt_Enabled", "boolean", false),
    ("UI_Use_Real_Name", "boolean", false),
];

/// `(date?)` → `[{_id, type, value}]`; since a date nothing has changed: `{update, remove}`.
///
/// # Errors
/// 400 for what is no date.
pub fn settings(params: &Params) -> Result<Json, MethodError> {
    if params.date(0)?.is_some() {
        return Ok(json!({ "update": [], "remove": [] }));
    }
    Ok(all())
}

/// `[{_id, type, value}]`.
pub fn all() -> Json {
    let setting = |(id, kind, value)| json!({ "_id": id, "type": kind, "value": value });
    SETTINGS.into_iter().map(setting).collect()
}

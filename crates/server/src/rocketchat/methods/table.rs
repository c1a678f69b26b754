//! The methods for those who are logged in, by name.

use super::super::registry::{MethodResult, Pending};
use super::{Call, history, messages, presence, rooms, search};

/// What carries out a method.
pub(super) type Method = for<'a> fn(Call<'a>) -> Pending<'a, MethodResult>;

/// A table of names and async functions.
macro_rules! methods {
    ($($name:literal => $function:path,)*) => {
        &[$(($name, |call| Box::pin($function(call)))),*]
    };
}

const METHODS: &[(&str, Method)] = methods! {
    "rooms/get" => rooms::get,
    "subscriptions/get" => rooms::subscriptions,
    "getRoomIdByNameOrId" => rooms::id_by_name_or_id,
    "getRoomById" => rooms::by_id,
    "getRoomNameById" => rooms::name_by_id,
    "roomNameExists" => rooms::name_exists,
    "createChannel" => rooms::create_channel,
    "createPrivateGroup" => rooms::create_private_group,
    "createDirectMessage" => rooms::create_direct_message,
    "joinRoom" => rooms::join,
    "leaveRoom" => rooms::leave,
    "openRoom" => rooms::open,
    "hideRoom" => rooms::hide,
    "readMessages" => rooms::read,
    "addUserToRoom" => rooms::add_user,
    "addUsersToRoom" => rooms::add_users,
    "getUsersOfRoom" => rooms::users,
    "getRoomRoles" => rooms::roles,
    "sendMessage" => messages::send_message,
    "updateMessage" => messages::update,
    "deleteMessage" => messages::delete,
    "setReaction" => messages::react,
    "getSingleMessage" => messages::single,
    "loadHistory" => history::load,
    "loadMissedMessages" => history::missed,
    "loadNextMessages" => history::next,
    "loadSurroundingMessages" => history::surrounding,
    "messages/get" => history::sync,
    "UserPresence:setDefaultStatus" => presence::set_default,
    "UserPresence:online" => presence::online,
    "UserPresence:away" => presence::away,
    "UserPresence:ping" => presence::online,
    "setUserStatus" => presence::set,
    "channelsList" => search::channels,
    "browseChannels" => search::browse,
    "spotlight" => search::spotlight,
};

/// The method of this name.
pub(super) fn find(name: &str) -> Option<Method> {
    METHODS.iter().find(|(of, _)| *of == name).map(|(_, method)| *method)
}

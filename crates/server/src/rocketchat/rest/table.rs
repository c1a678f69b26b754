//! The paths.

use super::super::registry::Pending;
use super::reply::RestResult;
use super::request::Request;
use super::{account, messages, method_call, rooms};

/// What answers a path.
#[derive(Clone, Copy)]
pub(super) struct Route {
    /// Nobody has to be logged in.
    pub(super) is_for_anybody: bool,
    /// Carries it out.
    pub(super) run: Run,
}

type Run = for<'a> fn(Request<'a>) -> Pending<'a, RestResult>;

/// A table of methods, paths and async functions. A path that ends in a slash has one part more.
macro_rules! routes {
    ($($method:ident $path:literal => $function:path,)*) => {
        &[$((stringify!($method), $path, |request| Box::pin($function(request)))),*]
    };
}

const FOR_ANYBODY: &[(&str, &str, Run)] = routes! {
    POST "login" => account::log_in,
    GET "settings.public" => account::settings,
    POST "method.callAnon/" => method_call::call,
};

const FOR_USERS: &[(&str, &str, Run)] = routes! {
    POST "logout" => account::log_out,
    GET "logout" => account::log_out,
    GET "me" => account::me,
    GET "users.info" => account::info,
    GET "users.presence" => account::presence,
    POST "users.setStatus" => account::set_status,
    GET "spotlight" => account::spotlight,
    POST "method.call/" => method_call::call,
    POST "chat.sendMessage" => messages::send,
    POST "chat.postMessage" => messages::post,
    POST "chat.update" => messages::update,
    POST "chat.delete" => messages::delete,
    POST "chat.react" => messages::react,
    GET "chat.getMessage" => messages::single,
    GET "chat.syncMessages" => messages::sync,
    GET "channels.history" => messages::history_of_channel,
    GET "groups.history" => messages::history_of_group,
    GET "im.history" => messages::history_of_direct,
    GET "rooms.get" => rooms::get,
    GET "rooms.info" => rooms::info,
    GET "channels.info" => rooms::channel_info,
    GET "groups.info" => rooms::group_info,
    POST "rooms.leave" => rooms::leave,
    POST "channels.leave" => rooms::leave,
    POST "groups.leave" => rooms::leave,
    POST "rooms.hide" => rooms::hide,
    POST "rooms.open" => rooms::open,
    GET "rooms.nameExists" => rooms::name_exists,
    GET "rooms.membersOrderedByRole" => rooms::members,
    GET "channels.members" => rooms::members,
    GET "groups.members" => rooms::members,
    GET "im.members" => rooms::members,
    GET "channels.roles" => rooms::roles,
    GET "groups.roles" => rooms::roles,
    GET "channels.list" => rooms::channels,
    POST "channels.create" => rooms::create_channel,
    POST "channels.join" => rooms::join,
    POST "channels.invite" => rooms::invite,
    POST "groups.create" => rooms::create_group,
    POST "groups.invite" => rooms::invite,
    POST "im.create" => rooms::create_direct,
    GET "subscriptions.get" => rooms::subscriptions,
    POST "subscriptions.read" => rooms::read,
};

/// What answers a request.
pub(super) fn find(method: &str, path: &str) -> Option<Route> {
    let is_it = |of: &&(&str, &str, Run)| {
        of.0 == method
            && match path.split_once('/') {
                Some((begin, rest)) => of.1.strip_suffix('/') == Some(begin) && !rest.is_empty(),
                None => of.1 == path,
            }
    };
    let among = |table: &[(&str, &str, Run)], is_for_anybody| {
        table.iter().find(is_it).map(|(_, _, run)| Route { is_for_anybody, run: *run })
    };
    among(FOR_ANYBODY, true).or_else(|| among(FOR_USERS, false))
}

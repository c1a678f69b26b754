//! What there is to call, and to subscribe to: the module of rooms, messages and users.

mod history;
mod messages;
mod presence;
mod rooms;
mod search;
mod settings;
mod table;

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use super::accounts::{Accounts, User};
use super::bridge::{Bridge, settle};
use super::caller::Caller;
use super::registry::{
    Accepted, MethodResult, Module, Params, Pending, Refused, STREAM_PREFIX, StreamKey,
    Subscription,
};
use super::service::{Service, lock};
use super::services::Services;
use super::streams::{self, Access, Command, Listener, access, name};
use super::wire::MethodError;
use crate::config::Config;
use crate::hub::Hub;

pub use messages::send;
pub use settings::{all as all_settings, settings};

/// Rooms, messages, presence and streams.
pub struct Chat {
    services: Arc<Services>,
    /// Where each subscription of a session is: users change, and with them services.
    homes: Mutex<HashMap<SubscriptionKey, Arc<Service>>>,
}

/// Session and id of a subscription.
type SubscriptionKey = (Arc<str>, String);

/// A call of somebody who is logged in.
#[derive(Debug)]
pub struct Call<'a> {
    /// The service of the user.
    pub service: Arc<Service>,
    /// Who calls.
    pub user: &'a User,
    /// The connection, or the request, that it comes over.
    pub caller: &'a Caller,
    /// What is given.
    pub params: &'a Params,
}

impl Chat {
    /// A module whose channels are the groups of this hub, and which knows these users.
    pub fn new(config: &Config, hub: &Arc<dyn Hub>, accounts: &Arc<Accounts>) -> Self {
        let services = Arc::new(Services::new(config, hub.clone(), accounts.clone()));
        hub.watch(Arc::new(Bridge::new(&services)));
        Self { services, homes: Mutex::default() }
    }

    /// What a user who is logged in calls.
    ///
    /// # Errors
    /// `error-invalid-user` when nobody is.
    pub fn begin<'a>(
        &self,
        caller: &'a Caller,
        params: &'a Params,
    ) -> Result<Call<'a>, MethodError> {
        let user = caller.require_user()?;
        let service = self.services.get(&user.service);
        service.with(|rooms, now| rooms.know(user, now));
        Ok(Call { service, user, caller, params })
    }

    /// A caller that was no connection is gone.
    pub fn release(&self, caller: &Caller) {
        let Some(user) = caller.user() else { return };
        drop(self.services.get(&user.service).places.remove(caller.session()));
    }

    /// Forgets what nobody is going to ask for. Called now and then.
    pub fn sweep(&self, age: Duration) {
        self.services.sweep(age);
    }

    async fn listen(
        &self,
        caller: &Caller,
        subscription: &Arc<Subscription>,
        key: &StreamKey,
    ) -> Result<Accepted, Refused> {
        let user = caller.user();
        // Nobody is of no service: what anybody may listen to says nothing of one.
        let name = user.map_or_else(|| "".into(), |user| user.service.clone());
        let service = self.services.get(&name);
        if let (Some(rid), Some(_)) = (streams::room_of(key), user) {
            service.adopt(rid).await;
        }
        let accepted = service.with_state(|state, _| {
            let id = user.map(|user| &*user.id);
            match access(&state.rooms, id, key) {
                Access::Granted => {}
                Access::Denied => return Err(Refused::NotAllowed),
                Access::Unknown => {
                    return Err(MethodError::no_publication(&subscription.name).into());
                }
            }
            if key.stream == name::USER_PRESENCE {
                let command = Command::parse(&subscription.params);
                let is_first = state.streams.watch(caller.sink(), command)?;
                return Ok(if is_first { Accepted::live() } else { Accepted::Done });
            }
            let listener = Listener {
                sink: caller.sink().clone(),
                subscription: subscription.clone(),
                user: user.map(|user| user.id.clone()),
            };
            state.streams.add(&key.stream, &key.event, listener);
            Ok(Accepted::live())
        })?;
        if matches!(accepted, Accepted::Live { .. }) {
            let home = (caller.session().clone(), subscription.id.clone());
            lock(&self.homes).insert(home, service.clone());
        }
        if let (name::ROOM_MESSAGES, Some(user)) = (key.stream.as_str(), user) {
            // Who has too many connections listens all the same, and is not seen in the group.
            if let Ok(place) = service.places.take(&service, user, caller.session()).await {
                settle(&service, &place, None).await;
            }
        }
        Ok(accepted)
    }
}

impl Module for Chat {
    fn call<'a>(
        &'a self,
        caller: &'a Caller,
        method: &'a str,
        params: &'a Params,
    ) -> Option<Pending<'a, MethodResult>> {
        if let Some(stream) = method.strip_prefix(STREAM_PREFIX) {
            return Some(Box::pin(async move { self.write(caller, stream, params) }));
        }
        if method == "public-settings/get" {
            return Some(Box::pin(async move { Ok(Some(settings(params)?)) }));
        }
        let carry_out = table::find(method)?;
        Some(Box::pin(async move { carry_out(self.begin(caller, params)?).await }))
    }

    fn subscribe<'a>(
        &'a self,
        caller: &'a Caller,
        subscription: &'a Arc<Subscription>,
    ) -> Option<Pending<'a, Result<Accepted, Refused>>> {
        let key = subscription.stream.as_ref()?;
        Some(Box::pin(self.listen(caller, subscription, key)))
    }

    fn unsubscribe(&self, caller: &Caller, subscription: &Subscription) {
        let Some(key) = &subscription.stream else { return };
        let home = (caller.session().clone(), subscription.id.clone());
        let Some(service) = lock(&self.homes).remove(&home) else { return };
        service.with_state(|state, _| state.streams.remove(caller.session(), subscription));
        if key.stream != name::ROOM_MESSAGES {
            return;
        }
        if let Some(place) = service.places.get(caller.session()) {
            let left = key.event.clone();
            // The client need not wait until the group has been told.
            tokio::spawn(async move { settle(&service, &place, Some(&left)).await });
        }
    }

    fn logged_in(&self, caller: &Caller) {
        let Some(user) = caller.user() else { return };
        self.services.get(&user.service).with(|rooms, now| {
            rooms.know(user, now);
            rooms.connected(&user.id, caller.session());
        });
    }

    fn logged_out(&self, caller: &Caller) {
        let Some(user) = caller.user() else { return };
        let service = self.services.get(&user.service);
        service.with(|rooms, now| rooms.disconnected(&user.id, caller.session(), now));
        self.release(caller);
    }
}

impl Chat {
    fn write(&self, caller: &Caller, stream: &str, params: &Params) -> MethodResult {
        let Some(user) = caller.user() else { return Ok(None) };
        self.services.get(&user.service).with_state(|state, _| {
            let session = caller.session();
            streams::write(&state.streams, &state.rooms, stream, Some(user), session, params)
        })?;
        Ok(None)
    }
}

impl fmt::Debug for Chat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Chat")
    }
}

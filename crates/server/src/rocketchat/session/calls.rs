//! Methods.

use super::Session;
use crate::outbox::Close;
use crate::rocketchat::registry::{MethodResult, Params};
use crate::rocketchat::wire::{Json, MethodError, Outgoing, is_falsy};

impl Session {
    /// Carries a method out and answers it.
    pub(super) async fn call(
        &mut self,
        id: &str,
        method: &str,
        params: Vec<Json>,
    ) -> Option<Close> {
        let rocketchat = self.app.clone();
        let registry = &rocketchat.rocketchat.registry;
        if let Err(wait) = self.rates.take(method) {
            self.answer(id, Err(MethodError::too_many_requests(method, wait)));
            return None;
        }
        let params = Params(params);
        let result = match method {
            _ if registry.is_without(method) => None,
            "login" => Some(self.log_in(&params).await.map(Some)),
            "logout" => {
                self.log_out().await;
                self.answer(id, Ok(None));
                return self.rules.after_logout;
            }
            _ => match registry.call(&self.caller, method, &params) {
                Some(result) => Some(result.await),
                None => None,
            },
        };
        match result {
            Some(result) => self.answer(id, result),
            None => {
                // Nothing was done that could have to be visible.
                self.result(id, Err(MethodError::no_method(method)));
                self.tell(Outgoing::Updated { methods: &[id] });
            }
        }
        None
    }

    fn answer(&self, id: &str, result: MethodResult) {
        let updated = Outgoing::Updated { methods: &[id] };
        if self.rules.updated_first {
            self.tell(updated);
            self.result(id, result);
        } else {
            self.result(id, result);
            self.tell(updated);
        }
    }

    fn result(&self, id: &str, result: MethodResult) {
        let (result, error) = match result {
            Ok(result) => (result, None),
            Err(error) => (None, Some(self.printed(error))),
        };
        let is_sent = |result: &Json| self.rules.sends_falsy || !is_falsy(result);
        let result = result.filter(is_sent);
        self.tell(Outgoing::Result { id, error: error.as_ref(), result: result.as_ref() });
    }
}

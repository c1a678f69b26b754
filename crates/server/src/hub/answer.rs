//! Answers that may take a while.

use std::fmt;
use std::future::{Future, IntoFuture, Ready, ready};
use std::pin::Pin;

use futures_util::future::Either;

/// What an operation of a hub gives: now, or when the future is ready.
///
/// A hub in memory answers at once, and nothing is allocated for it. One that asks others over a
/// network gives a future. Callers write `.await` for both, or look inside.
pub enum Answer<T> {
    /// Here it is.
    Now(T),
    /// It is under way. The operation goes on only while the future is polled, and dropping it
    /// leaves open whether it is carried out.
    Later(Later<T>),
}

/// An answer that is under way.
pub type Later<T> = Pin<Box<dyn Future<Output = T> + Send>>;

impl<T: 'static> Answer<T> {
    /// Makes something else of the answer, when it is there.
    pub fn map<U>(self, make: impl FnOnce(T) -> U + Send + 'static) -> Answer<U> {
        match self {
            Self::Now(value) => Answer::Now(make(value)),
            Self::Later(value) => Answer::Later(Box::pin(async move { make(value.await) })),
        }
    }
}

impl<T> IntoFuture for Answer<T> {
    type Output = T;
    type IntoFuture = Either<Ready<T>, Later<T>>;

    fn into_future(self) -> Self::IntoFuture {
        match self {
            Self::Now(value) => Either::Left(ready(value)),
            Self::Later(value) => Either::Right(value),
        }
    }
}

impl<T: fmt::Debug> fmt::Debug for Answer<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Now(value) => f.debug_tuple("Now").field(value).finish(),
            Self::Later(_) => f.write_str("Later"),
        }
    }
}

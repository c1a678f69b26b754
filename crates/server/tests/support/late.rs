//! A hub whose answers come late, as those of a network do.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use groupwire_server::frames::Recipient;
use groupwire_server::hub::{
    Answer, GroupCount, History, Hub, Join, MemoryHub, Newcomer, NotJoined, Page, Peer, Present,
    Receipt, Seat, TooManyConnections, Totals, Watcher,
};
use groupwire_server::outbox::Close;
use tokio::task::yield_now;

/// Does what the hub in memory does, and keeps the answer for a while.
#[derive(Debug)]
pub struct LateHub(pub MemoryHub);

#[derive(Debug)]
struct LateSeat(Box<dyn Seat>);

/// One answer after the other takes longer or less long.
fn late<T: Send + 'static>(answer: Answer<T>) -> Answer<T> {
    static ANSWERS: AtomicU64 = AtomicU64::new(0);
    let turns = ANSWERS.fetch_add(7, Ordering::Relaxed) % 20;
    Answer::Later(Box::pin(async move {
        for _ in 0..turns {
            yield_now().await;
        }
        answer.await
    }))
}

impl Hub for LateHub {
    fn connect(&self, newcomer: Newcomer<'_>) -> Answer<Result<Box<dyn Seat>, TooManyConnections>> {
        let seat = |seat| Box::new(LateSeat(seat)) as Box<dyn Seat>;
        late(self.0.connect(newcomer).map(move |made| made.map(seat)))
    }

    fn groups(&self, service: &str) -> Answer<Vec<GroupCount>> {
        late(self.0.groups(service))
    }

    fn users(&self, service: &str, group: &str) -> Answer<Vec<Present>> {
        late(self.0.users(service, group))
    }

    fn history(&self, service: &str, group: &str, page: Page) -> Answer<History> {
        late(self.0.history(service, group, page))
    }

    fn watch(&self, watcher: Arc<dyn Watcher>) {
        self.0.watch(watcher);
    }

    fn totals(&self) -> Totals {
        self.0.totals()
    }

    fn close_all(&self, close: Close) {
        self.0.close_all(close);
    }
}

impl Seat for LateSeat {
    fn peer(&self) -> &Arc<Peer> {
        self.0.peer()
    }

    fn is_in(&self, group: &str) -> bool {
        self.0.is_in(group)
    }

    fn group_count(&self) -> usize {
        self.0.group_count()
    }

    fn join(&mut self, join: Join<'_>) -> Answer<()> {
        late(self.0.join(join))
    }

    fn leave(&mut self, group: &str) -> Answer<()> {
        late(self.0.leave(group))
    }

    fn leave_all(&mut self) -> Answer<()> {
        late(self.0.leave_all())
    }

    fn broadcast(
        &mut self,
        group: &str,
        content: &str,
        mid: Option<&str>,
    ) -> Answer<Result<Receipt, NotJoined>> {
        late(self.0.broadcast(group, content, mid))
    }

    fn send(&mut self, to: &Recipient<'_>, content: &str, mid: Option<&str>) -> Answer<Receipt> {
        late(self.0.send(to, content, mid))
    }
}

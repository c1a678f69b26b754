//! The place of one connection.

use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use super::group::Group;
use super::service::Service;
use super::user::User;
use crate::frames::{Post, Recipient};
use crate::hub::{Answer, Join, NotJoined, Peer, Reached, Receipt, Seat, Watcher};

/// A seat in a [`MemoryHub`](super::MemoryHub).
#[derive(Debug)]
pub(super) struct MemorySeat {
    peer: Arc<Peer>,
    service: Arc<Service>,
    user: Arc<User>,
    /// Sorted by name.
    memberships: Vec<Membership>,
}

#[derive(Debug)]
struct Membership {
    group: Arc<Group>,
    /// The connection has got every post of the group after this offset.
    from: u64,
}

impl MemorySeat {
    pub(super) fn new(peer: Arc<Peer>, user: Arc<User>, service: Arc<Service>) -> Self {
        Self { peer, service, user, memberships: Vec::new() }
    }

    /// Where the membership in a group is, or would have to be.
    fn find(&self, group: &str) -> Result<usize, usize> {
        self.memberships.binary_search_by(|membership| (**membership.group.name()).cmp(group))
    }

    fn leave_all_now(&mut self) {
        for membership in std::mem::take(&mut self.memberships) {
            self.service.leave(&self.peer, &membership.group);
        }
    }

    /// Makes a post, unless one with this `mid` was made before.
    fn once<E>(
        &self,
        mid: Option<&str>,
        post: impl FnOnce() -> Result<Receipt, E>,
    ) -> Result<Receipt, E> {
        let Some(mid) = mid else { return post() };
        let (receipt, is_repeated) = self.service.dedupe().once(self.user.id(), mid, post)?;
        if is_repeated {
            self.service.metrics().duplicates.inc();
        }
        Ok(receipt)
    }

    fn broadcast_now(&self, group: &str, content: &str) -> Result<Receipt, NotJoined> {
        let at = self.find(group).map_err(|_| NotJoined)?;
        let post = Post::to_group(content, self.peer.as_sender(), group);
        let told = || {
            self.tell_watcher(|watcher, service| {
                watcher.posted(service, group, &self.peer, content);
            })
        };
        let (offset, members) = self.memberships[at].group.deliver(&post, &self.service, told);
        self.service.metrics().delivered.inc_by(members as u64);
        Ok(Receipt::Offset(offset))
    }

    fn tell_watcher(&self, tell: impl FnOnce(&dyn Watcher, &str)) {
        if let Some(watcher) = self.service.watcher() {
            tell(watcher, self.service.name());
        }
    }

    fn send_now(&self, to: &Recipient<'_>, content: &str) -> Receipt {
        let post = Post::private(content, self.peer.as_sender());
        let mut copies = 0;
        let reached = match to {
            Recipient::Connection(id) => {
                let peer = self.service.connection(id);
                peer.iter()
                    .inspect(|peer| {
                        let to = Reached::Connection(peer);
                        self.tell_watcher(|watcher, service| {
                            watcher.sent(service, &to, &self.peer, content)
                        });
                        peer.outbox().push(&post.plain());
                    })
                    .count()
            }
            Recipient::User(user) => {
                let to = Reached::User(user);
                self.tell_watcher(|watcher, service| {
                    watcher.sent(service, &to, &self.peer, content)
                });
                if **user != **self.user.id() {
                    self.peer.outbox().push(&post.plain());
                    copies = 1;
                }
                self.service.deliver_to_user(user, &post)
            }
        };
        self.service.metrics().delivered.inc_by((reached + copies) as u64);
        Receipt::Reached(reached as u64)
    }
}

impl Seat for MemorySeat {
    fn peer(&self) -> &Arc<Peer> {
        &self.peer
    }

    fn is_in(&self, group: &str) -> bool {
        self.find(group).is_ok()
    }

    fn group_count(&self) -> usize {
        self.memberships.len()
    }

    fn join(&mut self, join: Join<'_>) -> Answer<()> {
        if let Ok(at) = self.find(join.group) {
            let Membership { group, from } = &self.memberships[at];
            group.add_again(&self.peer, &join, *from, &self.service);
            return Answer::Now(());
        }
        if join.alone {
            self.leave_all_now();
        }
        let group = self.service.enter_group(join.group);
        let from = group.add(&self.peer, &join, &self.service);
        let (Ok(at) | Err(at)) = self.find(join.group);
        if self.memberships.is_empty() {
            // Most connections are in one group, for which the vector would take room for four.
            self.memberships = Vec::with_capacity(1);
        }
        self.memberships.insert(at, Membership { group, from });
        Answer::Now(())
    }

    fn leave(&mut self, group: &str) -> Answer<()> {
        if let Ok(at) = self.find(group) {
            let membership = self.memberships.remove(at);
            self.service.leave(&self.peer, &membership.group);
        }
        Answer::Now(())
    }

    fn leave_all(&mut self) -> Answer<()> {
        self.leave_all_now();
        Answer::Now(())
    }

    fn broadcast(
        &mut self,
        group: &str,
        content: &str,
        mid: Option<&str>,
    ) -> Answer<Result<Receipt, NotJoined>> {
        Answer::Now(self.once(mid, || self.broadcast_now(group, content)))
    }

    fn send(&mut self, to: &Recipient<'_>, content: &str, mid: Option<&str>) -> Answer<Receipt> {
        let made = self.once(mid, || Ok::<_, Infallible>(self.send_now(to, content)));
        match made {
            Ok(receipt) => Answer::Now(receipt),
        }
    }
}

impl Drop for MemorySeat {
    fn drop(&mut self) {
        let groups: Vec<_> = self.memberships.drain(..).map(|member| member.group).collect();
        self.service.disconnect(&self.peer, &self.user, &groups);
        // Last: a service without seats may be forgotten.
        self.service.seats.fetch_sub(1, Ordering::Release);
    }
}

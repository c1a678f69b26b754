//! Seeds of failures are kept in `tests/proptest-regressions`, and run first.

use crate::frames::frame;
use crate::peer::{Peer, tokens};
use crate::steps::{perform, step};
use groupwire_protocol::session::Tokens;
use proptest::collection::vec;
use proptest::prelude::*;

/// Somebody with a token, nobody, or somebody who takes their time.
fn people() -> impl Strategy<Value = Option<Tokens>> {
    prop::sample::select(vec![Some(tokens()), Some(Tokens::None), None])
}

proptest! {
    /// DE20, DE21, DE22, DE23: malformed frames are counted, unknown ones ignored, nothing panics,
    /// nothing stops that should go on, every call is settled by its deadline and once, and the
    /// session can be used afterwards.
    #[test]
    fn de23_whatever_happens_every_call_is_settled(
        tokens in people(),
        steps in vec(step(), 0..60),
    ) {
        let mut peer = Peer::new(tokens);
        for step in &steps {
            perform(&mut peer, step);
            peer.check();
        }
        peer.finish();
    }

    /// DE22: the same while a connection lasts: nothing happens but frames.
    #[test]
    fn de22_whatever_frames_come_nothing_is_broken(frames in vec(frame(), 0..40)) {
        let mut peer = Peer::new(Some(tokens()));
        peer.connect();
        peer.open();
        for text in &frames {
            peer.receive(text);
            peer.check();
        }
        peer.finish();
    }
}

//! What the page knows of its subscriptions.

use crate::Violation;
use crate::calls::Answer;
use crate::script::STREAMS;
use groupwire_protocol::Document;
use groupwire_protocol::json::Json;
use groupwire_protocol::session::Success;

#[derive(Default)]
pub struct Streams([Stream; STREAMS as usize]);

#[derive(Clone, Copy, Default)]
struct Stream {
    /// How many subscriptions were granted and not taken back.
    holders: u32,
    /// How many wait.
    waiting: u32,
    /// The number of the last event.
    last: u64,
}

impl Streams {
    pub fn subscribe(&mut self, stream: u8) {
        self.of(stream).waiting += 1;
    }

    /// Whether there is something to take back.
    pub fn unsubscribe(&mut self, stream: u8) {
        let stream = self.of(stream);
        // One that waits is rejected.
        if stream.waiting == 0 {
            stream.holders = stream.holders.saturating_sub(1);
        }
    }

    /// DV8: what the server refuses is refused.
    pub fn settled(&mut self, number: u8, answer: &Answer) -> Result<(), Violation> {
        let stream = self.of(number);
        stream.waiting -= 1;
        if !matches!(answer, Answer::Settled(Ok(Success::Ready))) {
            return Ok(());
        }
        stream.holders += 1;
        if number + 1 == STREAMS {
            return Err(Violation { id: "DV8", text: "the refused stream is ready".into() });
        }
        Ok(())
    }

    /// DV8: only what was ready ends.
    pub fn ended(&mut self, params: &Json) -> Result<(), Violation> {
        let number = stream_of(params.element(0));
        let stream = self.of(number);
        if std::mem::take(&mut stream.holders) == 0 {
            return Err(Violation { id: "DV8", text: format!("{number} ends, and was not ready") });
        }
        Ok(())
    }

    /// DV6: events come once, and in their order.
    pub fn heard(&mut self, frame: &Json) -> Result<(), Violation> {
        let fields = frame.field("fields").expect("fields");
        let args = fields.field("args").expect("arguments");
        let event = args.element(0).and_then(|event| event.as_integer()).expect("a number");
        let number = stream_of(fields.field("eventName"));
        let stream = self.of(number);
        if event <= stream.last {
            let text = format!("{event} of {number} comes after {}", stream.last);
            return Err(Violation { id: "DV6", text });
        }
        stream.last = event;
        Ok(())
    }

    /// The page has closed the connection.
    pub fn forget(&mut self) {
        for stream in &mut self.0 {
            stream.holders = 0;
        }
    }

    /// The streams that the page is subscribed to.
    pub fn wanted(&self) -> Vec<u8> {
        (0..STREAMS).filter(|number| self.0[usize::from(*number)].holders > 0).collect()
    }

    fn of(&mut self, stream: u8) -> &mut Stream {
        &mut self.0[usize::from(stream)]
    }
}

fn stream_of(name: Option<Json>) -> u8 {
    name.and_then(|name| name.as_str()).expect("a name").parse().expect("a stream")
}

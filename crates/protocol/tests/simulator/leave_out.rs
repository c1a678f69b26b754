//! What a failure does without.

/// The steps without runs of them that are not needed for the failure, long runs first.
pub fn without<T: Clone>(steps: &[T], fails: impl Fn(Vec<T>) -> bool) -> Vec<T> {
    let mut best = steps.to_vec();
    let mut run = best.len().next_power_of_two();
    while run > 0 {
        let mut at = 0;
        while at < best.len() {
            let mut shorter = best.clone();
            shorter.drain(at..(at + run).min(best.len()));
            if fails(shorter.clone()) {
                best = shorter;
            } else {
                at += run;
            }
        }
        run /= 2;
    }
    best
}

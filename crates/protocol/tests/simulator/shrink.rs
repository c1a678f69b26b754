//! Makes a failing script short: what can be left out is left out, as long as the same invariant
//! is violated.

use crate::leave_out::without;
use crate::script::Script;

/// The shortest script that is found to violate `id`.
pub fn shrink(script: &Script, id: &str) -> Script {
    let fails = |script: &Script| crate::play(script).is_some_and(|found| found.id == id);
    let mut best = script.clone();
    loop {
        let before = size(&best);
        drop_steps(&mut best, fails);
        drop_clients(&mut best, fails);
        if size(&best) == before {
            return best;
        }
    }
}

fn size(script: &Script) -> usize {
    script.steps.len() + script.clients.len()
}

/// Leaves out steps.
fn drop_steps(best: &mut Script, fails: impl Fn(&Script) -> bool) {
    let steps = without(&best.steps, |steps| fails(&Script { steps, ..best.clone() }));
    best.steps = steps;
}

/// Leaves out clients that do nothing any more: the last of them, because the others have numbers.
fn drop_clients(best: &mut Script, fails: impl Fn(&Script) -> bool) {
    for number in (0..best.clients.len()).rev() {
        if best.clients.len() == 1 || best.steps.iter().any(|step| step.1 == number) {
            continue;
        }
        let mut fewer = best.clone();
        fewer.clients.remove(number);
        for step in fewer.steps.iter_mut().filter(|step| step.1 > number) {
            step.1 -= 1;
        }
        if fails(&fewer) {
            *best = fewer;
        }
    }
}

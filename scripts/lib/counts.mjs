// @ts-check
// How many tests passed and failed, as the runners' closing lines say.

/** Cargo and wasm-bindgen: `test result: ok. 12 passed; 0 failed; …`. */
const CARGO = /^test result: \w+\. (\d+) passed; (\d+) failed/;

/** Node's test runner: `ℹ pass 12`, `ℹ fail 0`, `ℹ cancelled 0`. */
const NODE = /^(?:ℹ|#) (pass|fail|cancelled) (\d+)$/;

/** A color or style of the terminal. */
const STYLE = /\u001b\[[0-9;]*m/g;

/**
 * Adds up what a suite's output says.
 * @param {string} output
 */
export function countTests(output) {
  const counts = { passed: 0, failed: 0 };
  for (const styled of output.split(/\r?\n/)) {
    const line = styled.replace(STYLE, '');
    const cargo = CARGO.exec(line);
    const node = NODE.exec(line);
    if (cargo) {
      counts.passed += Number(cargo[1]);
      counts.failed += Number(cargo[2]);
    } else if (node) {
      counts[node[1] === 'pass' ? 'passed' : 'failed'] += Number(node[2]);
    }
  }
  return counts;
}

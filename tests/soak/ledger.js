// @ts-check
// What was posted and heard, in memory that does not grow with the number of posts, and whether both
// agree. Runs in pages and in Node.
//
// Each sender numbers their posts 0, 1, 2 … What is kept of a stream is its next number, and those before it that are
// exceptions.

/** How many complaints are kept in words; the others are only counted. */
const WORDS = 20;

/**
 * What a sender knows of their own posts.
 * @typedef {object} Posted
 * @property {number} count
 * @property {number} acknowledged
 * @property {number[]} unsure rejected, and it is not known whether they were delivered
 * @property {number[]} denied rejected as never sent, or as refused
 */

/**
 * What a listener knows of the posts of one sender.
 * @typedef {object} Stream
 * @property {number} next the number after the greatest that was heard
 * @property {number[]} missing numbers below that were not heard
 * @property {number[]} late numbers that were heard after greater ones
 */

/** @typedef {{ streams: Record<string, Stream>, complaints: string[], complaintCount: number }} Heard */

/** What one member hears: in a group, or of the private posts to them. */
export class Ear {
  /** @type {Map<string, { next: number, missing: Set<number>, late: number[] }>} */
  #streams = new Map();
  #epoch = '';
  #offset = -1;
  /** @type {string[]} */
  #complaints = [];
  #complaintCount = 0;

  /**
   * @param {string} sender
   * @param {number} n
   * @param {{ epoch: string, offset: number }} [position] in the stream of the group
   */
  hear(sender, n, position) {
    const at = `post ${n} of ${sender} at ${position?.offset ?? 'no offset'}`;
    if (position) this.#moveTo(position, at);
    let stream = this.#streams.get(sender);
    if (!stream) this.#streams.set(sender, (stream = { next: 0, missing: new Set(), late: [] }));
    if (n >= stream.next) {
      for (let skipped = stream.next; skipped < n; skipped++) stream.missing.add(skipped);
      stream.next = n + 1;
    } else if (stream.missing.delete(n)) {
      stream.late.push(n);
    } else {
      this.#complain(`${at}: for the second time`);
    }
  }

  /** The number of the next post of a member, if none is missing. @param {string} sender */
  next(sender) {
    return this.#streams.get(sender)?.next ?? 0;
  }

  /** @returns {Heard} */
  account() {
    const streams = Array.from(this.#streams, ([sender, { next, missing, late }]) => [sender, { next, missing: [...missing], late }]);
    return {
      streams: Object.fromEntries(streams),
      complaints: this.#complaints,
      complaintCount: this.#complaintCount,
    };
  }

  /** @param {{ epoch: string, offset: number }} position @param {string} at */
  #moveTo({ epoch, offset }, at) {
    if (this.#epoch && this.#epoch !== epoch) this.#complain(`${at}: another epoch`);
    if (offset <= this.#offset) this.#complain(`${at}: after ${this.#offset}`);
    this.#epoch = epoch;
    this.#offset = offset;
  }

  /** @param {string} text */
  #complain(text) {
    if (this.#complaintCount++ < WORDS) this.#complaints.push(text);
  }
}

/**
 * What is wrong, in words; nothing where all is well:
 * - each post that was acknowledged was heard by every listener once, in the order of its sender
 * - none that was rejected as never sent or refused was heard
 * - of those that nobody knows about, all heard the same
 * @param {Map<string, Posted>} senders
 * @param {Map<string, Heard>} listeners all of whom ought to hear every sender
 * @returns {string[]}
 */
export function faultsIn(senders, listeners) {
  /** @type {string[]} */
  const faults = [];
  for (const [name, { complaints, complaintCount }] of listeners) {
    faults.push(...complaints.map((text) => `${name} heard ${text}`));
    const more = complaintCount - complaints.length;
    if (more > 0) faults.push(`${name} heard ${more} more that are wrong`);
  }
  for (const [sender, posted] of senders) {
    const settled = posted.acknowledged + posted.unsure.length + posted.denied.length;
    if (settled !== posted.count) faults.push(`${posted.count - settled} of ${posted.count} posts of ${sender} never settled`);
    const all = Array.from(listeners, ([name, { streams }]) => judge(name, sender, posted, streams[sender]));
    faults.push(...all.flatMap((judged) => judged.faults));
    const different = new Set(all.map(({ unheard }) => unheard.join()));
    if (different.size > 1) faults.push(`different posts of ${sender} were heard`);
  }
  return faults;
}

/**
 * @param {string} member
 * @param {string} sender
 * @param {Posted} posted
 * @param {Stream} [stream]
 */
function judge(member, sender, posted, { next, missing, late } = { next: 0, missing: [], late: [] }) {
  const [unsure, denied] = [new Set(posted.unsure), new Set(posted.denied)];
  const tail = Array.from({ length: posted.count - next }, (_, at) => next + at);
  const unheard = [...missing, ...tail].sort((a, b) => a - b);
  const lost = unheard.filter((n) => !unsure.has(n) && !denied.has(n));
  const absent = new Set(unheard);
  const phantoms = posted.denied.filter((n) => !absent.has(n));
  const disordered = late.filter((n) => !unsure.has(n));
  const faults = [
    ...told(lost, `posts of ${sender} that were acknowledged never came to ${member}`),
    ...told(phantoms, `posts of ${sender} that were rejected as never sent or refused came to ${member}`),
    ...told(disordered, `posts of ${sender} came to ${member} after later ones`),
  ];
  return { faults, unheard };
}

/** @param {number[]} list @param {string} what */
function told(list, what) {
  return list.length > 0 ? [`${list.length} ${what}: ${list.slice(0, 8).join(', ')}`] : [];
}

// @ts-check
// Where the scenarios are played: one server for all, and for each a proxy in front of it, a client in a process of its own, and
// somebody else who is connected directly and sees what the server does.

import { randomUUID } from 'node:crypto';
import { ROOM_MESSAGES } from '../ddp-clients/clients/client.mjs';
import { ddpJs } from '../ddp-clients/clients/ddp-js.mjs';
import { openWorld } from '../ddp-clients/world.mjs';
import { expect, shortly } from '../faults/accounts.mjs';
import { startProxy } from '../faults/proxy.mjs';
import { until } from '../support/index.mjs';
import { PATIENCE, Subject } from './subject.mjs';

/** @typedef {import('./clients.mjs').Entrant} Entrant */
/** @typedef {import('../faults/stage.mjs').Row} Row */

/**
 * A fault, and what a user expects all the same.
 * @typedef {object} Scenario
 * @property {string} key
 * @property {string} id as in docs/SPEC.md
 * @property {string} name
 * @property {string} expects in one line
 * @property {true} [logins] it makes no sense for a client that has no logins
 * @property {Partial<import('./clients.mjs').Tempo>} [tempo]
 * @property {(scene: Scene) => Promise<void>} run throws where the expectation is not met
 */

/** How long a client may take to be back, once it can: longer than the longest delay of one of them, ten seconds. */
const BACK = 15_000;

/** The scenarios are about faults, not about limits. */
const FLAGS = ['--test-methods', '--ddp-rate', '0', '--frames-per-second', '0', '--connections-per-user', '0'];

export class Scene {
  /**
   * @param {Entrant} entrant
   * @param {import('../faults/proxy.mjs').FaultProxy} proxy
   * @param {Subject} subject
   * @param {import('./clients.mjs').Tempo} tempo
   * @param {{ bob: import('../ddp-clients/clients/client.mjs').Peer, rid: string, messages: import('../support/wait.mjs').Inbox<any> }} room
   */
  constructor(entrant, proxy, subject, tempo, { bob, rid, messages }) {
    this.entrant = entrant;
    this.proxy = proxy;
    this.subject = subject;
    this.tempo = tempo;
    this.bob = bob;
    this.rid = rid;
    /** All messages of the room, as somebody else gets them. */
    this.messages = messages;
  }

  /** Asks the client to connect, by way of the proxy. */
  connect() {
    return this.subject.ask('connect', `http://${this.proxy.host}`, this.tempo);
  }

  /** The client is connected, and nobody's. */
  async connected() {
    await this.subject.must('connect', `http://${this.proxy.host}`, this.tempo);
  }

  /** The client is connected, and alice's. @returns {Promise<{ id: string, token: string }>} */
  async loggedIn() {
    await this.connected();
    return this.subject.must('logIn', 'alice', 'secret');
  }

  /** How many subscriptions the server has for the client to the messages of a room. */
  async subscribed(rid = this.rid) {
    const all = await this.bob.call('test:subscriptions');
    const ofRoom = all.filter((/** @type {any} */ { name, params }) => name === ROOM_MESSAGES && params[0] === rid).length;
    return rid === this.rid ? ofRoom - 1 : ofRoom;
  }

  /** Until the server has so many of them. @param {number} count */
  async untilSubscribed(count) {
    let there = 0;
    const enough = async () => (there = await this.subscribed()) === count;
    const isEnough = await until(enough, BACK).catch(() => false);
    expect(isEnough, `the server has ${there} subscription(s) of it, not ${count}`);
  }

  /** Somebody else writes in the room; gives the text. */
  async write() {
    const msg = randomUUID();
    await this.bob.call('sendMessage', { rid: this.rid, msg });
    return msg;
  }

  /** Until the client has got what somebody else writes now, and no more than once for each of its subscriptions. */
  async hears() {
    const msg = await this.write();
    await this.subject.heard.first((one) => one.msg === msg);
    await this.settled();
    const got = this.subject.gotBy(msg);
    expect(got.length === new Set(got).size, `one message arrives ${got.length} times`);
  }

  /** Until all that the server had sent to the client has arrived: a call is answered after it. */
  async settled() {
    await this.subject.must('call', 'echo', 'all is here');
  }

  /** The connection is gone, no other one succeeds until the proxy heals, and the client knows that. */
  async cutOff() {
    this.proxy.treatment = 'reset';
    const lost = this.subject.ask('lost');
    this.proxy.kill();
    await lost;
  }

  /** Until something that was begun has come to the server's side of the proxy. @template T @param {() => Promise<T>} action */
  async underWay(action) {
    const bytes = () => [...this.proxy.links].reduce((sum, { up }) => sum + up.bytes, 0);
    const before = bytes();
    const outcome = action();
    await until(() => bytes() > before, undefined, 'bytes on their way to the server');
    return { outcome };
  }

  /**
   * Until the client is connected again: a call is answered by the server as this.
   * @param {string | null} [user] as whom; undefined: as anybody
   */
  async back(user) {
    await this.proxy.dialled(2, BACK);
    /** @type {unknown} */
    let seen;
    const asUser = async () => {
      const { value, error, pending } = await this.subject.ask('call', 'whoami');
      seen = pending ? 'no answer' : (error?.message ?? (value === null ? 'nobody' : 'the user'));
      return !error && !pending && (user === undefined || value === user);
    };
    const isBack = await until(asUser, BACK).catch(() => false);
    expect(isBack, user === undefined ? `it does not come back: ${seen}` : `it comes back, but a call is made as ${seen}`);
  }

  /** Who the client says is logged in is who its calls are made as; where none is answered any more, nobody. */
  async agreed() {
    /** @type {{ said?: string | null, served?: string | null }} */
    let last = {};
    const agree = async () => {
      const { value } = await this.subject.ask('call', 'whoami');
      last = { said: await this.subject.must('user'), served: value };
      return last.said === last.served;
    };
    const isAgreed = await until(agree, PATIENCE).catch(() => last.said === null && last.served === undefined);
    this.expectSound();
    expect(isAgreed, 'it passes for logged in, and its calls are not made as the user');
  }

  /** The client has neither ended its process nor left a rejection that nobody can handle. */
  expectSound() {
    const { crashed, unhandled } = this.subject;
    expect(!crashed, 'it crashes the process');
    expect(unhandled.length === 0, `unhandled rejection: ${unhandled[0]}`);
  }
}

/** Opens a stage on which scenarios can be played, several at a time. @param {import('../ddp-clients/world.mjs').Dialect} dialect */
export async function openStage(dialect) {
  const world = await openWorld({ dialect, flags: FLAGS });
  const port = Number(new URL(world.server.base).port);

  /** Rejects where it disappoints. @param {Scenario} scenario @param {Entrant} entrant */
  async function play(scenario, entrant) {
    const bob = await world.enter(ddpJs, 'bob');
    const [{ rid }] = await bob.call('createChannel', `room-${randomUUID()}`, ['alice'], false);
    const { messages } = await bob.subscribe(rid);
    const proxy = await startProxy({ port });
    const subject = new Subject(entrant.client.name);
    const scene = new Scene(entrant, proxy, subject, { soon: true, ...scenario.tempo }, { bob, rid, messages });
    try {
      await subject.begun();
      await scenario.run(scene);
      scene.expectSound();
    } catch (error) {
      // That is why, whatever the scenario was waiting for.
      if (subject.crashed) scene.expectSound();
      throw error;
    } finally {
      await subject.end();
      await proxy.close();
      await bob.close();
    }
  }

  return {
    play,
    /** Plays a scenario, and tells how it ended, whatever comes. @param {Scenario} scenario @param {Entrant} entrant @returns {Promise<Row>} */
    async row(scenario, entrant) {
      const row = { scenario: scenario.name, client: entrant.client.name };
      if (scenario.logins && !entrant.user) return { ...row, result: 'n/a', note: 'it has no logins of its own' };
      try {
        await play(scenario, entrant);
        return { ...row, result: 'ok', note: '' };
      } catch (error) {
        return { ...row, result: 'fail', note: shortly(error) };
      }
    },
    close: () => world.close(),
  };
}

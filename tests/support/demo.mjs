// @ts-check
// A visitor of the demo: what one does with its page and what one sees there.

import { join } from 'node:path';
import { watchErrors } from './browser.mjs';
import { root } from './places.mjs';
import { DEADLINE, until } from './wait.mjs';

/** The built demo: the environment's GROUPWIRE_DEMO_DIR, else where Vite builds it. */
export const demoDir = process.env.GROUPWIRE_DEMO_DIR ?? join(root, 'www', 'dist');

/** A pattern for the whole of a text, whatever is in it. @param {string} text */
export const exactly = (text) => new RegExp(`^\\s*${text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}\\s*$`);

export class Visitor {
  /**
   * @param {import("playwright-core").Page} page
   * @param {string} name
   */
  constructor(page, name) {
    this.page = page;
    this.name = name;
    this.errors = watchErrors(page);
    page.setDefaultTimeout(DEADLINE);
  }

  /**
   * Opens the demo in a context of its own, or in another tab of `context`.
   * @param {import("playwright-core").Browser} browser
   * @param {string} url
   * @param {string} name
   * @param {import("playwright-core").BrowserContextOptions & { context?: import("playwright-core").BrowserContext }} [options]
   */
  static async open(browser, url, name, { context, ...options } = {}) {
    const page = await (context ?? (await browser.newContext(options))).newPage();
    const visitor = new Visitor(page, name);
    await page.goto(url);
    return visitor;
  }

  /**
   * Fills in the form of the welcome page and is in the group.
   * @param {string} [group] default: the one that is filled in
   */
  async enter(group) {
    await this.page.fill('#first-name', this.name);
    if (group !== undefined) await this.page.fill('#first-group', group);
    const joined = group ?? (await this.page.inputValue('#first-group'));
    await this.page.click('#join-first button');
    await this.inGroup(joined);
    return this;
  }

  /** Until the page shows that it is in the group and that the server knows. @param {string} group */
  async inGroup(group) {
    await this.page.locator('#chat-title', { hasText: exactly(group) }).waitFor();
    await this.page.locator('#member-list .me').waitFor({ state: 'attached' });
  }

  /** @param {string} text */
  async pill(text) {
    await this.page.locator('#pill-text', { hasText: exactly(text) }).waitFor();
  }

  /** Writes to whom the form is set to. @param {string} text */
  async say(text) {
    await this.page.fill('#text', text);
    await this.page.press('#text', 'Enter');
  }

  /** Sets the form to a private message to a member. @param {string} name */
  async whisperTo(name) {
    await this.member(name).locator('button').click();
    await this.page.locator('#private-name', { hasText: exactly(name) }).waitFor();
  }

  /** The members with this name. @param {string} name */
  member(name) {
    const person = this.page.locator('.person', { hasText: exactly(name) });
    return this.page.locator('#member-list .member').filter({ has: person });
  }

  /** Until exactly these members are listed. @param {string[]} names */
  async sees(...names) {
    const wanted = [...names].sort().join();
    /** @type {string[]} */
    let there = [];
    const look = async () => {
      there = await this.page.locator('#member-list .person').allTextContents();
      return [...there].sort().join() === wanted;
    };
    await until(look, DEADLINE, `${this.name} to see ${wanted}`).catch((error) => {
      throw new Error(`${error.message}; there are ${there.sort().join()}`, { cause: error });
    });
  }

  /** The messages whose text is exactly this. @param {string} text */
  message(text) {
    const bubble = this.page.locator('.bubble', { hasText: exactly(text) });
    return this.page.locator('#messages .message').filter({ has: bubble });
  }

  /** Until the message is there; its row. @param {string} text */
  async hears(text) {
    const message = this.message(text);
    await message.first().waitFor({ state: 'attached' });
    return message;
  }

  /** Until a line about presence is there. @param {string} text */
  async notices(text) {
    await this.page
      .locator('#messages .notice', { hasText: exactly(text) })
      .first()
      .waitFor({ state: 'attached' });
  }

  /** The listed groups with their numbers of connections. @returns {Promise<Record<string, number>>} */
  async groups() {
    const rows = this.page.locator('#group-list .row');
    const entries = await rows.evaluateAll((found) =>
      found.map((row) => [
        row.querySelector('.row-name')?.textContent ?? '',
        Number(row.querySelector('.badge')?.textContent),
      ]),
    );
    return Object.fromEntries(entries);
  }

  /**
   * Until the list of groups is exactly this.
   * @param {Record<string, number>} wanted
   */
  async listsGroups(wanted) {
    const order = (/** @type {Record<string, number>} */ groups) => JSON.stringify(Object.entries(groups).sort());
    let there = {};
    const look = async () => order((there = await this.groups())) === order(wanted);
    await until(look, DEADLINE, `${this.name} to list ${order(wanted)}`).catch((error) => {
      throw new Error(`${error.message}; there are ${order(there)}`, { cause: error });
    });
  }

  /** The last call and its answer, once it is answered. @param {string} call the beginning of its code */
  async lastCall(call) {
    const box = this.page.locator("#last-call:not([data-state='pending'])");
    await box.filter({ has: this.page.locator('.call', { hasText: call }) }).waitFor();
    return { code: await box.locator('.call').innerText(), answer: await box.locator('.answer').innerText() };
  }

  /** The callback's objects as the log shows them. @returns {Promise<any[]>} */
  async events() {
    const texts = await this.page.locator('#log .whole').allTextContents();
    return texts.map((text) => JSON.parse(text));
  }

  async leavePage() {
    await this.page.close();
  }
}

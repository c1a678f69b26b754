// @ts-check
// A user of the demo's Rocket.Chat page: what one does there and what one sees.

import { exactly } from '../support/demo.mjs';
import { watchErrors } from '../support/index.mjs';
import { DEADLINE } from '../support/wait.mjs';

export class Member {
  /** @param {import('playwright-core').Page} page @param {string} username */
  constructor(page, username) {
    this.page = page;
    this.username = username;
    this.errors = watchErrors(page);
    page.setDefaultTimeout(DEADLINE);
  }

  /**
   * Opens the page in a context of its own.
   * @param {import('playwright-core').Browser} browser
   * @param {string} base the server's address
   * @param {string} username
   * @param {import('playwright-core').BrowserContextOptions} [options]
   */
  static async open(browser, base, username, options) {
    const member = new Member(await (await browser.newContext(options)).newPage(), username);
    await member.page.goto(`${base}/rocketchat/`);
    return member;
  }

  /** Fills in the form and sends it. @param {string} password */
  async offer(password) {
    await this.page.fill('#user', this.username);
    await this.page.fill('#password', password);
    await this.page.click('#login button');
  }

  /** Logs in. @param {string} password */
  async logIn(password) {
    await this.offer(password);
    await this.isIn();
    return this;
  }

  /** Until the page shows who is logged in. */
  async isIn() {
    await this.page.locator('#me', { hasText: this.username }).waitFor();
    await this.pill('online');
  }

  /** Makes a channel and is in it. @param {string} name */
  async make(name) {
    await this.page.fill('#room', name);
    await this.page.click('#create');
    await this.inRoom(name);
  }

  /** Joins a channel. @param {string} name */
  async join(name) {
    await this.page.fill('#room', name);
    await this.page.press('#room', 'Enter');
    await this.inRoom(name);
  }

  /** Until the room is open and it is known who is in it. @param {string} name */
  async inRoom(name) {
    await this.page.locator('#chat-title', { hasText: name }).waitFor();
    await this.page.locator('#member-list .me').waitFor({ state: 'attached' });
  }

  /** @param {string} text */
  async say(text) {
    await this.page.fill('#text', text);
    await this.page.press('#text', 'Enter');
  }

  /** The messages with this text. @param {string} text */
  message(text) {
    const bubble = this.page.locator('.bubble').filter({ hasText: exactly(text) });
    return this.page.locator('#messages .message').filter({ has: bubble });
  }

  /** Until the message is there; its row. @param {string} text */
  async hears(text) {
    const message = this.message(text);
    await message.waitFor({ state: 'attached' });
    return message;
  }

  /** Until a line that nobody wrote is there. @param {string} text */
  async notices(text) {
    await this.page.locator('#messages .notice', { hasText: text }).first().waitFor({ state: 'attached' });
  }

  /** Until a user of the room is this present. @param {string} username @param {string} status */
  async seesPresence(username, status) {
    const member = this.page.locator('#member-list .member').filter({ has: this.page.locator('.person', { hasText: username }) });
    await member.locator(`.presence.${status}`).waitFor({ state: 'attached' });
  }

  /** A room in the list. @param {string} name */
  room(name) {
    return this.page.locator('#room-list .row').filter({ has: this.page.locator('.row-name', { hasText: name }) });
  }

  /** @param {string} text */
  async pill(text) {
    await this.page.locator('#pill-text', { hasText: text }).waitFor();
  }
}

// @ts-check
// npm run screenshot: the pictures of the demo in docs/.
//   --no-build   take what is built
//   --out DIR    another folder than docs

import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import WebSocket from 'ws';
import { demoDir, Visitor } from '../tests/support/demo.mjs';
import { claims, launchBrowser, signToken, startServer } from '../tests/support/index.mjs';
import { buildAll } from './lib/build.mjs';
import { root } from './lib/paths.mjs';
import { main, say, step } from './lib/report.mjs';
import { CommandError } from './lib/run.mjs';

const SECRET = 'only for the picture';
const LARGEST = 300_000;

// The same people, ids and time of day in every picture.
const TIME = new Date('2026-03-12T10:24:30Z');
const ADA = { name: 'Ada', id: '5b3e0a51-7d42-4c1e-9a6f-20c8f1d7b9e4' };
const GRACE = { name: 'Grace', id: '9f27c6d8-03ab-4e95-b1d4-6ce05a8274f3' };
const LINUS = { name: 'Linus', id: 'c0418e7b-52f9-4a36-8d0c-b7713e49da58' };

/** Groups that others are in. */
const ELSEWHERE = { 'design-review': 4, 'release-42': 3, standup: 7, 'watch-party': 12 };

/** @param {string} user */
const tokenOf = (user) => signToken(claims(user, {}, 10 * 365 * 86_400), SECRET);

/**
 * Fills groups with people who only sit there.
 * @param {string} wsUrl
 */
function fillGroups(wsUrl) {
  return Object.entries(ELSEWHERE).flatMap(([group, count]) =>
    Array.from({ length: count }, () => {
      const socket = new WebSocket(`${wsUrl}?token=${tokenOf(crypto.randomUUID())}`);
      socket.once('open', () => socket.send(JSON.stringify({ action: 'joinRoom', rid: group })));
      return socket;
    }),
  );
}

/**
 * @param {import('playwright-core').Browser} browser
 * @param {string} base
 * @param {{ name: string, id: string }} person
 * @param {'light' | 'dark'} colorScheme
 */
async function open(browser, base, { name, id }, colorScheme) {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    colorScheme,
    reducedMotion: 'reduce',
    locale: 'en-GB',
    timezoneId: 'UTC',
  });
  await context.clock.setFixedTime(TIME);
  await context.route('**/guest', (route) => route.fulfill({ json: { token: tokenOf(id), user_id: id } }));
  return await (await Visitor.open(browser, base, name, { context })).enter('lobby');
}

/**
 * @param {import('playwright-core').Browser} browser
 * @param {string} base
 * @param {'light' | 'dark'} colorScheme
 * @param {string} file
 */
async function picture(browser, base, colorScheme, file) {
  const ada = await open(browser, base, ADA, colorScheme);
  const grace = await open(browser, base, GRACE, colorScheme);
  await ada.sees('Ada', 'Grace');
  await grace.sees('Ada', 'Grace');

  /** @param {Visitor} who @param {string} text @param {Visitor[]} others */
  const talk = async (who, text, ...others) => {
    await who.say(text);
    for (const each of [who, ...others]) await each.hears(text);
  };
  await talk(grace, 'Is anybody here yet?', ada);
  await talk(ada, 'Since a minute ago. My tab joined with one call.', grace);
  const linus = await open(browser, base, LINUS, colorScheme);
  await ada.sees('Ada', 'Grace', 'Linus');
  await grace.sees('Ada', 'Grace', 'Linus');
  await ada.notices('Linus joined');
  await talk(linus, 'I see both of you in the list.', ada, grace);
  await talk(linus, 'And every event in the log: 100% plain JSON.', ada, grace);
  await grace.whisperTo('Ada');
  await talk(grace, 'Shall we show him the private messages?', ada);
  await talk(ada, 'Six functions, and we have a chat.', grace, linus);

  await ada.listsGroups({ ...ELSEWHERE, lobby: 3 });
  await ada.lastCall("await postRealtime(event, 'lobby')");
  // The picture is of the page, not of its cursor.
  await ada.page.evaluate(() => /** @type {HTMLElement | null} */ (document.activeElement)?.blur());
  await ada.page.screenshot({ path: file });
  await Promise.all([ada, grace, linus].map(({ page }) => page.context().close()));
}

await main(async () => {
  const { values } = parseArgs({ options: { 'no-build': { type: 'boolean' }, out: { type: 'string' } } });
  if (!values['no-build']) await buildAll();
  const out = values.out ?? join(root, 'docs');
  mkdirSync(out, { recursive: true });

  const server = await startServer({ demoDir, env: { GROUPWIRE_HS256_SECRET: SECRET } });
  const browser = await launchBrowser();
  const others = fillGroups(server.wsUrl);
  try {
    for (const scheme of /** @type {const} */ (['light', 'dark'])) {
      const file = join(out, scheme === 'light' ? 'demo.png' : 'demo-dark.png');
      await step(`picture in ${scheme}`, () => picture(browser, server.base, scheme, file));
      const { size } = statSync(file);
      say(`  ${file}: ${Math.round(size / 1000)} KB`);
      if (size > LARGEST) throw new CommandError(`${file} has more than ${LARGEST / 1000} KB`);
    }
  } finally {
    for (const socket of others) socket.terminate();
    await browser.close();
    await server.stop();
  }
});

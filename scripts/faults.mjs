// @ts-check
// npm run faults: plays every fault with every client, prints what became of it, and writes docs/FAULTS.md.
//   --json             one row a line on stdout instead of the table: {"scenario","client","result","note"}
//   --only SCENARIO    only those with this id (W12), or with these words in their name; writes no file
//   --client NAME      only this client; writes no file
//   --table NAME       only this table of the two: groupwire, rocketchat; keeps the other as it is in the file
//   --no-build         take what is built

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { entrants } from '../tests/ddp-faults/clients.mjs';
import { scenarios as ddpScenarios } from '../tests/ddp-faults/scenarios/index.mjs';
import { openStage as openDdpStage } from '../tests/ddp-faults/stage.mjs';
import { clients } from '../tests/faults/clients/index.mjs';
import { scenarios } from '../tests/faults/scenarios/index.mjs';
import { openStage } from '../tests/faults/stage.mjs';
import { buildAll } from './lib/build.mjs';
import { root, serverBinary } from './lib/paths.mjs';
import { main, say } from './lib/report.mjs';
import { CommandError } from './lib/run.mjs';
import { browserEnv, purposes, setUp } from './lib/setup.mjs';

/** @typedef {import('../tests/faults/stage.mjs').Row} Row */

/**
 * Scenarios and the clients that are put to them.
 * @typedef {object} Table
 * @property {string} name
 * @property {string} title
 * @property {string} about
 * @property {readonly { id: string, name: string, expects: string }[]} scenarios
 * @property {readonly { name: string, about: string }[]} players
 * @property {() => Promise<{ row: (scenario: any, player: any) => Promise<Row>, close: () => Promise<void> }>} open
 */

/** How many are played at a time: most of the time of a scenario is waiting. */
const AT_A_TIME = 4;

const FILE = join(root, 'docs/FAULTS.md');

/** @type {Table[]} */
const tables = [
  {
    name: 'groupwire',
    title: 'Faults',
    about: `What clients make of what networks, servers and browsers do to them: each client in Chromium, a proxy that breaks its
connection on demand, and its real server. \`ok\`: what a user expects is what happens; \`fail\`: it is not, as the note says;
\`n/a\`: the client has no feature that the scenario is about. The scenarios are in \`tests/faults/scenarios\`.`,
    scenarios,
    players: clients,
    open: openStage,
  },
  {
    name: 'rocketchat',
    title: 'Faults over Rocket.Chat',
    about: `What clients of the Rocket.Chat Realtime API make of the same: each in a process of Node, and groupwire-server, which
behaves as Meteor does. The scenarios are in \`tests/ddp-faults/scenarios\`.`,
    scenarios: ddpScenarios,
    players: entrants.map((entrant) => ({ ...entrant, name: entrant.client.name })),
    open: () => openDdpStage('meteor'),
  },
];

await main(async () => {
  const { values } = parseArgs({
    options: {
      json: { type: 'boolean' },
      only: { type: 'string' },
      client: { type: 'string' },
      table: { type: 'string' },
      'no-build': { type: 'boolean' },
    },
  });
  const { only, client } = values;
  const chosen = tables.filter(({ name }) => !values.table || name === values.table).map((table) => ({
    ...table,
    scenarios: table.scenarios.filter(({ id, name }) => !only || id === only || name.includes(only)),
    players: table.players.filter(({ name }) => !client || name === client),
  }));
  if (chosen.length === 0) throw new CommandError(`no table is called '${values.table}': there are ${names(tables)}`);
  if (chosen.every(({ scenarios }) => scenarios.length === 0)) throw new CommandError(`no scenario is called '${only}'`);
  if (chosen.every(({ players }) => players.length === 0)) throw new CommandError(`there is no client '${client}': there are ${names(tables.flatMap(({ players }) => players))}`);

  await setUp([...purposes.bench, 'ddp-clients']);
  if (!values['no-build']) await buildAll(['sdk', 'server']);
  Object.assign(process.env, browserEnv(), { GROUPWIRE_SERVER: process.env.GROUPWIRE_SERVER ?? serverBinary });

  const isWhole = !only && !client;
  for (const table of chosen) {
    if (table.scenarios.length === 0 || table.players.length === 0) continue;
    const rows = await playAll(table);
    if (values.json) for (const row of rows) console.log(JSON.stringify(row));
    else console.log(overview(rows, table));
    if (isWhole) writeFileSync(FILE, withSection(readFileSync(FILE, 'utf8'), table, section(rows, table)));
    if (rows.some((row) => row.client === 'groupwire' && row.result !== 'ok')) process.exitCode = 1;
  }
});

/** @param {Table} table @returns {Promise<Row[]>} in the order of the scenarios */
async function playAll({ scenarios, players, open }) {
  const jobs = scenarios.flatMap((scenario) => players.map((player) => /** @type {const} */ ([scenario, player])));
  /** @type {Row[]} */
  const rows = [];
  const stage = await open();
  const turns = jobs.entries();
  const work = async () => {
    for (const [at, job] of turns) {
      const row = await stage.row(...job);
      rows[at] = row;
      say(`${row.result.padEnd(4)} ${row.client}: ${row.scenario}${row.note && ` (${row.note})`}`);
    }
  };
  try {
    await Promise.all(Array.from({ length: AT_A_TIME }, work));
  } finally {
    await stage.close();
  }
  return rows;
}

/** @param {readonly { name: string }[]} list */
function names(list) {
  return list.map(({ name }) => name).join(', ');
}

/** @param {Row[]} rows @param {string} scenario @param {string} client */
function resultOf(rows, scenario, client) {
  return rows.find((row) => row.scenario === scenario && row.client === client)?.result ?? '';
}

/**
 * For the terminal.
 * @param {Row[]} rows
 * @param {Table} table
 */
function overview(rows, { players }) {
  const told = [...new Set(rows.map(({ scenario }) => scenario))];
  const width = Math.max(...told.map((name) => name.length));
  const lines = told.map((name) =>
    [name.padEnd(width), ...players.map((client) => resultOf(rows, name, client.name).padEnd(client.name.length))].join('  '),
  );
  const sums = players.map(({ name }) => {
    const count = (/** @type {string} */ result) => rows.filter((row) => row.client === name && row.result === result).length;
    return `${name}: ${count('ok')} ok, ${count('fail')} fail, ${count('n/a')} n/a`;
  });
  return ['', ['scenario'.padEnd(width), ...players.map(({ name }) => name)].join('  '), ...lines, '', ...sums].join('\n');
}

/** A table in docs/FAULTS.md. @param {Row[]} rows @param {Table} table */
function section(rows, { title, about, scenarios, players }) {
  const header = ['', 'scenario', 'what its user expects', ...players.map(({ name }) => name)];
  const body = scenarios.map(({ id, name, expects }) => [
    id,
    name,
    expects,
    ...players.map((player) => resultOf(rows, name, player.name)),
  ]);
  const line = (/** @type {string[]} */ cells) => `| ${cells.join(' | ')} |`;
  const notes = scenarios.flatMap(({ id, name }) =>
    rows.filter((row) => row.scenario === name && row.note).map(({ client, result, note }) => `- ${id}, ${client}, ${result}: ${note}`),
  );
  return `# ${title}

${about}

${players.map(({ name, about }) => `- **${name}**: ${about}.`).join('\n')}

${[line(header), line(header.map(() => '---')), ...body.map(line)].join('\n')}

## Notes

${notes.join('\n') || 'None.'}
`;
}

/** The text of the file with a table in place of the former one. @param {string} text @param {Table} table @param {string} made */
function withSection(text, table, made) {
  const former = text.split(/^(?=# )/m);
  const of = (/** @type {Table} */ one) => former.find((part) => part.startsWith(`# ${one.title}\n`));
  const parts = tables.flatMap((one) => (one.name === table.name ? made : (of(one) ?? [])));
  return `<!-- Written by \`npm run faults\`. Do not edit. -->\n\n${parts.map((part) => part.trimEnd()).join('\n\n')}\n`;
}

// @ts-check
// npm run faults: plays every fault with every client, prints what became of it, and writes docs/FAULTS.md.
//   --json             one row a line on stdout instead of the table: {"scenario","client","result","note"}
//   --only SCENARIO    only those with this id (W12), or with these words in their name; writes no file
//   --client NAME      only this client; writes no file
//   --no-build         take what is built

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { clients } from '../tests/faults/clients/index.mjs';
import { scenarios } from '../tests/faults/scenarios/index.mjs';
import { openStage } from '../tests/faults/stage.mjs';
import { buildAll } from './lib/build.mjs';
import { root, serverBinary } from './lib/paths.mjs';
import { main, say } from './lib/report.mjs';
import { CommandError } from './lib/run.mjs';
import { browserEnv, purposes, setUp } from './lib/setup.mjs';

/** @typedef {import('../tests/faults/stage.mjs').Row} Row */

/** How many are played at a time: most of the time of a scenario is waiting. */
const AT_A_TIME = 4;

await main(async () => {
  const { values } = parseArgs({
    options: {
      json: { type: 'boolean' },
      only: { type: 'string' },
      client: { type: 'string' },
      'no-build': { type: 'boolean' },
    },
  });
  const { only, client } = values;
  const chosen = scenarios.filter(({ id, name }) => !only || id === only || name.includes(only));
  const players = clients.filter(({ name }) => !client || name === client);
  if (chosen.length === 0) throw new CommandError(`no scenario is called '${only}'`);
  if (players.length === 0) throw new CommandError(`there is no client '${client}': there are ${names(clients)}`);

  await setUp(purposes.bench);
  if (!values['no-build']) await buildAll(['sdk', 'server']);
  Object.assign(process.env, browserEnv(), { GROUPWIRE_SERVER: process.env.GROUPWIRE_SERVER ?? serverBinary });

  const rows = await playAll(chosen, players);
  if (values.json) for (const row of rows) console.log(JSON.stringify(row));
  else console.log(table(rows, players));
  if (!only && !client) writeFileSync(join(root, 'docs/FAULTS.md'), page(rows));
  if (rows.some((row) => row.client === 'groupwire' && row.result !== 'ok')) process.exitCode = 1;
});

/**
 * @param {readonly import('../tests/faults/stage.mjs').Scenario[]} chosen
 * @param {readonly import('../tests/faults/clients/index.mjs').Client[]} players
 * @returns {Promise<Row[]>} in the order of the scenarios
 */
async function playAll(chosen, players) {
  const jobs = chosen.flatMap((scenario) => players.map((client) => /** @type {const} */ ([scenario, client])));
  /** @type {Row[]} */
  const rows = [];
  const stage = await openStage();
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
 * @param {readonly { name: string }[]} players
 */
function table(rows, players) {
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

/** docs/FAULTS.md. @param {Row[]} rows */
function page(rows) {
  const header = ['', 'scenario', 'what its user expects', ...clients.map(({ name }) => name)];
  const body = scenarios.map(({ id, name, expects }) => [
    id,
    name,
    expects,
    ...clients.map((client) => resultOf(rows, name, client.name)),
  ]);
  const line = (/** @type {string[]} */ cells) => `| ${cells.join(' | ')} |`;
  const notes = scenarios.flatMap(({ id, name }) =>
    rows.filter((row) => row.scenario === name && row.note).map(({ client, result, note }) => `- ${id}, ${client}, ${result}: ${note}`),
  );
  return `<!-- Written by \`npm run faults\`. Do not edit. -->

# Faults

What clients make of what networks, servers and browsers do to them: each client in Chromium, a proxy that breaks its
connection on demand, and its real server. \`ok\`: what a user expects is what happens; \`fail\`: it is not, as the note says;
\`n/a\`: the client has no feature that the scenario is about. The scenarios are in \`tests/faults/scenarios\`.

${clients.map(({ name, about }) => `- **${name}**: ${about}.`).join('\n')}

${[line(header), line(header.map(() => '---')), ...body.map(line)].join('\n')}

## Notes

${notes.join('\n') || 'None.'}
`;
}

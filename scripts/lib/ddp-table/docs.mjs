// @ts-check
// The tables of docs/ROCKETCHAT.md.

import { readRest } from './routes.mjs';

/** @typedef {import('./read.mjs').Row} Row */

/**
 * What stands between the marks of the page.
 * @param {import('./read.mjs').Section[]} methods
 * @param {import('./read.mjs').Stream[]} streams
 */
export const tables = (methods, streams) => ({
  methods: methods.map(methodsTable).join('\n\n'),
  streams: streams.map(streamTable).join('\n\n'),
});

/**
 * The page with its tables as they are now: each stands between `<!-- NAME -->` and `<!-- end of NAME -->`.
 * @param {string} page
 * @param {Record<string, string>} texts by name
 */
export function filledIn(page, texts) {
  for (const [name, text] of Object.entries(texts)) {
    const place = new RegExp(`(<!-- ${name} -->\n)[^]*(<!-- end of ${name} -->)`);
    if (!place.test(page)) throw new Error(`the page has no place for ${name}`);
    page = page.replace(place, (_, begin, end) => `${begin}\n${text}\n\n${end}`);
  }
  return page;
}

/** @param {import('./read.mjs').Section} section */
const methodsTable = ({ title, rows }) => `### ${title}

| call and result | | status | over REST |
|---|---|---|---|
${rows.map(methodRow).join('\n')}`;

/** @param {Row} row */
function methodRow(row) {
  const result = row.result.replace(/^Promise<(.*)>$/, '$1');
  const call = code(`${row.name}(${row.signature})`) + (result === 'void' ? '' : ` → ${code(result)}`);
  return cells(call, row.doc, row.tags.status, restCell(row));
}

/** @param {Row} row */
function restCell(row) {
  const { verdict, http, path, other, request, result, by } = readRest(row);
  const { lacks, instead } = row.tags;
  const use = instead ? `; instead: ${instead}` : '';
  if (verdict === 'none') return `none${use}`;
  const paths = other ? `${code(`${http} ${path}`)}, or ${code(other.path)} if ${code(other.when)}` : code(`${http} ${path}`);
  if (verdict === 'WRONG') return `**WRONG** ${paths}: ${lacks}${use}`;
  const sent = request ? ` ${code(`{${request}}`)}` : '';
  const given = result && result !== 'nothing' ? ` → ${code(result)}` : by ? ', by id and then by name' : '';
  return `${verdict} ${paths}${sent}${given}${lacks ? `; ${lacks}` : ''}`;
}

/** @param {import('./read.mjs').Stream} stream */
const streamTable = ({ name, doc, tags, rows }) => `### \`${name}\`

${doc} Read by: ${tags.read}. Written by: ${tags.write}.

| key | a listener is told | | status |
|---|---|---|---|
${rows.map((row) => cells(code(row.name), row.signature ? code(row.signature) : 'nothing', row.doc, row.tags.status)).join('\n')}`;

/** @param {...(string | undefined)} texts */
const cells = (...texts) => `| ${texts.map((text = '') => text.replaceAll('|', '\\|')).join(' | ')} |`;

/** @param {string} text */
const code = (text) => (text.includes('`') ? `\`\` ${text} \`\`` : `\`${text}\``);

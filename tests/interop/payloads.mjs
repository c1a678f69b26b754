// @ts-check
// Payloads that have broken somebody's client or server.

/** @type {[name: string, payload: unknown][]} */
export const PAYLOADS = [
  ['text', 'hello'],
  ['a percent sign', '100% sure'],
  ['an encoded letter', '%41'],
  ['an encoded brace', '%7B%22#message%22:1%7D'],
  ['encoded characters that decodeURI leaves alone', '%23%2F%3f%26'],
  ['half an encoding', '%e4%b'],
  ['text that would forge the sender', 'hi%22,%22#user_id%22:%22ADMIN'],
  ['a frame in a text', '{"#notice":"x","#user_id":"ADMIN"}'],
  ['keys of frames', { '#message': 'm', '#private': 'p', '#user_id': 'ADMIN', '#scid': 's', '#srid': 'r', '#code': 'c' }],
  ['letters of many scripts', 'é ß 한국어 日本語 العربية עברית'],
  ['characters outside the first plane', '👩‍👩‍👧‍👦 𝒳 🇰🇷'],
  ['a lone surrogate', 'a\ud800b'],
  ['line separators and controls', '\u2028\u2029\u0000\u001f\u007f\r\n\t'],
  ['quotes and backslashes', '"\\"\\\\"/'],
  ['a number', 1.5e-7],
  ['a great number', 9_007_199_254_740_991],
  ['true', true],
  ['an empty list', []],
  ['an empty object', {}],
  ['falsy values inside', [0, false, '', null, { a: null }]],
  ['nesting', { a: { b: [{ c: [[['d']]] }] } }],
  ['a key named like a prototype', JSON.parse('{"__proto__":{"polluted":1},"constructor":2}')],
];

/** skapi-js drops a frame whose payload is falsy; they concern our SDK alone. @type {unknown[]} */
export const FALSY = [0, false, '', null];

/** Names that have broken somebody's list or map. */
export const GROUP_NAMES = [
  '100% "quoted" \\ and /slashed/?a=b&c',
  ' spaces around ',
  'ümläut 한국어 👩‍👩‍👧‍👦',
  '%23%41',
  '__proto__',
  'constructor',
  'null',
  '0',
];

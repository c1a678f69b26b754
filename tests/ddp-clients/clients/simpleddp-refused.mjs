// @ts-check
// Subscribes with simpleddp to a room that is not for the user, and prints what becomes of that.
//   node simpleddp-refused.mjs <address of the server> <id of the room>

import { simpleddp } from './simpleddp.mjs';

let unhandled = 0;
process.on('unhandledRejection', () => unhandled++);

const [base = '', rid = ''] = process.argv.slice(2);
const alice = await simpleddp.connect({ base });
await alice.logIn('alice', 'secret');
const rejected = await alice.subscribe(rid).then(
  () => false,
  (error) => error?.error ?? null,
);
await alice.close();
console.log(JSON.stringify({ rejected, unhandled }));

// @ts-check
import { expect } from '../accounts.mjs';

const GROUP = 'lobby';
const TEXTS = ['100% sure', '%41', '%', '%22,%22#user_id%22:%22ADMIN', '%E0%A4%A'];

/** @type {import('../stage.mjs').Scenario} */
export const scenario = {
  id: 'W56',
  name: 'texts with percent signs',
  expects: 'arrive as they were sent, both ways',
  async run(scene) {
    const player = await scene.member(GROUP);
    const witness = await scene.witness(GROUP);
    for (const text of TEXTS) await witness.post({ theirs: text }, GROUP);
    for (const text of TEXTS) await player.post({ ours: text }, GROUP);
    await scene.talk(player, witness, GROUP);
    const inbound = player.received(GROUP).flatMap(({ theirs }) => theirs ?? []);
    const outbound = witness.heard.items.flatMap(({ message }) => message.ours ?? []);
    expect(JSON.stringify(inbound) === JSON.stringify(TEXTS), `it received ${JSON.stringify(inbound)}`);
    expect(JSON.stringify(outbound) === JSON.stringify(TEXTS), `it sent ${JSON.stringify(outbound)}`);
  },
};

// @ts-check
// The connection is gone from one moment to the next.

const GROUP = 'lobby';

export const killed = cut({ id: 'W1', name: 'connection killed', end: (proxy) => proxy.kill() });
export const ended = cut({ id: 'W2', name: 'connection ended without a closing handshake', end: (proxy) => proxy.end() });

/**
 * @param {{ id: string, name: string, end: (proxy: import('../proxy.mjs').FaultProxy) => void }} about
 * @returns {import('../stage.mjs').Scenario}
 */
function cut({ id, name, end }) {
  return {
    id,
    name,
    expects: 'comes back by itself, into its group, and messages flow both ways',
    async run(scene) {
      const player = await scene.member(GROUP);
      const witness = await scene.witness(GROUP);
      end(scene.proxy);
      await player.told('online', 2);
      await scene.talk(player, witness, GROUP);
    },
  };
}

// @ts-check
// The server ends, and there is one again at once.

const GROUP = 'lobby';

export const serverRestarted = restarted({
  id: 'W5',
  name: 'server killed and started again at once',
  expects: 'comes back, and is in its group as before',
  end: (server) => server.kill(),
});

export const serverShutDown = restarted({
  id: 'W6',
  name: 'server shut down in good order and started again',
  expects: 'comes back by itself, into its group, and messages flow both ways',
  end: (server) => server.stop(),
});

/**
 * @param {Pick<import('../stage.mjs').Scenario, 'id' | 'name' | 'expects'>
 *   & { end: (server: import('../backends/index.mjs').Backend) => Promise<unknown> }} about
 * @returns {import('../stage.mjs').Scenario}
 */
function restarted({ end, ...about }) {
  return {
    ...about,
    needs: ['lasting-members'],
    async run(scene) {
      const player = await scene.member(GROUP);
      await end(scene.server);
      await scene.server.start();
      await player.told('online', 2);
      await scene.talk(player, await scene.witness(GROUP), GROUP);
    },
  };
}

import { defineConfig } from 'vite';

/** Where the server listens while the page itself comes from Vite. */
const server = 'http://127.0.0.1:7400';

export default defineConfig({
  server: {
    proxy: {
      '/api': { target: server, ws: true },
      '/guest': server,
      '/get-ws-group': server,
      '/websocket': { target: server, ws: true },
    },
  },
  build: {
    target: 'es2022',
    rolldownOptions: { input: ['index.html', 'rocketchat/index.html', 'crossing/index.html'] },
    // Pages of a few kilobytes: a preload polyfill would only be more to read.
    modulePreload: { polyfill: false },
  },
});

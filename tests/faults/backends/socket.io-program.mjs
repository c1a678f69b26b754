// @ts-check
// A server of socket.io, as a program: it can be killed. Its first argument is JSON: `port`, `heartbeat`, `secret`.
//
// It is what the documentation recommends for a chat that loses nothing: connection state recovery for those who were away
// for a moment, and a record of the ids that clients give to their posts, so that one that is sent again is not heard twice.

import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import { Server } from 'socket.io';

const { port, heartbeat, secret } = JSON.parse(process.argv[2] ?? '{}');

/** Whether a token was signed with our secret. @param {string} token */
function valid(token) {
  const [head, claims, signature] = token.split('.');
  return signature === createHmac('sha256', secret).update(`${head}.${claims}`).digest('base64url');
}

const http = createServer();
const io = new Server(http, {
  cors: { origin: '*' },
  connectionStateRecovery: { maxDisconnectionDuration: 2 * 60 * 1000, skipMiddlewares: true },
  pingInterval: heartbeat,
  pingTimeout: heartbeat,
});

/** The ids of the posts that were handed on. @type {Set<string>} */
const seen = new Set();

io.use((socket, next) => next(valid(String(socket.handshake.auth.token)) ? undefined : new Error('Authentication failed')));
io.on('connection', (socket) => {
  socket.on('join', async (group, ack) => {
    await socket.join(group);
    ack();
  });
  socket.on('post', (message, group, id, ack) => {
    if (!seen.has(id)) io.to(group).emit('message', message, group);
    seen.add(id);
    ack();
  });
});

http.listen(port, '127.0.0.1', () => process.send?.(http.address()));
// Nobody is left to be served.
process.once('disconnect', () => process.exit());

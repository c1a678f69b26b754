// @ts-check
// A server of socket.io, as a program: it can be killed. Its first argument is JSON: `port`, `heartbeat`, `secret`.
//
// It is what the documentation recommends for a chat that loses nothing: connection state recovery for those who were away
// for a moment, and a record of the ids that clients give to their posts, so that one that is sent again is not heard twice.

import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import { Server } from 'socket.io';

const { port, heartbeat, secret } = JSON.parse(process.argv[2] ?? '{}');

/** The user of a token that was signed with our secret, else undefined. @param {string} token */
function userOf(token) {
  const [head, claims = '', signature] = token.split('.');
  if (signature !== createHmac('sha256', secret).update(`${head}.${claims}`).digest('base64url')) return undefined;
  return JSON.parse(Buffer.from(claims, 'base64url').toString()).sub;
}

const http = createServer();
const io = new Server(http, {
  cors: { origin: '*' },
  connectionStateRecovery: { maxDisconnectionDuration: 2 * 60 * 1000, skipMiddlewares: true },
  pingInterval: heartbeat,
  pingTimeout: heartbeat,
});

/** The room of a user's connections. @param {string} user */
const roomOf = (user) => `user ${user}`;

/** The ids of the posts that were handed on. @type {Set<string>} */
const seen = new Set();

io.use((socket, next) => {
  const user = userOf(String(socket.handshake.auth.token));
  if (!user) return next(new Error('Authentication failed'));
  // After a recovery the rooms are there again, and this is skipped.
  socket.join(roomOf(user));
  next();
});
io.on('connection', (socket) => {
  socket.on('whisper', (message, user, ack) => {
    io.to(roomOf(user)).emit('message', message, '(private)');
    ack();
  });
  socket.on('join', async (group, ack) => {
    await socket.join(group);
    ack();
  });
  socket.on('leave', async (group, ack) => {
    await socket.leave(group);
    ack();
  });
  socket.on('post', (message, group, id, ack) => {
    if (!seen.has(id)) io.to(group).emit('message', message, group);
    seen.add(id);
    ack();
  });
});

http.listen(port, '127.0.0.1', () => process.send?.(http.address()));
process.once('SIGTERM', () => io.close(() => process.exit()));
// Nobody is left to be served.
process.once('disconnect', () => process.exit());

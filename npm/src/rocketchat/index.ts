/** The Rocket.Chat Realtime API: method calls, subscriptions, and everything that is made of them. */

export type * from './api.js';
export { RealtimeError } from '../error.js';

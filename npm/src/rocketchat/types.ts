// What methods take and give and what streams tell, as JavaScript values: dates are `Date`s, bytes are `Uint8Array`s.
// Servers add fields from version to version; those that are not named here are kept, and are `unknown`.

export type * from './types/message.js';
export type * from './types/omnichannel.js';
export type * from './types/room.js';
export type * from './types/server.js';
export type * from './types/user.js';

// The public types.

export type * from './types/calls.js';
export type * from './types/connection.js';
export type * from './types/events.js';
export type * from './types/group.js';
export type * from './types/lists.js';
export type * from './types/options.js';

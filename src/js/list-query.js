import { makeError } from './error.js';

// What the list calls may be asked for, whoever answers. Source: the published Skapi documentation.

const CONDITIONS = ['>', '>=', '=', '<', '<=', '!=', 'gt', 'gte', 'eq', 'lt', 'lte', 'ne'];
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** What `getRealtimeGroups` looks for: its parameters, checked and complete. */
export function groupQuery(params) {
  params ||= {};
  if (typeof params !== 'object' || Array.isArray(params)) throw invalid('"params" must be an object.');
  const { searchFor = 'group', condition, value = searchFor === 'group' ? ' ' : 0 } = params;
  // What an empty control of a form gives is no range.
  const range = params.range === '' ? undefined : params.range;
  oneOf('searchFor', searchFor, ['group', 'number_of_users']);
  if (condition !== undefined) oneOf('condition', condition, CONDITIONS);
  if (range !== undefined && !/^(string|number|boolean)$/.test(typeof range)) {
    throw invalidChoice('range', range, 'Type<string>, Type<number>, Type<boolean>');
  }
  if (range !== undefined && condition !== undefined) throw invalid('"range" cannot be used with "condition".');
  const type = searchFor === 'group' ? 'string' : 'number';
  const fits = (value) => typeof value === type && (type === 'string' || Number.isFinite(value));
  if (!fits(value)) throw invalid(`"value" must be a ${type}.`);
  if (range === undefined) {
    return { searchFor, value, condition: condition ?? (value && value !== ' ' ? '=' : '>') };
  }
  if (typeof range !== 'boolean' && !fits(range)) throw invalid(`"range" must be a ${type}.`);
  return { searchFor, value, range };
}

/** What `getRealtimeUsers` looks for. `onlyUuids`: the server knows no other user ids. */
export function userQuery(params, onlyUuids) {
  const { group, user_id } = params ?? {};
  if (group === undefined) throw invalid('Key "group" is required.');
  if (typeof group !== 'string') throw invalidType('group', group, 'string');
  if (!group) throw invalid('"group" is required.');
  if (user_id !== undefined) {
    const refuse = (why) => invalid(`User ID in "user_id" ${why}`);
    if (!user_id) throw refuse('is empty.');
    if (typeof user_id !== 'string') throw refuse('should be type: string.');
    if (onlyUuids && !isUuid(user_id)) throw refuse('is invalid.');
  }
  return { group, user_id };
}

/** What `history` looks for. */
export function historyQuery(params) {
  const { group } = userQuery(params);
  const { limit, before } = params;
  checkLimit(limit);
  if (before !== undefined && !Number.isFinite(before)) throw invalidType('before', before, 'number');
  return { group, limit, before };
}

/** Checks how a list is to be fetched. */
export function checkOptions({ limit, ascending, startKey }) {
  checkLimit(limit);
  if (ascending !== undefined && typeof ascending !== 'boolean') throw invalidType('ascending', ascending, 'boolean');
  if (startKey == null || startKey === 'start' || startKey === 'end') return;
  let text = typeof startKey === 'string' ? startKey : printed(startKey);
  if (typeof startKey === 'object') {
    if (text[0] === '{' && text !== '{}') return;
    if (text === '{}') text = '[object Object]';
  }
  throw invalid(`"${text}" is invalid startKey key.`);
}

/** Whether a text is a user id of Skapi's. */
export const isUuid = (text) => UUID.test(text);

/** A parameter that cannot be. */
export const invalid = (message) => makeError('INVALID_PARAMETER', message);

/** A parameter of another type than the one that it has to have. */
export const invalidType = (name, value, type) =>
  invalid(`${printed(value)} is invalid in "${name}". allowed type or value is: Type<${type}>.`);

function checkLimit(limit) {
  if (limit === undefined) return;
  if (typeof limit === 'number' && limit > 1000) throw makeError('INVALID_REQUEST', 'Fetch limit should be below 1000.');
  if (!Number.isFinite(limit)) throw makeError('INVALID_REQUEST', 'Fetch limit should be a number.');
}

function oneOf(name, value, choices) {
  if (!choices.includes(value)) throw invalidChoice(name, value, choices.map(printed).join(', '));
}

function printed(value) {
  try {
    return JSON.stringify(value) ?? 'Value';
  } catch {
    return 'Value';
  }
}

const invalidChoice = (name, value, choices) =>
  invalid(`${printed(value)} is invalid in "${name}". allowed types or values are: ${choices}.`);

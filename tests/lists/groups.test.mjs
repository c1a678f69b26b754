// @ts-check
// The parameters of `getRealtimeGroups`.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { invalid, listServer, newLists } from './helper.mjs';

const ALL = '{"searchFor":"group","value":" ","condition":">"}';
const CONDITIONS = ['>', '>=', '=', '<', '<=', '!=', 'gt', 'gte', 'eq', 'lt', 'lte', 'ne'];

/** Asserts what calls ask for: pairs of parameters and the request's. @param {import('node:test').TestContext} t @param {[any, string][]} table */
async function asks(t, table) {
  const server = await listServer(t);
  for (const [params, expected] of table) {
    await server.lists().groups(params);
    assert.equal(server.parameters(), expected);
  }
  assert.equal(server.requests.length, table.length);
}

/** The call with parameters that are refused: there is no server. @param {any} params */
const refuses = (params) => newLists('http://127.0.0.1:1/').groups(params);

test('L1: without parameters, or with a falsy value, all groups are listed', async (t) => {
  const server = await listServer(t);
  await server.lists().groups();
  assert.equal(server.parameters(), ALL);
  for (const params of [undefined, null, false, 0, '', {}, { searchFor: 'group' }, { value: undefined, range: undefined, condition: undefined }]) {
    await server.lists().groups(params);
    assert.equal(server.parameters(), ALL, JSON.stringify(params));
  }
});

test('L2: parameters that are no object are refused', async () => {
  for (const params of ['x', 1, true, [], ['a'], () => {}, Symbol('x'), 1n]) {
    await invalid(refuses(params), '"params" must be an object.', params);
  }
});

test('L3: an unknown search is refused', async () => {
  for (const searchFor of ['name', null, 1, '', ['group']]) {
    await invalid(
      refuses({ searchFor, value: 'x' }),
      `${JSON.stringify(searchFor)} is invalid in "searchFor". allowed types or values are: "group", "number_of_users".`,
    );
  }
});

test('L3: what has no JSON form is named as a value', async () => {
  /** @type {any} */
  const circle = {};
  circle.self = circle;
  for (const searchFor of [circle, 1n, () => 1, Symbol('x')]) {
    await invalid(refuses({ searchFor }), 'Value is invalid in "searchFor". allowed types or values are: "group", "number_of_users".');
  }
});

test('L4: a missing value is the lowest one', (t) =>
  asks(t, [
    [{ searchFor: 'number_of_users' }, '{"searchFor":"number_of_users","value":0,"condition":">"}'],
    [{ condition: '<' }, '{"searchFor":"group","value":" ","condition":"<"}'],
  ]));

test('L4: a value of the wrong type is refused', async () => {
  for (const value of [1, null, true, [], {}, new String('a')]) {
    await invalid(refuses({ searchFor: 'group', value }), '"value" must be a string.', value);
  }
  for (const value of ['1', '', null, false, [1], Infinity, -Infinity, NaN, 1n, new Number(1)]) {
    await invalid(refuses({ searchFor: 'number_of_users', value }), '"value" must be a number.', value);
  }
});

test('L5: a missing condition depends on the value', (t) =>
  asks(t, [
    [{ value: 'a' }, '{"searchFor":"group","value":"a","condition":"="}'],
    [{ value: '' }, '{"searchFor":"group","value":"","condition":">"}'],
    [{ value: ' ' }, '{"searchFor":"group","value":" ","condition":">"}'],
    [{ value: '  ' }, '{"searchFor":"group","value":"  ","condition":"="}'],
    [{ searchFor: 'number_of_users', value: 2 }, '{"searchFor":"number_of_users","value":2,"condition":"="}'],
    [{ searchFor: 'number_of_users', value: 0 }, '{"searchFor":"number_of_users","value":0,"condition":">"}'],
    [{ searchFor: 'number_of_users', value: -0 }, '{"searchFor":"number_of_users","value":0,"condition":">"}'],
  ]));

test('L5: the twelve conditions go out as they are', (t) =>
  asks(t, CONDITIONS.map((condition) => [
    { searchFor: 'group', value: 'Hello', condition },
    `{"searchFor":"group","value":"Hello","condition":"${condition}"}`,
  ])));

test('L5: any other condition is refused', async () => {
  for (const condition of ['~', '', null, 1, 'GT', ['>']]) {
    await invalid(
      refuses({ value: 'a', condition }),
      `${JSON.stringify(condition)} is invalid in "condition". allowed types or values are: ">", ">=", "=", "<", "<=", "!=", ` +
        '"gt", "gte", "eq", "lt", "lte", "ne".',
    );
  }
});

test('L6: a range takes the place of the condition', (t) =>
  asks(t, [
    [{ value: 'a', range: 'm' }, '{"searchFor":"group","value":"a","range":"m"}'],
    [{ range: 'm' }, '{"searchFor":"group","value":" ","range":"m"}'],
    [{ searchFor: 'number_of_users', value: -2, range: 0 }, '{"searchFor":"number_of_users","value":-2,"range":0}'],
    [{ value: 'a', range: true }, '{"searchFor":"group","value":"a","range":true}'],
    [{ value: 'a', range: false }, '{"searchFor":"group","value":"a","range":false}'],
    [{ searchFor: 'number_of_users', range: true }, '{"searchFor":"number_of_users","value":0,"range":true}'],
  ]));

test('L6: a range of another type is refused', async () => {
  for (const range of [null, [], { a: 1 }]) {
    await invalid(
      refuses({ value: 'a', range }),
      `${JSON.stringify(range)} is invalid in "range". allowed types or values are: Type<string>, Type<number>, Type<boolean>.`,
    );
  }
});

test('L7: a range with a condition is refused', async () => {
  for (const range of ['m', 0, 1, true, false]) {
    await invalid(refuses({ value: 'a', condition: '>=', range }), '"range" cannot be used with "condition".', range);
  }
});

test('L8: a range has the type of the value', async () => {
  await invalid(refuses({ value: 'a', range: 1 }), '"range" must be a string.');
  await invalid(refuses({ value: 'a', range: NaN }), '"range" must be a string.');
  for (const range of ['2', NaN, Infinity]) {
    await invalid(refuses({ searchFor: 'number_of_users', value: 1, range }), '"range" must be a number.');
  }
});

test('L8: an empty range is no range', (t) =>
  asks(t, [
    [{ value: 'a', condition: '<', range: '' }, '{"searchFor":"group","value":"a","condition":"<"}'],
    [{ searchFor: 'number_of_users', value: 3, range: '' }, '{"searchFor":"number_of_users","value":3,"condition":"="}'],
  ]));

test('L9: the first wrong parameter is named', async () => {
  const wrong = [['value', 1], ['range', null], ['condition', '~'], ['searchFor', 'x']];
  const named = {
    searchFor: /^"x" is invalid in "searchFor"/,
    condition: /^"~" is invalid in "condition"/,
    range: /^null is invalid in "range"/,
    value: /^"value" must be a string/,
  };
  for (const name of /** @type {const} */ (['searchFor', 'condition', 'range', 'value'])) {
    await assert.rejects(refuses(Object.fromEntries(wrong)), { message: named[name] });
    wrong.pop();
  }
  await invalid(refuses({ value: 1, condition: '>', range: 1 }), '"range" cannot be used with "condition".');
  await invalid(refuses({ value: 1, range: 1 }), '"value" must be a string.');
});

test('L10: unknown parameters are dropped', (t) =>
  asks(t, [[
    { searchFor: 'group', value: 'a', service: 'x', owner: 'y', limit: 3, startKey: {}, z: [] },
    '{"searchFor":"group","value":"a","condition":"="}',
  ]]));

test('L13: numbers and strings go out as the engine prints them', (t) =>
  asks(t, [
    [{ searchFor: 'number_of_users', value: 1.5e1 }, '{"searchFor":"number_of_users","value":15,"condition":"="}'],
    [{ searchFor: 'number_of_users', value: 1e21, condition: '<' }, '{"searchFor":"number_of_users","value":1e+21,"condition":"<"}'],
    [{ value: '\ud800"\n#é', condition: 'lt' }, '{"searchFor":"group","value":"\\ud800\\"\\n#é","condition":"lt"}'],
  ]));

test('L14: what the controls of a form give is asked for; a text control gives no number', async (t) => {
  await asks(t, [[
    { searchFor: 'number_of_users', value: 10, condition: '>=', range: '' },
    '{"searchFor":"number_of_users","value":10,"condition":">="}',
  ]]);
  await invalid(refuses({ searchFor: 'number_of_users', value: '10' }), '"value" must be a number.');
});

import type { MethodHelpers } from './table/index.js';
import { methodOf } from './table/names.js';

/** Who asks for these wants to know whether it is a promise, and how to print it. */
const NO_METHODS = new Set(['then', 'toJSON', 'toString', 'valueOf']);

/** The functions of the methods, whatever methods there are. */
export function helpersOf(call: (method: string, ...params: unknown[]) => Promise<any>): MethodHelpers {
  return new Proxy({} as MethodHelpers, {
    get(_, helper) {
      if (typeof helper !== 'string' || NO_METHODS.has(helper)) return undefined;
      return (...params: unknown[]) => call(methodOf(helper), ...params);
    },
  });
}

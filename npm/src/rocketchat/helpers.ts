import type { MethodHelpers } from './table/index.js';
import { methodOf } from './table/names.js';

/** The functions of the methods, whatever methods there are. */
export function helpersOf(call: (method: string, ...params: unknown[]) => Promise<any>): MethodHelpers {
  return new Proxy({} as MethodHelpers, {
    get(_, helper) {
      // Who asks for these wants to know whether it is a promise, and how to print it.
      if (typeof helper !== 'string' || helper === 'then' || helper === 'toJSON') return undefined;
      return (...params: unknown[]) => call(methodOf(helper), ...params);
    },
  });
}

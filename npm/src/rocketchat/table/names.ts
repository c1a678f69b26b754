// The names that methods have as functions of `RocketChat.methods`.

import { irregular } from './irregular.js';

/** The name of a method's function: `UserPresence:setDefaultStatus` is `userPresenceSetDefaultStatus`. */
export type HelperName<Method extends string> = Uncapitalize<
  Method extends `2fa${infer Rest}` ? `twoFactor${Joined<Rest>}` : Joined<Method>
>;

type Joined<Name extends string> = Name extends `${infer Before}${Separator}${infer After}`
  ? `${Before}${Joined<Capitalize<After>>}`
  : Name;

type Separator = '/' | ':' | '.' | '-' | '_';

let methods: Record<string, string> | undefined;

/** The method that a function of `RocketChat.methods` calls: of a name that stands for no other one, the very method. */
export function methodOf(helper: string): string {
  methods ??= Object.fromEntries(irregular.map((method) => [helperName(method), method]));
  return Object.hasOwn(methods, helper) ? methods[helper]! : helper;
}

/** What {@link HelperName} is of a method. */
export function helperName(method: string): string {
  const joined = method.replace(/^2fa/, 'twoFactor').replace(/[/:._-](.)/g, (_, next: string) => next.toUpperCase());
  return joined.charAt(0).toLowerCase() + joined.slice(1);
}

import { irregular } from './irregular.js';

/** The method that a function of `RocketChat.methods` calls: of a name that stands for no other one, the very method. */
export const methodOf = (helper: string): string => (Object.hasOwn(irregular, helper) ? irregular[helper]! : helper);

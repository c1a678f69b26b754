import { readForm } from '../../src/js/form.js';

/**
 * An argument as it is at this moment, for a call that has to wait for the module.
 *
 * The submission of a form is prevented and the form read. Anything else is copied as JSON; what
 * has no JSON form stays as it is, and is refused when its turn comes.
 */
export function snapshot(value: unknown): unknown {
  const form = readForm(value);
  if (form) return form;
  if (value === null || typeof value !== 'object') return value;
  try {
    return JSON.parse(JSON.stringify(value));
  } catch {
    return value;
  }
}

/**
 * What the tabs send each other. A payload can be any JSON: another page, or another kind
 * of client, may be in the same group, so everything that comes in is looked at as unknown.
 */
export type Payload =
  /** Said by a person. `to` is in the sender's own copy of a private message: whom it went to. */
  | { kind: 'text'; text: string; name?: string; to?: string }
  /** "My name is …", and whether the others shall tell theirs. */
  | { kind: 'hello'; name: string; asks: boolean }
  /** JSON that this page has no idea about. */
  | { kind: 'other'; value: unknown };

/** The hello payload, as it goes over the wire. */
export function hello(name: string, asks: boolean): { name: string; hello: boolean } {
  return { name, hello: asks };
}

export function readPayload(value: unknown): Payload {
  if (typeof value === 'string') return { kind: 'text', text: value };
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return { kind: 'other', value };
  const { name, text, to, hello: asks } = value as Record<string, unknown>;
  if (typeof text === 'string') {
    return {
      kind: 'text',
      text,
      ...(typeof name === 'string' && { name }),
      ...(typeof to === 'string' && { to }),
    };
  }
  if (typeof asks === 'boolean' && typeof name === 'string') return { kind: 'hello', name, asks };
  return { kind: 'other', value };
}

/** The entries of `map`, with one put before another one, or at the end: in the order that `addedBefore` and `movedBefore` say. */
export function placed<Value>(map: Map<string, Value>, id: string, value: Value, before: string | null | undefined): Map<string, Value> {
  const rest = [...map].filter(([other]) => other !== id);
  const at = before == null ? -1 : rest.findIndex(([other]) => other === before);
  rest.splice(at < 0 ? rest.length : at, 0, [id, value]);
  return new Map(rest);
}

/** A value that can be watched: all the reactivity that this page needs. */
export interface Store<State extends object> {
  readonly get: () => Readonly<State>;
  readonly set: (patch: Partial<State>) => void;
  /** Calls `listener` now and whenever one of `keys` has changed. */
  readonly watch: <Key extends keyof State>(keys: readonly Key[], listener: (state: Readonly<State>) => void) => void;
}

export function createStore<State extends object>(initial: State): Store<State> {
  let state = initial;
  const watchers: { keys: readonly (keyof State)[]; listener: (state: Readonly<State>) => void }[] = [];
  return {
    get: () => state,
    set(patch) {
      const before = state;
      state = { ...state, ...patch };
      const now = state;
      for (const { keys, listener } of watchers) {
        if (keys.some((key) => before[key] !== now[key])) listener(now);
      }
    },
    watch(keys, listener) {
      watchers.push({ keys, listener });
      listener(state);
    },
  };
}

/** What a tab keeps over a reload. */
export interface Memory<Kept extends object> {
  readonly recall: () => Partial<Kept>;
  readonly remember: (patch: Partial<Kept>) => void;
}

/** What is kept under a key. sessionStorage belongs to one tab and survives a reload. */
export function tabMemory<Kept extends object>(key: string): Memory<Kept> {
  const recall = (): Partial<Kept> => {
    try {
      const found: unknown = JSON.parse(sessionStorage.getItem(key) ?? '{}');
      return typeof found === 'object' && found !== null ? found : {};
    } catch {
      // Storage can be blocked, and its content can be anybody's.
      return {};
    }
  };
  const remember = (patch: Partial<Kept>) => {
    try {
      sessionStorage.setItem(key, JSON.stringify({ ...recall(), ...patch }));
    } catch {
      // The page works without memory too.
    }
  };
  return { recall, remember };
}

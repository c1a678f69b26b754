// @ts-check
// Runs in the page: how long it takes until the SDK can be called, and until it has answered.

/**
 * Milliseconds for the import, for the first call, which decodes and compiles the WebAssembly
 * module, and for another call after it.
 * @param {string} sdk the module
 */
export async function measure(sdk) {
  const start = performance.now();
  const { Realtime } = await import(sdk);
  const imported = performance.now();
  const client = new Realtime({ url: 'ws://127.0.0.1:9/api', token: 'token' });
  // Refused inside the module, without a network.
  const call = () => client.connectRealtime(/** @type {any} */ (null)).catch(() => {});
  await call();
  const answered = performance.now();
  await call();
  const again = performance.now();
  return { import: imported - start, first_call: answered - imported, second_call: again - answered };
}

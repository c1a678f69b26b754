// Imports the package and says what that did to the process; ends by itself when nothing is left running.
const before = Object.getOwnPropertyNames(globalThis);
const compiled = [];
for (const name of ['compile', 'instantiate', 'Module', 'Instance', 'compileStreaming', 'instantiateStreaming']) {
  const original = WebAssembly[name];
  if (!original) continue;
  WebAssembly[name] = new Proxy(original, {
    apply: (target, self, args) => (compiled.push(name), Reflect.apply(target, self, args)),
    construct: (target, args) => (compiled.push(name), Reflect.construct(target, args)),
  });
}
const groupwire = await import('groupwire');
const added = Object.getOwnPropertyNames(globalThis).filter((name) => !before.includes(name));
console.log(JSON.stringify({ exports: Object.keys(groupwire).sort(), added, compiled: [...compiled] }));

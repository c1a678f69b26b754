// Requires the package and imports it: both give the same module.
const required = require('groupwire');
import('groupwire').then((imported) => {
  const same = ['connectRealtime', 'Realtime', 'RealtimeError'].every((name) => required[name] === imported[name]);
  console.log(JSON.stringify({ exports: Object.keys(required).sort(), same }));
});

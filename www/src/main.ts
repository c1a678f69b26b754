import './styles/all';
import { setCallback } from './actions';
import { followConnection } from './connection';
import { onEvent } from './events';
import { pollGroups } from './lists';
import { model } from './model';
import { friendlyName } from './names';
import { recall, remember } from './session';
import { setUpComposer } from './views/composer';
import { setUpGroups } from './views/groups';
import { setUpHeader } from './views/header';
import { setUpLog } from './views/log';
import { setUpMembers } from './views/members';
import { followNames } from './views/person';
import { setUpTabs } from './views/tabs';
import { setUpTimeline } from './views/timeline';
import { resume, setUpWelcome } from './views/welcome';
import { setUpWire, type Stop } from './views/wire';

/** The six functions, in the order in which an app meets them. */
const SIX: readonly Stop[] = [
  { fn: 'connectRealtime', purpose: 'open the connection' },
  { fn: 'joinRealtime', purpose: 'enter or leave a group' },
  { fn: 'postRealtime', purpose: 'send to a group or user' },
  { fn: 'getRealtimeUsers', purpose: 'who is in a group' },
  { fn: 'getRealtimeGroups', purpose: 'which groups there are' },
  { fn: 'closeRealtime', purpose: 'hang up' },
];

const past = recall();
const name = past.name ?? friendlyName();
const group = past.group || new URLSearchParams(location.search).get('group') || 'lobby';
remember({ name });
model.set({ name });

setCallback(onEvent);
followConnection();
followNames();
setUpHeader();
setUpWire(SIX);
setUpLog();
setUpTimeline();
setUpWelcome(group);
setUpGroups(group);
setUpMembers();
setUpComposer();
setUpTabs();
pollGroups();

if (past.online && past.group) void resume(past.group);

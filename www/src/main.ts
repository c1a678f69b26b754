import './styles/tokens.css';
import './styles/base.css';
import './styles/layout.css';
import './styles/wire.css';
import './styles/panels.css';
import './styles/chat.css';
import './styles/log.css';
import { quietly, setCallback } from './actions';
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
import { enter, setUpWelcome } from './views/welcome';
import { setUpWire } from './views/wire';

const past = recall();
const name = past.name ?? friendlyName();
const group = past.group || new URLSearchParams(location.search).get('group') || 'lobby';
remember({ name });
model.set({ name });

setCallback(onEvent);
followNames();
setUpHeader();
setUpWire();
setUpLog();
setUpTimeline();
setUpWelcome(group);
setUpGroups(group);
setUpMembers();
setUpComposer();
setUpTabs();
pollGroups();

// A reload goes on where the tab was. When that fails, the form is there to try again.
if (past.online && past.group) quietly(enter(past.group));

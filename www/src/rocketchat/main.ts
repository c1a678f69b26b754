import '../styles/all';
import '../styles/rocketchat.css';
import { followNames } from '../views/person';
import { setUpLog } from '../views/log';
import { setUpTabs } from '../views/tabs';
import { setUpWire, type Stop } from '../views/wire';
import { resume } from './session';
import { setUpComposer } from './views/composer';
import { setUpLogin } from './views/login';
import { setUpPeople } from './views/people';
import { setUpRooms } from './views/rooms';

/** What a client of Rocket.Chat does, in the order in which it does so. */
const STOPS: readonly Stop[] = [
  { fn: 'login', purpose: 'connect and log in' },
  { fn: 'joinRoom', purpose: 'enter or leave a room' },
  { fn: 'sendMessage', purpose: 'write, edit, delete' },
  { fn: 'subscribe', purpose: 'hear of a room' },
  { fn: 'setReaction', purpose: 'react to a message' },
  { fn: 'logout', purpose: 'log out and hang up' },
];

followNames();
setUpLogin();
setUpWire(STOPS);
setUpLog();
setUpRooms();
setUpPeople();
setUpComposer();
setUpTabs();
// A reload goes on where the tab was.
void resume();

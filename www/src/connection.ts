import { realtime } from 'groupwire';
import type { RealtimeState, Recovery } from 'groupwire';
import { closed } from './actions';
import { refreshGroups, refreshMembers } from './lists';
import { model } from './model';
import * as timeline from './views/timeline';

/** Shows what becomes of the connection. The SDK makes a lost one again by itself, and joins the group again. */
export function followConnection(): void {
  realtime().on('statechange', show);
  realtime().on('recovery', tellRecovery);
}

function show(state: RealtimeState): void {
  switch (state.name) {
    case 'connecting':
    case 'handshaking':
      model.set({ connection: state.attempt === 0 ? 'connecting' : 'reconnecting', retryAt: null });
      break;
    case 'waiting':
      model.set({ connection: 'waiting', retryAt: state.retryAt });
      break;
    case 'online': {
      const again = model.get().connection === 'reconnecting';
      model.set({ connection: 'online', retryAt: null });
      if (!again) break;
      refreshMembers();
      refreshGroups();
      break;
    }
    case 'closed':
      if (state.reason === 'user') closed();
      else if (model.get().connection !== 'connecting') {
        model.set({ connection: 'lost', members: [], groups: [], recipient: null, retryAt: null });
      }
      break;
    case 'idle':
    case 'closing':
      break;
  }
}

/** Told for the private messages and for the group; one line is enough. */
function tellRecovery({ group, recovered }: Recovery): void {
  if (group !== model.get().group) return;
  if (recovered) timeline.addBack();
  else timeline.addProblem('The server was started anew: messages may be missing here.');
}

import type { GroupQuery } from 'groupwire';
import * as calls from './calls';
import { model, type GroupFilter, type Member } from './model';

/** Runs `work` again when it was asked for during a run, and never two at once. */
function coalesced(work: () => Promise<void>): () => void {
  let running = false;
  let again = false;
  const run = async () => {
    if (running) {
      again = true;
      return;
    }
    running = true;
    do {
      again = false;
      // The answer is shown with the call; a list that could not be fetched stays as it was.
      await work().catch(() => {});
    } while (again);
    running = false;
  };
  return () => void run();
}

const LIMIT = 100;

/** Brings the list of members up to date. */
export const refreshMembers = coalesced(async () => {
  const { group, connection } = model.get();
  if (group === null || connection !== 'online') return;
  const { list } = await calls.users({ group }, { limit: 1000 }, true);
  if (model.get().group !== group) return;
  const members = new Map<string, Member>();
  for (const { user_id, connection_id } of list) {
    const member = members.get(user_id) ?? { id: user_id, connections: [] };
    member.connections.push(connection_id);
    members.set(user_id, member);
  }
  model.set({ members: [...members.values()] });
});

async function fetchGroups(quiet: boolean): Promise<void> {
  const { filter, connection } = model.get();
  if (connection !== 'online') return;
  const { list, endOfList } = await calls.groups(groupQuery(filter), { limit: LIMIT }, quiet);
  const now = model.get();
  // Late answers to an older filter are not what the list says it shows.
  if (now.filter === filter && now.connection === 'online') model.set({ groups: list, moreGroups: !endOfList });
}

/** Brings the list of groups up to date. */
export const refreshGroups = coalesced(() => fetchGroups(true));

/** The same, asked for by the user. */
export const listGroups = coalesced(() => fetchGroups(false));

/** The filter as `getRealtimeGroups` takes it; null lists every group. */
export function groupQuery({ kind, value }: GroupFilter): GroupQuery | null {
  if (value.trim() === '') return null;
  if (kind === 'group') return { searchFor: kind, value, condition: '>=' };
  const number = Number(value);
  return Number.isFinite(number) ? { searchFor: kind, value: number, condition: '>=' } : null;
}

const POLL = 4000;

/** Nobody is told of other groups' comings and goings, so the list is fetched again while it can be seen. */
export function pollGroups(): void {
  setInterval(() => {
    if (!document.hidden) refreshGroups();
  }, POLL);
}

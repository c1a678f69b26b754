import { canShare } from '../able.js';
import type { MakeSpeaker } from '../speaker.js';
import { SharedSocket } from '../socket.js';
import { isForNobody, partyOf } from './party.js';
import { DdpRelay } from './relay.js';

/** What a client of the Rocket.Chat Realtime API shares its connection by, with the other tabs of its login. */
export class Sharing {
  /** The class that its sockets are made of. */
  readonly WebSocket: typeof WebSocket;
  #Socket: typeof WebSocket;
  #party: string | undefined;
  #socket: SharedSocket | undefined;
  #isAlone = false;

  private constructor(Socket: typeof WebSocket) {
    this.#Socket = Socket;
    const dial = (url: string) => this.#dial(url);
    this.WebSocket = function (url: string) {
      return dial(url);
    } as unknown as typeof WebSocket;
  }

  /** With sockets made of `given`, by default the platform's. `undefined` where tabs cannot come to terms. */
  static async over(given: unknown): Promise<Sharing | undefined> {
    const Socket = (given ?? globalThis.WebSocket) as typeof WebSocket;
    return (await canShare(Socket)) ? new Sharing(Socket) : undefined;
  }

  /** The next connection to `url` is for this login, or for nobody. */
  async follow(url: string, login: unknown): Promise<void> {
    this.#party = await partyOf(url, login);
  }

  /** Ends the connection, if it is shared: from now on there are such as nobody shares. Gives whether it was. */
  part(): boolean {
    const socket = this.#socket;
    this.#isAlone = true;
    socket?.depart();
    return socket !== undefined;
  }

  /** Connections that are made from now on are shared again. */
  rejoin(): void {
    this.#isAlone = false;
  }

  #dial(url: string): WebSocket | SharedSocket {
    const party = this.#isAlone ? undefined : this.#party;
    this.#socket = party === undefined ? undefined : new SharedSocket(party, url, this.#Socket, speak);
    return this.#socket ?? new this.#Socket(url);
  }
}

const speak: MakeSpeaker = ({ party, link, url, over }) =>
  new DdpRelay({
    link,
    isForNobody: isForNobody(party),
    fits: async (param) => (await partyOf(url, param)) === party,
    over,
  });

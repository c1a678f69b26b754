import { MOVED, type Tab } from './company.js';
import { type Hold, take, watch } from './locks.js';
import { type Call, channel, ownName, type ToLeader, type ToTab } from './messages.js';
import type { MakeSpeaker, Speaker } from './speaker.js';

/** Has the party's connection, and relays it to the tabs, until the last one leaves or the page does. */
export class Leader {
  #party: string;
  #id = crypto.randomUUID();
  #socket: WebSocket;
  #speaker: Speaker;
  /** The tabs of other pages, by their ids. */
  #others = new Map<string, Tab>();
  #over = new AbortController();

  /**
   * @param lead the lock that makes the leader
   * @param first the tab in this page, which dials `url`
   */
  constructor(party: string, lead: Hold, Socket: typeof WebSocket, first: Tab, url: string, speak: MakeSpeaker) {
    this.#party = party;
    const socket = (this.#socket = new Socket(url));
    const link = {
      send: (text: string) => socket.readyState === 1 && socket.send(text),
      close: () => socket.close(),
      get bufferedAmount() {
        return socket.bufferedAmount;
      },
    };
    const { signal } = this.#over;
    signal.addEventListener('abort', () => lead.release());
    const speaker = (this.#speaker = speak({ party, link, url, Socket, over: () => this.#over.abort() }));
    socket.onopen = () => speaker.open();
    socket.onmessage = ({ data }) => speaker.receive(data);
    // The end follows.
    socket.onerror = () => {};
    socket.onclose = ({ code, reason }) => speaker.end(code, reason);
    // A page that sleeps relays nothing, and one that is left may sleep for ever.
    const leave = () => this.end();
    globalThis.addEventListener?.('pagehide', leave, { signal });
    globalThis.document?.addEventListener('freeze', leave, { signal });
    this.attach(first, url);
    void this.#receive();
  }

  get bufferedAmount(): number {
    return this.#socket.bufferedAmount;
  }

  attach(tab: Tab, url: string): void {
    this.#speaker.attach(tab, url);
  }

  detach(tab: Tab): void {
    this.#speaker.detach(tab);
  }

  command(tab: Tab, text: string): void {
    this.#speaker.command(tab, text);
  }

  /** Makes way for another leader. */
  end(): void {
    this.#speaker.end(MOVED, '');
  }

  /** Opens the ears for other pages. */
  async #receive(): Promise<void> {
    const { signal } = this.#over;
    // Held before anybody is told of it: who waits for its end has to find it.
    const life = await take(ownName(this.#party, this.#id));
    if (signal.aborted) return life.release();
    const hall = channel<Call>(this.#party, (call) => 'dial' in call && this.#dialled(call.dial, call.url));
    const mail = channel<ToLeader>(ownName(this.#party, this.#id), (message) => this.#hear(message));
    signal.addEventListener('abort', () => {
      hall.close();
      mail.close();
      life.release();
    });
    hall.postMessage({ lead: this.#id } satisfies Call);
  }

  #dialled(id: string, url: string): void {
    const known = this.#others.has(id);
    const mail = channel(ownName(this.#party, id));
    const tell = (message: object) => mail.postMessage({ from: this.#id, ...message } as ToTab);
    tell({ here: true });
    if (known) return mail.close();
    const gone = new AbortController();
    const tab: Tab = {
      open: () => tell({ open: true }),
      receive: (text) => tell({ text }),
      close: (code, reason) => {
        tell({ code, reason });
        this.#others.delete(id);
        mail.close();
        gone.abort();
      },
    };
    this.#others.set(id, tab);
    this.attach(tab, url);
    watch(ownName(this.#party, id), gone.signal, () => this.detach(tab));
  }

  #hear(message: ToLeader): void {
    const tab = this.#others.get(message.from);
    if (!tab) return;
    if ('text' in message) return this.command(tab, message.text);
    if ('bye' in message) return this.detach(tab);
    const answer = channel(ownName(this.#party, message.from));
    answer.postMessage({ from: this.#id, buffered: this.bufferedAmount } satisfies ToTab);
    answer.close();
  }
}

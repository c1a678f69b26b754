/** The WebAssembly module. */
declare module 'groupwire:wasm' {
  export function bytes(): Uint8Array<ArrayBuffer>;
}

/** The functions that wasm-bindgen makes for the module. */
declare module 'groupwire:glue' {
  /** A client inside the module. */
  export class Core {
    constructor(options: unknown);
    /** Makes the call of this number; `timeout` is below 0 for none. */
    call(what: number, args: unknown[], timeout: number): any;
  }

  /** Compiles and starts the module. To be called once. */
  export default function start(bytes: BufferSource): Promise<void>;
}

/** The WebAssembly module that speaks the Rocket.Chat Realtime API. */
declare module 'groupwire:wasm-rocketchat' {
  export { bytes } from 'groupwire:wasm';
}

/** The functions that wasm-bindgen makes for that module. */
declare module 'groupwire:glue-rocketchat' {
  export { Core, default } from 'groupwire:glue';
}

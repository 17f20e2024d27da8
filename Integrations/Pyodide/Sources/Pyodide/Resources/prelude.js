// What Pyodide asks of a Web Worker, on a host that offers six functions: `file`, `evaluate`,
// `print`, `log`, `now` and `random`. Scripts cannot see the host once this has run.
(() => {
  const host = globalThis.host;
  delete globalThis.host;
  const ROOT = "file:///pyodide/";

  const define = (properties) => {
    for (const name of Object.keys(properties)) {
      Object.defineProperty(globalThis, name, {
        value: properties[name], writable: true, configurable: true,
      });
    }
  };

  // Files of the distribution, by the addresses that Pyodide gives them.
  const nameOf = (address) => {
    const text = String(address?.url ?? address);
    if (!text.startsWith(ROOT)) throw new TypeError(`${text} is not in the distribution`);
    return decodeURIComponent(text.slice(ROOT.length));
  };

  class URL {
    constructor(address, base) {
      const text = String(address);
      if (/^[a-z][a-z0-9+.-]*:/i.test(text)) this.href = text;
      else if (text.startsWith("/")) this.href = "file://" + text;
      else this.href = String(base?.href ?? base ?? ROOT).replace(/[^/]*$/, "") + text;
      this.protocol = this.href.slice(0, this.href.indexOf(":") + 1);
      this.pathname = this.href.replace(/^[a-z]+:\/\/[^/]*/i, "");
    }
    toString() { return this.href; }
  }

  class Response {
    constructor(bytes, status = 200) {
      this.bytes = bytes;
      this.status = status;
      this.ok = status === 200;
    }
    async arrayBuffer() { return this.bytes; }
    async text() { return new TextDecoder().decode(new Uint8Array(this.bytes)); }
    async json() { return JSON.parse(await this.text()); }
  }

  const fetch = async (address) => {
    const bytes = host.file(nameOf(address));
    return bytes === undefined ? new Response(new ArrayBuffer(0), 404) : new Response(bytes);
  };

  // Text.
  class TextEncoder {
    encode(text = "") {
      const bytes = unescape(encodeURIComponent(String(text).toWellFormed()));
      return Uint8Array.from(bytes, (byte) => byte.charCodeAt(0));
    }
    encodeInto(text, target) {
      let read = 0, written = 0;
      for (const character of text) {
        const bytes = this.encode(character);
        if (written + bytes.length > target.length) break;
        target.set(bytes, written);
        written += bytes.length;
        read += character.length;
      }
      return { read, written };
    }
  }

  const units = (codes) => {
    let text = "";
    for (let start = 0; start < codes.length; start += 8192) {
      text += String.fromCharCode.apply(null, codes.subarray(start, start + 8192));
    }
    return text;
  };

  class TextDecoder {
    constructor(encoding = "utf-8") { this.encoding = encoding.toLowerCase(); }
    decode(source = new Uint8Array()) {
      const bytes = ArrayBuffer.isView(source)
        ? new Uint8Array(source.buffer, source.byteOffset, source.byteLength)
        : new Uint8Array(source);
      if (this.encoding === "utf-16le") return units(new Uint16Array(bytes.slice().buffer));
      const text = units(bytes);
      if (!/[^\0-\x7f]/.test(text)) return text;
      try {
        return decodeURIComponent(escape(text));
      } catch {
        return text.replace(/[^\0-\x7f]/g, "\ufffd");
      }
    }
  }

  // Time. Timers run when the host calls `runTimers`.
  let timers = [];
  let lastTimer = 0;
  const setTimeout = (body, delay = 0, ...values) => {
    timers.push({ id: ++lastTimer, due: host.now() + Math.max(delay, 0), body, values });
    return lastTimer;
  };
  const clearTimeout = (id) => { timers = timers.filter((timer) => timer.id !== id); };
  const setInterval = (body, period, ...values) => {
    const again = () => { timers.push({ ...timer, due: host.now() + period }); body(...values); };
    const id = setTimeout(again, period);
    const timer = timers[timers.length - 1];
    return id;
  };
  const runTimers = () => {
    const now = host.now();
    const due = timers.filter((timer) => timer.due <= now).sort((a, b) => a.due - b.due);
    timers = timers.filter((timer) => timer.due > now);
    for (const timer of due) timer.body(...timer.values);
  };

  // WebAssembly compiles and instantiates at once; a memory grows up to the program's limit.
  const { Module, Instance, Memory } = WebAssembly;
  WebAssembly.compile = async (bytes) => new Module(bytes);
  WebAssembly.instantiate = async (source, imports) => {
    if (source instanceof Module) return new Instance(source, imports);
    const module = new Module(source);
    return { module, instance: new Instance(module, imports) };
  };
  WebAssembly.instantiateStreaming = async (response, imports) =>
    WebAssembly.instantiate(await (await response).arrayBuffer(), imports);
  WebAssembly.compileStreaming = async (response) =>
    new Module(await (await response).arrayBuffer());
  WebAssembly.Memory = function (wanted) {
    const maximum = Math.min(wanted.maximum ?? 65536, host.maximumPages);
    return new Memory(wanted.shared ? wanted : { ...wanted, maximum });
  };
  WebAssembly.Memory.prototype = Memory.prototype;

  const log = (...values) => host.log(values.map((value) => String(value?.stack ?? value)).join(" "));
  const bytesOf = (text) => Array.from(text, (character) => character.charCodeAt(0));
  const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

  class AbortController {
    constructor() { this.signal = Object.assign(new AbortSignal(), { aborted: false, addEventListener() {} }); }
    abort() { this.signal.aborted = true; }
  }

  class AbortSignal {
    static any() { return new AbortController().signal; }
    static timeout() { return new AbortController().signal; }
  }

  class WorkerGlobalScope {
    static [Symbol.hasInstance](value) { return value === globalThis; }
  }

  define({
    self: globalThis, WorkerGlobalScope, URL, Response, fetch, TextEncoder, TextDecoder,
    AbortController, AbortSignal, setTimeout, clearTimeout, setInterval, clearInterval: clearTimeout,
    location: new URL(ROOT + "worker.js"),
    navigator: { userAgent: "", platform: "" },
    console: { log, debug: log, info: log, warn: log, error: log, trace: log },
    performance: { now: () => host.now() },
    queueMicrotask: (body) => { Promise.resolve().then(body); },
    setImmediate: (body, ...values) => setTimeout(body, 0, ...values),
    importScripts: (...addresses) => addresses.forEach((address) => host.evaluate(nameOf(address))),
    crypto: { getRandomValues(array) {
      host.random(new Uint8Array(array.buffer, array.byteOffset, array.byteLength));
      return array;
    } },
    btoa(text) {
      const bytes = bytesOf(text);
      let result = "";
      for (let at = 0; at < bytes.length; at += 3) {
        const group = (bytes[at] << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
        const digits = [18, 12, 6, 0].map((shift) => DIGITS[(group >> shift) & 63]).join("");
        const kept = Math.min(bytes.length - at, 3) + 1;
        result += digits.slice(0, kept).padEnd(4, "=");
      }
      return result;
    },
    atob(text) {
      const values = bytesOf(text.replace(/[=\s]/g, "")).map((code) =>
        DIGITS.indexOf(String.fromCharCode(code)));
      let result = "", bits = 0, count = 0;
      for (const value of values) {
        bits = ((bits << 6) | value) & 0xffffff;
        count += 6;
        if (count >= 8) result += String.fromCharCode((bits >> (count -= 8)) & 255);
      }
      return result;
    },
  });
  return { host, runTimers };
})();

// Answers the benchmark's messages with the same distribution in Node.js; prints JSON on one line.
//
//     node node.mjs DISTRIBUTION WORKER.py BATCHES load.message NAME.message …
//
// The messages are those that the host sends, and travel as the host's do; beside each lies the
// host's reply, NAME.reply, which the one given here has to equal.

import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { basename, resolve } from "node:path";

const [folder, worker, batches, ...messages] = process.argv.slice(2);
const { loadPyodide } = createRequire(import.meta.url)(resolve(folder, "pyodide.js"));
const bridge = new URL("../Sources/Pyodide/Resources/bridge.py", import.meta.url);

const milliseconds = async (body) => {
  const start = performance.now();
  await body();
  return performance.now() - start;
};

let pyodide;
const start = await milliseconds(async () => {
  pyodide = await loadPyodide({ indexURL: resolve(folder) + "/" });
});
pyodide.runPython(readFileSync(worker, "utf8"));
pyodide.runPython(readFileSync(bridge, "utf8"));
const { room, answer, reply } = pyodide.globals.get("Bridge")();

const exchange = (request) => {
  const address = room(request.length);
  pyodide._module.HEAPU8.set(request, address);
  const count = answer(request.length);
  const begin = reply();
  return pyodide._module.HEAPU8.slice(begin, begin + count);
};

// How long each of some exchanges of a message took.
const measure = async (path, count) => {
  const request = readFileSync(path);
  const promised = readFileSync(path.replace(/message$/, "reply"));
  const times = [];
  for (let number = 0; number < count; number++) {
    let given;
    times.push(await milliseconds(() => { given = exchange(request); }));
    if (!promised.equals(given)) throw new Error(`${path} has another reply here`);
  }
  return times;
};

const [load, ...calls] = messages;
await measure(load, 1);
const times = {};
for (const path of calls) {
  times[basename(path, ".message")] = await measure(path, Number(batches));
}
const resident = process.memoryUsage().rss;
console.log(JSON.stringify({ start, times, resident }));

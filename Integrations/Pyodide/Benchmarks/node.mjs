// Runs the benchmark's functions with the same distribution in Node.js, as JSON on one line.
//
//     node node.mjs DISTRIBUTION WORKER.py FUNCTIONS.py ROWS REPETITIONS

import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";

const [folder, worker, functions, rows, repetitions] = process.argv.slice(2);
const { loadPyodide } = createRequire(import.meta.url)(resolve(folder, "pyodide.js"));

const milliseconds = async (body) => {
  const start = performance.now();
  await body();
  return performance.now() - start;
};

let pyodide;
const boot = await milliseconds(async () => {
  pyodide = await loadPyodide({ indexURL: resolve(folder) + "/" });
});
pyodide.runPython(readFileSync(worker, "utf8"));
pyodide.globals.set("source", readFileSync(functions, "utf8"));
pyodide.globals.set("rows", Number(rows));
pyodide.runPython(`
from array import array
from pyguest import _columns, _worker
import json
server = _worker.Server()
load = {"op": "load", "name": "functions.py", "source": source, "environment": {}}
assert _worker.read(server.answer(_worker.write(load)))[0]["status"] == "done"
def message(function, kind, values):
    column = _columns.pack(values, kind)
    sizes = {"validity": 0, "offsets": len(column.offsets), "values": len(column.values)}
    header = {"op": "call", "function": function, "rows": rows, "columns": [{"type": kind, "nulls": 0, **sizes}]}
    return _worker.write(header, b"", column.offsets, column.values)
messages = [message(0, 2, list(range(rows))), message(1, 4, [f"row-{row}-of" for row in range(rows)])]
def answer(number):
    return len(server.answer(messages[number]))
`);
const answer = pyodide.globals.get("answer");
const result = { boot };
for (const [number, name] of ["add_one", "second_part"].entries()) {
  const least = { elapsed: Infinity, processor: Infinity };
  for (let round = 0; round < Number(repetitions); round++) {
    const before = process.cpuUsage();
    const elapsed = await milliseconds(() => answer(number));
    const { user, system } = process.cpuUsage(before);
    least.elapsed = Math.min(least.elapsed, elapsed * 1e6 / Number(rows));
    least.processor = Math.min(least.processor, (user + system) * 1e3 / Number(rows));
  }
  result[name] = least;
}
result.memory = process.memoryUsage().rss;
result.numpy = await milliseconds(async () => {
  await pyodide.loadPackage("numpy", { messageCallback() {} });
  pyodide.runPython("import numpy");
});
console.log(JSON.stringify(result));

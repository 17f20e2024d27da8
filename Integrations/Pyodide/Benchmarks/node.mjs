// Runs the benchmark's functions with the same distribution in Node.js; prints JSON on one line.
//
//     node node.mjs DISTRIBUTION WORKER.py FUNCTIONS.py ROWS BATCHES

import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";

const [folder, worker, functions, rows, batches] = process.argv.slice(2);
const { loadPyodide } = createRequire(import.meta.url)(resolve(folder, "pyodide.js"));

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
pyodide.globals.set("source", readFileSync(functions, "utf8"));
pyodide.globals.set("rows", Number(rows));
pyodide.runPython(`
from pyguest import _columns, _worker
server = _worker.Server()
load = {"op": "load", "name": "functions.py", "source": source, "environment": {}}
assert _worker.read(server.answer(_worker.write(load)))[0]["status"] == "done"
def message(function, kind, values):
    column = _columns.pack(values, kind)
    sizes = {"validity": 0, "offsets": len(column.offsets), "values": len(column.values)}
    columns = [{"type": kind, "nulls": 0, **sizes}]
    header = {"op": "call", "function": function, "rows": rows, "columns": columns}
    return _worker.write(header, b"", column.offsets, column.values)
messages = [
    message(0, 2, list(range(rows))), message(1, 4, [f"row-{row}-of" for row in range(rows)])
]
def answer(number):
    return len(server.answer(messages[number]))
`);
const answer = pyodide.globals.get("answer");
const times = {};
for (const [number, name] of ["add_one", "second_part"].entries()) {
  times[name] = [];
  for (let batch = 0; batch < Number(batches); batch++) {
    times[name].push(await milliseconds(() => answer(number)));
  }
}
const resident = process.memoryUsage().rss;
console.log(JSON.stringify({ start, times, resident }));

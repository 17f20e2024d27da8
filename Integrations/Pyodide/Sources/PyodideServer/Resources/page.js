// Runs the program in the browser, with the messages that the host ran it with.
"use strict";

const part = (id) => document.getElementById(id);
const text = async (path) => (await fetch(path)).text();
const bytes = (base64) => Uint8Array.from(atob(base64), (digit) => digit.charCodeAt(0));

const start = async () => {
  const example = await (await fetch("example")).json();
  for (const name of ["program", "function", "rows"]) part(name).value = example[name];
  const pyodide = await loadPyodide({ indexURL: new URL("pyodide/", location).href });
  pyodide.runPython(await text("worker.py"));
  pyodide.runPython(await text("page.py"));
  return pyodide;
};

const answersOf = async (pyodide) => {
  const wanted = {};
  for (const name of ["program", "function", "rows"]) wanted[name] = part(name).value;
  const response = await fetch("run", { method: "POST", body: JSON.stringify(wanted) });
  if (!response.ok) throw new Error(await response.text());
  const host = await response.json();
  await pyodide.loadPackagesFromImports(wanted.program);
  const serve = pyodide.globals.get("serve");
  const result = serve(bytes(host.load), bytes(host.call), bytes(host.reply));
  const [same, error] = result.toJs();
  result.destroy();
  return { same, values: same ? host.values : [], error };
};

const show = ({ same, values, error }) => {
  const verdict = part("verdict");
  verdict.dataset.same = same;
  verdict.textContent = error ?? (same
    ? "The browser and the host gave the same answers."
    : "The browser's answers differ from the host's.");
  part("values").replaceChildren(...values.map((value, row) => {
    const line = document.createElement("tr");
    for (const content of [row + 1, value]) {
      line.append(Object.assign(document.createElement("td"), { textContent: content }));
    }
    return line;
  }));
  document.querySelector("table").hidden = values.length === 0;
};

const run = async (pyodide) => {
  part("run").disabled = true;
  part("verdict").textContent = "Running …";
  let report;
  try {
    report = await answersOf(pyodide);
  } catch (error) {
    report = { same: false, values: [], error: String(error.message).trim() };
  }
  show(report);
  await fetch("report", { method: "POST", body: JSON.stringify(report) });
  part("run").disabled = false;
};

start().then(
  (pyodide) => {
    part("run").addEventListener("click", () => run(pyodide));
    return run(pyodide);
  },
  (error) => { part("verdict").textContent = `Pyodide did not start: ${error.message}`; });

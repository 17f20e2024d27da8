// Starts Pyodide and serves the host's messages. The host calls what this returns.
({ host, runTimers }) => {
  const INDEX = "file:///pyodide/";
  let pyodide, room, answer, reply;

  // Promises as the host asks for them: once settled, `outcome` says how.
  const track = (promise) => {
    const outcome = { settled: false, value: undefined, error: undefined };
    promise.then(
      (value) => { outcome.settled = true; outcome.value = value; },
      (error) => { outcome.settled = true; outcome.error = error ?? new Error("it failed"); });
    return outcome;
  };

  const boot = async (options) => {
    pyodide = await loadPyodide({
      indexURL: INDEX, jsglobals: Object.create(null), env: { HOME: "/home/pyodide" }, ...options,
    });
  };

  const connect = () => {
    pyodide.setStdin({ stdin: () => null });
    pyodide.setStdout({ write: (bytes) => host.print(1, bytes) });
    pyodide.setStderr({ write: (bytes) => host.print(2, bytes) });
    pyodide.setInterruptBuffer(host.interruptBuffer);
    const scope = pyodide.toPy({});
    pyodide.runPython(host.bridge, { globals: scope, filename: "/lib/pyguest/bridge.py" });
    const bridge = scope.get("Bridge")();
    room = bridge.room;
    answer = bridge.answer;
    reply = bridge.reply;
    scope.destroy();
  };

  return {
    runTimers,
    // Starts afresh and hands over a snapshot of the memory, with the worker's modules in it.
    record: () => track((async () => {
      await boot({ _makeSnapshot: true });
      pyodide.runPython(host.worker);
      return pyodide.makeMemorySnapshot();
    })()),
    resume: (snapshot) => track((async () => {
      await boot({ _loadSnapshot: new Uint8Array(snapshot) });
      connect();
    })()),
    loadPackages: (source) => track(pyodide.loadPackagesFromImports(source, {
      messageCallback() {}, errorCallback: (text) => { throw new Error(text); },
      checkIntegrity: false,
    })),
    room: (count) => room(count),
    answer: (count) => answer(count),
    reply: () => reply(),
    memory: () => pyodide._module.HEAPU8,
    version: () => pyodide.version,
  };
};

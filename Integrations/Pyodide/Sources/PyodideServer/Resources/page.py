from pyguest import _columns, _worker


def serve(load, call, expected) -> tuple[bool, list[str]]:
    """Answers the host's messages: whether the reply is the host's, and its values as text."""
    server = _worker.Server()
    server.answer(load.to_bytes())
    reply = server.answer(call.to_bytes())
    header, buffers = _worker.read(reply)
    if header["status"] != "done":
        raise RuntimeError(header["error"]["message"])
    rows = _worker.read(call.to_bytes())[0]["rows"]
    column = buffers.column(header["column"])
    return reply == expected.to_bytes(), [repr(value) for value in _columns.decode(column, rows)]

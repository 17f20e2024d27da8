from pyguest import _columns, _worker


def serve(load, call, expected) -> tuple[bool, list[str], str | None]:
    """Answers the host's messages: whether the reply is the host's, and what it says: the values
    as text, or what the program raised.
    """
    server = _worker.Server()
    server.answer(load.to_bytes())
    reply = server.answer(call.to_bytes())
    same = reply == expected.to_bytes()
    header, buffers = _worker.read(reply)
    if header["status"] != "done":
        return same, [], header["error"]["message"]
    rows = _worker.read(call.to_bytes())[0]["rows"]
    column = buffers.column(header["column"])
    return same, [repr(value) for value in _columns.decode(column, rows)], None

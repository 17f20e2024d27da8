from pyguest import _columns, _program, _worker


def serve(load, call, expected) -> tuple[bool, list[str], str | None]:
    """Answers the host's messages: whether the reply is the host's, and what it says: the values
    as text, or what the program raised.
    """
    server = _worker.Server()
    server.answer(load.to_bytes())
    reply = server.answer(call.to_bytes())
    same = reply == expected.to_bytes()
    request, _ = _worker.read(call.to_bytes())
    header, buffers = _worker.read(reply)
    if header["status"] != "done":
        return same, [], _told(header["error"], request["function"])
    column = buffers.column(header["column"])
    return same, [repr(value) for value in _columns.decode(column, request["rows"])], None


def _told(error: dict, function: int) -> str:
    """What went wrong, with the function's name in front of what it did."""
    if error["code"] == "python_exception":
        return error["message"]
    return f"{list(_program.signatures)[function]} {error['message']}"

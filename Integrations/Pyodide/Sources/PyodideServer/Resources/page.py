from pyguest.worker import messages
from pyguest.worker.server import Server


def serve(load, call, expected) -> tuple[bool, str | None]:
    """Answers the host's messages: whether the reply is the host's, and what the program raised."""
    server = Server()
    loaded, _ = messages.read(server.answer(load.to_bytes()))
    reply = server.answer(call.to_bytes())
    header, _ = messages.read(reply)
    if header["status"] == "done":
        return reply == expected.to_bytes(), None
    request, _ = messages.read(call.to_bytes())
    name = loaded["functions"][request["function"]]["name"]
    return reply == expected.to_bytes(), _told(header["error"], name)


def _told(error: dict, function: str) -> str:
    """What went wrong, with the function's name in front of what it did."""
    if error["code"] == "python_exception":
        return error["message"]
    return f"{function} {error['message']}"

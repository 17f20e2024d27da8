from pyguest.worker import messages
from pyguest.worker.server import Server


def serve(load, call, expected) -> tuple[bool, str | None]:
    """Answers the host's messages: whether the reply is the host's, and what the program raised."""
    server = Server()
    server.answer(load.to_bytes())
    reply = server.answer(call.to_bytes())
    header, _ = messages.read(reply)
    error = None if header["status"] == "done" else header["error"]["message"]
    return reply == expected.to_bytes(), error

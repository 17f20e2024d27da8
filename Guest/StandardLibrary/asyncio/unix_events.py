"""The event loop of a machine without files, sockets, processes and threads: it sleeps.

Takes the place of asyncio's module of this name.
"""

import socket
import time

from . import base_events, events

__all__ = ("DefaultEventLoopPolicy", "EventLoop", "SelectorEventLoop")


class _Sleep:
    """Waits until a time, in the place of a selector: there is nothing else to wait for."""

    def select(self, timeout):
        if timeout is None:
            raise RuntimeError(
                "the event loop would wait forever: every task waits for another, "
                "and there is nothing outside that could wake one"
            )
        if timeout > 0:
            time.sleep(timeout)
        return ()

    def close(self):
        pass


class EventLoop(base_events.BaseEventLoop):
    """Runs coroutines that wait for time and for each other."""

    def __init__(self):
        super().__init__()
        self._selector = _Sleep()

    def _process_events(self, event_list):
        pass

    def _write_to_self(self):
        # The loop runs in the only thread, and so is awake.
        pass

    def run_in_executor(self, executor, func, *args):
        if executor is None and self._default_executor is None:
            self._check_closed()
            raise RuntimeError("can't start new thread: the guest has one alone")
        return super().run_in_executor(executor, func, *args)

    async def getaddrinfo(self, host, port, *, family=0, type=0, proto=0, flags=0):
        return socket.getaddrinfo(host, port, family, type, proto, flags)

    async def getnameinfo(self, sockaddr, flags=0):
        return socket.getnameinfo(sockaddr, flags)


SelectorEventLoop = EventLoop


class DefaultEventLoopPolicy(events.BaseDefaultEventLoopPolicy):
    """Makes these event loops."""

    _loop_factory = EventLoop

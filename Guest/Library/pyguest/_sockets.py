"""What the module `socket` has elsewhere, refusing as where there is no network.

There is nothing to reach: what would look a name up, or tell of a network, fails with the errors
that CPython documents for that. `socket.socket()` itself fails in C.
"""

import _socket
import errno
import os
import typing


def _unresolved(*_: object, **__: object) -> typing.NoReturn:
    raise _socket.gaierror(_socket.EAI_FAIL, "Non-recoverable failure in name resolution")


def _unknown_host(*_: object, **__: object) -> typing.NoReturn:
    raise _socket.herror(1, "Unknown host")


def _no_service(*_: object, **__: object) -> typing.NoReturn:
    raise OSError("service/proto not found")


def _no_port(*_: object, **__: object) -> typing.NoReturn:
    raise OSError("port/proto not found")


def _no_protocol(*_: object, **__: object) -> typing.NoReturn:
    raise OSError("protocol not found")


def _no_interface(*_: object, **__: object) -> typing.NoReturn:
    raise OSError(errno.ENODEV, os.strerror(errno.ENODEV))


def _not_permitted(*_: object, **__: object) -> typing.NoReturn:
    raise PermissionError(errno.EPERM, os.strerror(errno.EPERM))


def _hostname() -> str:
    return "localhost"


def _text_of_address(packed: bytes, /) -> str:
    return _socket.inet_ntop(_socket.AF_INET, packed)


def _no_interfaces() -> list[tuple[int, str]]:
    return []


FUNCTIONS = {
    "getaddrinfo": _unresolved,
    "getnameinfo": _unresolved,
    "gethostbyname": _unresolved,
    "gethostbyname_ex": _unresolved,
    "gethostbyaddr": _unknown_host,
    "getservbyname": _no_service,
    "getservbyport": _no_port,
    "getprotobyname": _no_protocol,
    "if_nameindex": _no_interfaces,
    "if_nametoindex": _no_interface,
    "if_indextoname": _no_interface,
    "gethostname": _hostname,
    "sethostname": _not_permitted,
    "inet_ntoa": _text_of_address,
}

"""A function as it comes from practice: rates one line of a web server's log.

It parses the line, takes the address, the request and the browser apart, and sums up how
suspicious the line is, with helpers, tables, regular expressions and exceptions.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

LINE = re.compile(
    r"(?P<host>\S+) \S+ (?P<user>\S+) \[(?P<time>[^\]]+)\] "
    r'"(?P<request>[^"]*)" (?P<status>\d{3}) (?P<size>\d+|-)'
    r'(?: "(?P<referrer>[^"]*)" "(?P<agent>[^"]*)")?'
)

METHODS = {"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"}

MONTHS = {
    "Jan": 1,
    "Feb": 2,
    "Mar": 3,
    "Apr": 4,
    "May": 5,
    "Jun": 6,
    "Jul": 7,
    "Aug": 8,
    "Sep": 9,
    "Oct": 10,
    "Nov": 11,
    "Dec": 12,
}

STATUS_WEIGHT = {200: 0, 204: 0, 301: 1, 302: 1, 304: 0, 400: 6, 401: 8, 403: 9, 404: 4, 500: 5}

SUSPICIOUS_PATHS = (
    "/wp-login",
    "/.env",
    "/.git",
    "/phpmyadmin",
    "/cgi-bin",
    "/etc/passwd",
    "/admin",
)

SUSPICIOUS_WORDS = ("select", "union", "script", "onload", "../", "%00", "sleep(")

BROWSERS = (
    ("Firefox/", "firefox"),
    ("Edg/", "edge"),
    ("Chrome/", "chrome"),
    ("Safari/", "safari"),
    ("curl/", "tool"),
    ("python-requests/", "tool"),
    ("bot", "bot"),
)


@dataclass(slots=True)
class Request:
    """A request line taken apart."""

    method: str
    path: str
    query: dict[str, str]
    version: str


@dataclass(slots=True)
class Entry:
    """A line of the log."""

    host: str
    hour: int
    request: Request | None
    status: int
    size: int
    browser: str
    is_referred: bool


class Malformed(ValueError):
    """A line that is not of the log's form."""


def _parse_query(text: str) -> dict[str, str]:
    query = {}
    for part in text.split("&"):
        if not part:
            continue
        name, _, value = part.partition("=")
        query[_unquote(name)] = _unquote(value)
    return query


def _unquote(text: str) -> str:
    if "%" not in text and "+" not in text:
        return text
    pieces = text.replace("+", " ").split("%")
    result = [pieces[0]]
    for piece in pieces[1:]:
        try:
            result.append(chr(int(piece[:2], 16)) + piece[2:])
        except ValueError:
            result.append("%" + piece)
    return "".join(result)


def _parse_request(text: str) -> Request | None:
    parts = text.split(" ")
    if len(parts) != 3 or parts[0] not in METHODS:
        return None
    method, target, version = parts
    path, _, query = target.partition("?")
    return Request(method, path, _parse_query(query), version)


def _parse_hour(text: str) -> int:
    day, _, rest = text.partition("/")
    month, _, rest = rest.partition("/")
    if month not in MONTHS or not day.isdigit():
        raise Malformed(text)
    clock = rest.split(":")
    if len(clock) != 4:
        raise Malformed(text)
    return int(clock[1])


@lru_cache(maxsize=256)
def _browser_of(agent: str) -> str:
    for mark, name in BROWSERS:
        if mark in agent:
            return name
    return "other" if agent and agent != "-" else "none"


def _parse(line: str) -> Entry:
    match = LINE.fullmatch(line)
    if match is None:
        raise Malformed(line)
    fields = match.groupdict()
    size = 0 if fields["size"] == "-" else int(fields["size"])
    return Entry(
        host=fields["host"],
        hour=_parse_hour(fields["time"]),
        request=_parse_request(fields["request"]),
        status=int(fields["status"]),
        size=size,
        browser=_browser_of(fields["agent"] or ""),
        is_referred=fields["referrer"] not in (None, "", "-"),
    )


def _is_private(host: str) -> bool:
    parts = host.split(".")
    if len(parts) != 4 or not all(part.isdigit() for part in parts):
        return False
    first, second = int(parts[0]), int(parts[1])
    return first == 10 or (first == 192 and second == 168) or (first == 172 and 16 <= second < 32)


def _request_score(request: Request | None) -> float:
    if request is None:
        return 20.0
    score = 0.0
    path = request.path.lower()
    for suspicious in SUSPICIOUS_PATHS:
        if suspicious in path:
            score += 12
    for value in request.query.values():
        lowered = value.lower()
        score += 6 * sum(word in lowered for word in SUSPICIOUS_WORDS)
        if len(value) > 200:
            score += 3
    if request.method in ("PUT", "DELETE"):
        score += 4
    if request.version == "HTTP/1.0":
        score += 1
    return score


def rate(line: str) -> float:
    """How suspicious a line of the log is, from 0 to 100."""
    try:
        entry = _parse(line)
    except Malformed:
        return 50.0
    score = _request_score(entry.request) + STATUS_WEIGHT.get(entry.status, 2)
    if entry.browser in ("none", "tool"):
        score += 5
    elif entry.browser == "bot":
        score += 2
    if not entry.is_referred:
        score += 1
    if entry.hour < 5:
        score *= 1.25
    if entry.size > 1_000_000:
        score += 2
    return 0.0 if _is_private(entry.host) else min(score, 100.0)

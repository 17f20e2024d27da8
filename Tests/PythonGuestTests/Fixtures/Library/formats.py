"""Modules that are imported when they are used: formats, text, and what the sandbox limits.

Each function checks itself and returns True.
"""

import io


def use_abc() -> bool:
    import abc

    class Base(abc.ABC):
        @abc.abstractmethod
        def run(self): ...

    try:
        Base()
    except TypeError:
        return True


def use_argparse() -> bool:
    import argparse

    parser = argparse.ArgumentParser()
    parser.add_argument("--count", type=int)
    return parser.parse_args(["--count", "3"]).count == 3


def use_bz2_is_missing() -> bool:
    try:
        import bz2
    except ImportError:
        return True
    return bz2.decompress(bz2.compress(b"a")) == b"a"


def use_cmath() -> bool:
    import cmath

    return abs(cmath.exp(1j * cmath.pi) + 1) < 1e-12


def use_codecs() -> bool:
    import codecs

    return codecs.decode("uryyb", "rot13") == "hello" and "ü".encode("latin-1") == b"\xfc"


def use_other_encodings() -> bool:
    names = ["cp1252", "utf-16", "utf-32", "iso8859-15", "cp437", "koi8-r", "mac-roman"]
    return all("aé".encode(n, "replace").decode(n)[0] == "a" for n in names)


def use_colorsys() -> bool:
    import colorsys

    return colorsys.rgb_to_hsv(1, 0, 0) == (0, 1, 1)


def use_concurrent_futures() -> bool:
    import concurrent.futures

    return concurrent.futures.Future().done() is False


def use_contextvars() -> bool:
    import contextvars

    variable = contextvars.ContextVar("v", default=1)
    variable.set(2)
    return variable.get() == 2


def use_email() -> bool:
    import email.message
    import email.parser

    message = email.message.EmailMessage()
    message["Subject"] = "Größe"
    message.set_content("Hello")
    return email.parser.Parser().parsestr(message.as_string()).get_payload().strip() == "Hello"


def use_gettext() -> bool:
    import gettext

    return gettext.gettext("text") == "text"


def use_gzip() -> bool:
    import gzip

    return gzip.decompress(gzip.compress(b"hello" * 100)) == b"hello" * 100


def use_html() -> bool:
    import html
    import html.parser

    found = []

    class Links(html.parser.HTMLParser):
        def handle_starttag(self, tag, attributes):
            found.append((tag, dict(attributes)))

    Links().feed('<a href="x&amp;y">z</a>')
    return found == [("a", {"href": "x&y"})] and html.escape("<&>") == "&lt;&amp;&gt;"


def use_http() -> bool:
    import http

    return http.HTTPStatus(404).phrase == "Not Found"


def use_inspect() -> bool:
    import inspect

    source = inspect.getsource(use_inspect)
    return (
        source.startswith("def use_inspect()") and str(inspect.signature(use_html)) == "() -> bool"
    )


def use_ipaddress() -> bool:
    import ipaddress

    return ipaddress.ip_address("10.1.2.3") in ipaddress.ip_network("10.0.0.0/8")


def use_keyword() -> bool:
    import keyword

    return keyword.iskeyword("def")


def use_locale() -> bool:
    import locale

    return locale.str(1.5) == "1.5" and locale.getlocale() is not None


def use_logging() -> bool:
    import logging

    stream = io.StringIO()
    logger = logging.getLogger("test")
    logger.addHandler(logging.StreamHandler(stream))
    logger.warning("careful: %s", 5)
    return stream.getvalue() == "careful: 5\n"


def use_mimetypes() -> bool:
    import mimetypes

    return mimetypes.guess_type("a.csv")[0] == "text/csv"


def use_pathlib() -> bool:
    import pathlib

    path = pathlib.PurePosixPath("/data") / "sales.csv"
    return path.suffix == ".csv" and pathlib.Path("a/../b").parts == ("a", "..", "b")


def use_plistlib() -> bool:
    import plistlib

    return plistlib.loads(plistlib.dumps({"a": [1, b"b"]})) == {"a": [1, b"b"]}


def use_queue() -> bool:
    import queue

    items = queue.Queue()
    items.put(1)
    return items.get() == 1


def use_quopri() -> bool:
    import quopri

    return quopri.encodestring("ü".encode()) == b"=C3=BC"


def use_reprlib() -> bool:
    import reprlib

    return reprlib.repr(list(range(100))) == "[0, 1, 2, 3, 4, 5, ...]"


def use_sched() -> bool:
    import sched

    found = []
    scheduler = sched.scheduler()
    scheduler.enter(0, 1, found.append, (1,))
    scheduler.run()
    return found == [1]


def use_shlex() -> bool:
    import shlex

    return shlex.split("a 'b c'") == ["a", "b c"]


def use_symtable() -> bool:
    import symtable

    return symtable.symtable("x = 1", "f", "exec").lookup("x").is_global()


def use_threading() -> bool:
    import threading

    with threading.Lock(), threading.RLock():
        local = threading.local()
        local.value = 1
    return threading.current_thread() is threading.main_thread()


def use_timeit() -> bool:
    import timeit

    return timeit.timeit("1 + 1", number=10) >= 0


def use_traceback() -> bool:
    import traceback

    try:
        1 / 0
    except ZeroDivisionError:
        return traceback.format_exc().endswith("ZeroDivisionError: division by zero\n")


def use_unittest() -> bool:
    import unittest
    import unittest.mock

    class Case(unittest.TestCase):
        def test(self):
            self.assertEqual(unittest.mock.Mock(return_value=5)(), 5)

    result = unittest.TextTestRunner(stream=io.StringIO()).run(
        unittest.defaultTestLoader.loadTestsFromTestCase(Case)
    )
    return result.wasSuccessful()


def use_warnings() -> bool:
    import warnings

    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        warnings.warn("careful")
    return len(caught) == 1


def use_weakref() -> bool:
    import weakref

    class Thing:
        pass

    thing = Thing()
    reference = weakref.ref(thing)
    del thing
    return reference() is None


def use_xml() -> bool:
    import xml.dom.minidom
    import xml.etree.ElementTree as ElementTree
    import xml.sax.saxutils

    tree = ElementTree.fromstring("<a b='1'>text<c/></a>")
    title = xml.dom.minidom.parseString("<t>ü</t>").documentElement.firstChild.data
    return tree.get("b") == "1" and title == "ü" and xml.sax.saxutils.escape("<") == "&lt;"


def use_zipfile() -> bool:
    import zipfile

    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", "hello" * 100)
    return zipfile.ZipFile(buffer).read("a.txt") == b"hello" * 100


def use_tarfile() -> bool:
    import tarfile

    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as archive:
        member = tarfile.TarInfo("a.txt")
        member.size = 5
        archive.addfile(member, io.BytesIO(b"hello"))
    buffer.seek(0)
    with tarfile.open(fileobj=buffer) as archive:
        return archive.extractfile("a.txt").read() == b"hello"


def use_zoneinfo() -> bool:
    import zoneinfo

    return zoneinfo.ZoneInfo("Europe/Berlin").key == "Europe/Berlin"


def use_asyncio_primitives() -> bool:
    import asyncio

    return asyncio.Queue(maxsize=1).maxsize == 1


def drive_a_coroutine() -> bool:
    async def answer():
        return 42

    try:
        answer().send(None)
    except StopIteration as stop:
        return stop.value == 42


def use_importlib_metadata() -> bool:
    import importlib.metadata
    import importlib.resources

    return list(importlib.metadata.distributions()) == []


def use_platform() -> bool:
    import platform
    import sys

    return platform.python_version() == "3.13.5" and sys.platform == "wasi"


def use_sqlite3_is_missing() -> bool:
    try:
        import sqlite3
    except ImportError:
        return True
    return sqlite3 is None


def use_timezones() -> bool:
    import datetime
    import time

    moment = datetime.datetime(2024, 1, 1, tzinfo=datetime.timezone(datetime.timedelta(hours=2)))
    return moment.astimezone(datetime.UTC).hour == 22 and time.gmtime(0).tm_year == 1970

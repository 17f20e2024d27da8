"""Mends in Nuitka's sources what ends compiled programs, or makes them answer wrongly.

Nuitka casts functions to the type of the slot they go to, some with parameters left out that
they do not use. Processors do not mind; WebAssembly ends a call through a pointer of another
type. So the parameters are added, to the functions and to where they are called by name.

The other mended place makes `*rest` at the end of a sequence pattern empty.
"""

import re

from project.failure import Failure

# A function that is cast to the type of a slot, and how it is called where that matters.
CASTS = re.compile(r"\((getter|setter|PyCFunction)\)\s*(\w+)(?:,\s*((?:METH_\w+[ |]*)+))?")

PARAMETERS = {"getter": 2, "setter": 3, "PyCFunction": 2}

# Returns nothing where the slot's type returns an int.
FRAME_CLEAR = "static void Nuitka_Frame_tp_clear(struct Nuitka_FrameObject *frame)"
FRAME_CLEAR_SLOT = """
static int Nuitka_Frame_tp_clear_slot(PyObject *frame) {
    Nuitka_Frame_tp_clear((struct Nuitka_FrameObject *)frame);
    return 0;
}
"""

LAST_STAR = """star_pos == len(pattern.patterns):
                    slice_value = slice(count)
"""
LAST_STAR_MENDED = """star_pos + 1 == len(pattern.patterns):
                    slice_value = slice(count, None)
"""


def mend(folder):
    """Rewrites the package's sources. One that is not as expected is a failure."""
    sources = folder / "build" / "static_src"
    if not sum(_mend_casts(file) for file in sorted(sources.glob("*.c"))):
        raise Failure(f"{sources} holds none of the functions whose types were to be mended.")
    file = folder / "tree" / "ReformulationMatchStatements.py"
    text = file.read_text()
    if text.count(LAST_STAR) != 1:
        raise Failure(f"{file} does not treat the last * of a pattern as expected.")
    file.write_text(text.replace(LAST_STAR, LAST_STAR_MENDED))


def _mend_casts(file):
    before = text = file.read_text()
    for cast, name, flags in CASTS.findall(before):
        if name != "NULL":
            wanted = 3 if "METH_KEYWORDS" in flags else PARAMETERS[cast]
            text = _with_parameters(text, name, wanted, file)
    if "(inquiry)Nuitka_Frame_tp_clear," in text:
        text = _with_frame_clear(text, file)
    if text != before:
        file.write_text(text)
    return text != before


def _with_parameters(text, name, wanted, file):
    """The text with a function that has as many parameters as wanted."""
    found = re.findall(rf"^static \w+ \*?{name}\(([^)]*)\) {{", text, re.MULTILINE)
    if len(found) != 1:
        raise Failure(f"{file} defines {name} {len(found)} times, not once.")
    count = found[0].count(",") + 1
    if count == 3 and wanted == 2:
        # Takes arguments and keywords, but is said to take none.
        cast = rf"(\(PyCFunction\){name}, )METH_NOARGS"
        return re.sub(cast, r"\1METH_VARARGS | METH_KEYWORDS", text)
    if wanted - count not in (0, 1):
        raise Failure(f"{file}: {name} has {count} parameters, not {wanted}.")
    if count == wanted:
        return text
    text = re.sub(rf"(?<!\w){name}\(([^()]*)\)(?! {{)", rf"{name}(\1, NULL)", text)
    return re.sub(rf"(?<!\w){name}\(([^()]*)\) {{", rf"{name}(\1, void *unused) {{", text)


def _with_frame_clear(text, file):
    end = text.find("\n}\n", text.find(FRAME_CLEAR + " {")) + 3
    if FRAME_CLEAR not in text or end < 3:
        raise Failure(f"{file} does not define Nuitka_Frame_tp_clear as expected.")
    text = text[:end] + FRAME_CLEAR_SLOT + text[end:]
    return text.replace("(inquiry)Nuitka_Frame_tp_clear,", "Nuitka_Frame_tp_clear_slot,")

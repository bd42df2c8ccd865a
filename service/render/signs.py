"""Whether there are signs for what people typed: names of a class list, titles. Letters of Latin, Greek, Cyrillic and
Hebrew and the usual ones of Arabic come with Typst; for others the fonts of the system are taken, if they have them."""

from __future__ import annotations

import json
import re
import threading
from functools import lru_cache
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typst import Compiler

SHOWN = b"""#set document(title: "t")
#set text(font: "New Computer Modern")
#json(bytes(sys.inputs.text))"""
UNSHOWN = re.compile(r"the text `(\".*\")` could not be displayed")
"""What Typst says where a PDF must not show empty boxes."""

_local = threading.local()


def compiler(*, foreign: bool = False) -> Compiler:
    """The compiler of this thread: it is not thread-safe. Its root is a folder that is gone: it can read no file.

    A `foreign` one also takes the fonts of the system, so that what it makes depends on them.
    """
    name = "foreign" if foreign else "own"
    if not hasattr(_local, name):
        from typst import Compiler

        with TemporaryDirectory(prefix="problembank-typst-") as nowhere:
            setattr(_local, name, Compiler(root=nowhere, ignore_system_fonts=not foreign))
    found: Compiler = getattr(_local, name)
    return found


@lru_cache(maxsize=1024)
def unshown(text: str, *, foreign: bool) -> str:
    """The first signs of a text that no font has; empty if all can be printed. Takes two milliseconds."""
    from typst import TypstError

    try:
        compiler(foreign=foreign).compile(
            SHOWN, format="pdf", timestamp=0, sys_inputs={"text": json.dumps(text)}, pdf_standards=["ua-1"]
        )
    except TypstError as error:
        if (found := UNSHOWN.search(str(error))) is None:
            raise
        return str(json.loads(found[1]))
    return ""

"""Words as people type them, made comparable: white space, quotation marks, dashes, ligatures, accents, capitals."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_SIGNS = str.maketrans(
    {
        **dict.fromkeys("‘’‚‛ʼ′`´", "'"),
        **dict.fromkeys("“”„‟«»″", '"'),
        **dict.fromkeys("‐‑‒–—―−", "-"),
        **dict.fromkeys("\u00a0\u2002\u2003\u2007\u2009\u200a\u202f\u3000", " "),
        **dict.fromkeys("\u00ad\u200b\u200c\u200d\u2060\ufeff", ""),
        **{"…": "...", "ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl"},
    }
)
_UNMARKED = str.maketrans({"ß": "ss", "ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "ı": "i"})


_COMMANDS = {
    r"\{": "{", r"\}": "}", r"\ ": " ", r"\,": " ", r"\;": " ", r"\quad": " ", r"\to": "→", r"\rightarrow": "→",
    r"\Rightarrow": "→", r"\lt": "<", r"\gt": ">", r"\left": "", r"\right": "",
}  # fmt: skip
_COMMAND = re.compile(r"\\(?:[A-Za-z]+|[{} ,;])")
_WORDS = re.compile(r"\\(?:text|mathrm|textrm|mathit|textit|textbf|mathbf|operatorname|mbox)\s*\{([^{}\\]*)\}")


def without_commands(text: str) -> str:
    r"""The text without the commands that words and lists have in LaTeX, blanks in their place, so that columns stay.

    >>> without_commands(r"\{\text{a}, b\}")
    ' {      a , b }'
    """
    if "\\" not in text:
        return text
    bare = _WORDS.sub(lambda match: match[1].rjust(len(match[0]) - 1) + " ", text)
    return _COMMAND.sub(lambda match: _COMMANDS.get(match[0], match[0]).rjust(len(match[0])), bare)


def typewritten(text: str) -> str:
    """The text with typewriter signs for typographic ones; white space as it is."""
    return unicodedata.normalize("NFC", text).translate(_SIGNS)


def unmarked(text: str) -> str:
    """The text without capitals and accents."""
    apart = unicodedata.normalize("NFD", text.casefold().translate(_UNMARKED))
    return "".join(sign for sign in apart if not unicodedata.combining(sign))


@lru_cache(maxsize=1024)
def plain(text: str) -> str:
    """The text in typewriter signs and with single spaces.

    >>> plain("  one–to–one\u00a0‘map’ ")
    "one-to-one 'map'"
    """
    return " ".join(typewritten(text).split())


@lru_cache(maxsize=1024)
def folded(text: str) -> str:
    """The plain text without capitals and accents.

    >>> folded("Bézout’s")
    "bezout's"
    """
    return unmarked(plain(text))


def unquoted(text: str) -> str:
    """What stands inside one pair of quotation marks or brackets around all of a text, else the text.

    >>> unquoted('"singular"'), unquoted("(a)"), unquoted("(a) or (b)")
    ('singular', 'a', '(a) or (b)')
    """
    for left, right in ('""', "''", "()", "[]", "{}"):
        if len(text) > 2 and text[0] == left and text[-1] == right and not set(text[1:-1]) & {left, right}:
            return text[1:-1].strip()
    return text


def one_slip_apart(a: str, b: str) -> bool:
    """Whether one letter more, less or other, or two neighbours exchanged, turn one text into the other.

    >>> one_slip_apart("median", "meadian"), one_slip_apart("median", "meidan"), one_slip_apart("median", "mean")
    (True, True, False)
    """
    short, long = sorted((a, b), key=len)
    if a == b or len(long) - len(short) > 1:
        return False
    i = next((i for i, (x, y) in enumerate(zip(short, long, strict=False)) if x != y), len(short))
    if len(short) < len(long):
        return short[i:] == long[i + 1 :]
    exchanged = short[i : i + 2] == long[i : i + 2][::-1] and short[i + 2 :] == long[i + 2 :]
    return exchanged or short[i + 1 :] == long[i + 1 :]

"""References: what stands on every page of a sheet and finds it again.

`M2XD-9FBC-B7KQ-2` names the set of sheets by eight signs, the variant by four, and ends with a check sign. Set and
variant are drawn with the key of the order, which the service derives from its secret: 57 bits that nobody can make up,
in signs of which none looks like another.
"""

from __future__ import annotations

from typing import NamedTuple

from service.compose import CODE, LETTERS, lot, spelled

SET = 8
LENGTH = SET + CODE + 1


class Mistyped(ValueError):
    """Not a reference: the message says what is wrong with it."""


class Reference(NamedTuple):
    set: str
    code: str


def set_of(key: str) -> str:
    """The signs that name a set of sheets."""
    return spelled(lot(key, "set"), SET)


def shown_set(set: str) -> str:
    """As it is printed: `M2XD-9FBC`."""
    return f"{set[:4]}-{set[4:]}"


def spell(set: str, code: str) -> str:
    """The reference of one variant, as it is printed."""
    return f"{shown_set(set)}-{code}-{check_sign(set + code)}"


def read(text: str) -> Reference:
    """What was typed or scanned; dashes, blanks and small letters do not matter, nor does an address before it.

    Raises `Mistyped`.
    """
    typed = text.strip().rstrip("/").rpartition("/")[2]
    signs = "".join(typed.split()).replace("-", "").upper()
    shown = repr(typed[:40])
    if stray := [sign for sign in signs if sign not in LETTERS]:
        raise Mistyped(f"{shown} has the sign {stray[0]!r}, which no sheet code has; its signs are {LETTERS}")
    if len(signs) != LENGTH:
        raise Mistyped(f"{shown} has {len(signs)} signs; a sheet code has {LENGTH}, such as M2XD-9FBC-B7KQ-2")
    if check_sign(signs[:-1]) != signs[-1]:
        raise Mistyped(f"{shown} is mistyped: its last sign does not fit the others")
    return Reference(signs[:SET], signs[SET:-1])


def check_sign(signs: str) -> str:
    """Finds every single wrong sign, and nearly all neighbours that changed places: ISO/IEC 7064, MOD 29,28."""
    size = len(LETTERS)
    left = size
    for sign in signs:
        left = (left + LETTERS.index(sign)) % size or size
        left = left * 2 % (size + 1)
    return LETTERS[(1 - left) % size]

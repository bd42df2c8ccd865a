"""The code that checks answers inside an exported notebook, with salted hashes or by asking a service.

The text of this module is copied into the notebook, so it imports nothing but the standard library. The writer of
notebooks uses the same functions to make the hashes.
"""

import hashlib
import json
import os
import re
import urllib.error
import urllib.request
from fractions import Fraction
from typing import Any

NUMBER = re.compile(r"([+-]?)(\d+\.?\d*(?:e[+-]?\d{1,3})?|\.\d+)(?:/(\d+\.?\d*|\.\d+))?(%?)", re.IGNORECASE)
CHECKS: dict[str, dict[str, Any]] = {}
TYPED: dict[str, dict[str, str]] = {}


def number(text: str) -> Fraction:
    """`3`, `-0.5`, `2/3`, `1e-3`, `5%`. Raises `ValueError` for anything else."""
    found = NUMBER.fullmatch(re.sub(r"\s*/\s*", "/", text.strip().replace("\u2212", "-")))
    if found is None or (found[3] and not Fraction(found[3])):
        raise ValueError(f"{text.strip()!r} is not a number such as 3, -0.5 or 2/3")
    value = Fraction(found[2]) / Fraction(found[3] or 1) / (100 if found[4] else 1)
    return -value if found[1] == "-" else value


def plain(answer: Any) -> str:
    """An answer as text: numbers, lists, sets and arrays of Python are written out."""
    if isinstance(answer, str):
        return answer.strip()
    if hasattr(answer, "tolist"):
        answer = answer.tolist()
    if isinstance(answer, (list, tuple)):
        return "[" + ", ".join(plain(each) for each in answer) + "]"
    if isinstance(answer, (set, frozenset)):
        return "{" + ", ".join(plain(each) for each in sorted(answer)) + "}"
    return str(answer)


def numbers(text: str) -> list[Fraction]:
    inner = re.sub(r"[\[\](){}]", " ", text).strip()
    return [number(each) for each in re.split(r"[,;]", inner)] if inner else []


def tokens(how: str, text: str, grid: list[str]) -> list[str]:
    """What is hashed: the answer in one spelling; with a grid, a token for each entry. Raises `ValueError`."""
    if how == "words":
        return [" ".join(text.lower().split())]
    if how in ("options", "order"):
        marks = re.findall(r"\w+", text.lower())
        return [",".join(sorted(set(marks)) if how == "options" else marks)]
    if how == "pairs":
        found = re.findall(r"(\w+)\s*[-\u2013:=>]+\s*(\w+)", text.lower())
        return [",".join(sorted(f"{left}-{right}" for left, right in found))]
    values = numbers(text)
    if how == "set":
        values = sorted(set(values))
    if how == "direction":
        lead = next((value for value in values if value), Fraction(1))
        values = [value / lead for value in values]
    shape = "matrix" if how == "matrix" else ""
    if shape:
        shape = str(len(re.split(r"[\])]\s*,?\s*[\[(]|;", text)))
    if not grid:
        return [shape + "|" + ",".join(map(str, values))]
    if len(values) != len(grid):
        return []
    return [
        f"{shape}|{i}|{round(value / Fraction(step))}" for i, (value, step) in enumerate(zip(values, grid, strict=True))
    ]


def digest(salt: str, token: str) -> str:
    return hashlib.sha256(f"{salt}|{token}".encode()).hexdigest()[:20]


def fits(found: list[str], wanted: list[list[str]], salt: str) -> bool:
    return len(found) == len(wanted) and all(
        digest(salt, each) in right for each, right in zip(found, wanted, strict=True)
    )


def compared(name: str, text: str) -> tuple[bool, str]:
    """Whether an answer is right by its hash, and what to say to it."""
    case = CHECKS[name]
    try:
        found = tokens(case["how"], text, case["grid"])
    except ValueError as error:
        return False, f"cannot be read: {error}."
    if fits(found, case["right"], case["salt"]):
        return True, "right."
    said = [slip["text"] for slip in case["slips"] if fits(found, slip["hashes"], case["salt"])]
    return False, "wrong. " + (said[0] if said else "Try again.")


def asked(name: str, text: str) -> tuple[bool, str]:
    """The same by asking the service; the answers to earlier parts go with it. PROBLEMBANK_KEY holds the API key."""
    case = CHECKS[name]
    typed = TYPED.setdefault(case["recipe"], {})
    typed[case["part"]] = text
    request = urllib.request.Request(
        f"{case['url']}/api/v1/exercises/{case['recipe']}/check",
        json.dumps({"responses": typed}).encode(),
        {"Content-Type": "application/json", "Authorization": "Bearer " + os.environ.get("PROBLEMBANK_KEY", "")},
    )
    try:
        with urllib.request.urlopen(request, timeout=30) as response:
            parts = json.load(response)["parts"]
    except urllib.error.HTTPError as error:
        return False, f"the service answered {error.code}: {json.load(error).get('detail', '')}"
    except OSError as error:
        return False, f"the service cannot be reached: {error}"
    verdict = next(each["verdict"] for each in parts if str(each["part"]) == case["part"])
    said = " ".join(each["text"] for each in verdict["feedback"])
    names = {"correct": "right", "incorrect": "wrong", "partial": "partly right", "invalid": "cannot be read"}
    return verdict["outcome"] == "correct", f"{names.get(verdict['outcome'], verdict['outcome'])}. {said}".strip()


def check(name: str, answer: Any) -> bool:
    """Print whether the answer to a part is right; returns it too."""
    text = plain(answer)
    right, told = (asked if "url" in CHECKS[name] else compared)(name, text) if text else (False, "no answer yet.")
    print(f"{name}: {told}")
    return right

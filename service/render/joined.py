"""One PDF out of several that Typst wrote, tags included, in memory that does not grow with their number.

Typst writes plain PDF: every object by itself, none packed into another, a table of where they begin. So joining is
copying objects under other numbers below one tree of pages and one tree of tags. What this does not know it refuses.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from hashlib import blake2b
from itertools import pairwise
from pathlib import Path
from typing import BinaryIO

PAGES, CATALOG, INFO, METADATA, TAGS, WHOLE, OUTLINES = range(1, 8)
"""Numbers of the objects that the joined file has once; the last three if there are tags."""
KNOWN = frozenset({b"Type", b"Pages", b"Metadata", b"Lang", b"ViewerPreferences"})
TAGGED = frozenset({b"StructTreeRoot", b"MarkInfo", b"Outlines"})
"""What a catalog may hold, and what it may hold besides if there are tags."""
EMPTY = b"<</Type/Outlines>>"
"""The only outlines there are."""
TOKEN = re.compile(rb"/ID\(\w+\)|/Headers\[[^\]]*\]|\(|(\d+) 0 R|/StructParents? (\d+)")
"""What must change: names of table heads, references, keys of the tree of tags. A parenthesis opens a text."""
IN_STRING = re.compile(rb"\\.|[()]", re.DOTALL)
STREAM = b"\nstream\n"


class NotJoinable(ValueError):
    """The file has something that cannot be joined."""


def join(files: Sequence[Path], out: BinaryIO) -> None:
    """Write the pages of all files, in order. The title is that of the first. The same files give the same bytes.

    Raises `NotJoinable`, `OSError`.
    """
    joining = _Joining(out)
    for file in files:
        joining.add(file.read_bytes())
    joining.end()


class _Joining:
    def __init__(self, out: BinaryIO) -> None:
        self._out = out
        self._at = self._part = 0
        self._offsets: dict[int, int] = {}
        self._next = OUTLINES + 1
        self._names: list[bytes] = []
        self._kids: list[int] = []
        self._tagged: list[bytes] = []
        self._parents: list[bytes] = []
        self._pages = self._keys = 0
        self._first: _Source | None = None
        self._digest = blake2b(digest_size=16)
        self._write(b"%PDF-1.7\n%\x80\x80\x80\x80\n")

    def add(self, body: bytes) -> None:
        source = _Source(body)
        self._part += 1
        if self._first is None:
            self._first = source
            once = {source.pages: PAGES, source.metadata: METADATA, source.tags: TAGS, source.outlines: OUTLINES}
            self._object(CATALOG, self._renumbered(source.catalog, once))
            self._object(INFO, source.object(source.info))
            self._object(METADATA, source.object(source.metadata))
        elif bool(source.tags) != bool(self._first.tags):
            raise NotJoinable("some files have tags, others have none")
        self._digest.update(source.trailer)
        dropped = (source.root, source.info, source.metadata, source.tags, source.outlines)
        numbers = {source.tags: WHOLE, source.outlines: OUTLINES}
        for number in source.numbers:
            if number not in dropped:
                numbers[number] = self._next
                self._next += 1
        for number in source.numbers:
            if number in dropped:
                continue
            text = self._renumbered(source.object(number), numbers)
            if number == source.pages:
                text = text.replace(b"<</Type/Pages", b"<</Type/Pages/Parent %d 0 R" % PAGES, 1)
                self._kids.append(numbers[number])
            self._object(numbers[number], text)
        self._tagged.append(self._renumbered(source.tagged, numbers))
        self._parents += [b"%d %d 0 R" % (int(key) + self._keys, numbers[int(value)]) for key, value in source.parents]
        self._names += [b"(%s)%d 0 R" % (self._named(name), numbers[int(value)]) for name, value in source.names]
        self._pages += source.count
        self._keys += source.keys

    def end(self) -> None:
        if self._first is None:
            raise NotJoinable("there is nothing to join")
        kids = b" ".join(b"%d 0 R" % kid for kid in self._kids)
        self._object(PAGES, b"<</Type/Pages/Count %d/Kids[%s]>>" % (self._pages, kids))
        if self._first.tags:
            self._end_of_tags(self._first)
        rows = [b"0000000000 65535 f\r\n"]
        rows += [
            b"%010d 00000 n\r\n" % self._offsets[n] if n in self._offsets else b"0000000000 65535 f\r\n"
            for n in range(1, self._next)
        ]
        start, id = self._at, self._digest.hexdigest().encode()
        self._write(b"xref\n0 %d\n" % self._next + b"".join(rows))
        self._write(
            b"trailer\n<</Size %d/Root %d 0 R/Info %d 0 R/ID[<%s><%s>]>>\nstartxref\n%d\n%%%%EOF\n"
            % (self._next, CATALOG, INFO, id, id, start)
        )

    def _end_of_tags(self, first: _Source) -> None:
        self._object(OUTLINES, EMPTY)
        tagged, parents = b" ".join(self._tagged), b" ".join(self._parents)
        self._object(WHOLE, b"<</Type/StructElem/S/Document/P %d 0 R/K[%s]>>" % (TAGS, tagged))
        names = b"/IDTree<</Names[%s]>>" % b"".join(sorted(self._names)) if self._names else b""
        self._object(
            TAGS,
            b"<</Type/StructTreeRoot%s/K[%d 0 R]/ParentTree<</Nums[%s]>>%s/ParentTreeNextKey %d>>"
            % (first.roles, WHOLE, parents, names, self._keys),
        )

    def _object(self, number: int, text: bytes) -> None:
        self._offsets[number] = self._at
        self._write(b"%d 0 obj\n%s\nendobj\n" % (number, text))

    def _write(self, data: bytes) -> None:
        self._out.write(data)
        self._at += len(data)

    def _named(self, name: bytes) -> bytes:
        """The name of a table's head, which another file may have too."""
        return b"%d.%s" % (self._part, name)

    def _renumbered(self, text: bytes, numbers: dict[int, int]) -> bytes:
        """References under their new numbers, keys of the tree of tags moved on; texts and streams as they are."""
        prefix = b"(%d." % self._part

        def new(found: re.Match[bytes]) -> bytes:
            if found[1]:
                return b"%d 0 R" % numbers[int(found[1])]
            if found[2]:
                return b"%s %d" % (found[0].partition(b" ")[0], int(found[2]) + self._keys)
            return found[0].replace(b"(", prefix)

        head, stream, rest = text.partition(STREAM)
        return _outside_strings(head, new) + stream + rest


def _outside_strings(text: bytes, new: Callable[[re.Match[bytes]], bytes]) -> bytes:
    """With every token replaced that does not stand in a text."""
    done: list[bytes] = []
    at = 0
    while (found := TOKEN.search(text, at)) is not None:
        if found[0] == b"(":
            end = _end_of_string(text, found.end())
            done.append(text[at:end])
            at = end
        else:
            done += (text[at : found.start()], new(found))
            at = found.end()
    return b"".join((*done, text[at:]))


def _end_of_string(text: bytes, at: int) -> int:
    depth = 1
    while depth:
        found = IN_STRING.search(text, at)
        if found is None:
            raise NotJoinable("a text does not end")
        depth += {b"(": 1, b")": -1}.get(found[0], 0)
        at = found.end()
    return at


class _Source:
    """A PDF as Typst writes it."""

    def __init__(self, body: bytes) -> None:
        self._body = body
        start = int(_found(rb"startxref\s+(\d+)\s+%%EOF\s*$", body[-64:]))
        head = re.compile(rb"xref\s+0 (\d+)\s+").match(body, start)
        if head is None:
            raise NotJoinable("it has no plain table of its objects")
        size = int(head[1])
        rows = body[head.end() : head.end() + 20 * size]
        offsets = [int(rows[i : i + 10]) for i in range(0, len(rows), 20)]
        self.numbers = range(1, size)
        ends = sorted([*offsets[1:], start])
        after = dict(pairwise(ends))
        self._spans = {number: (offsets[number], after[offsets[number]]) for number in self.numbers}
        self.trailer = body[head.end() + 20 * size :]
        self.root = int(_found(rb"/Root (\d+) 0 R", self.trailer))
        self.info = int(_found(rb"/Info (\d+) 0 R", self.trailer))
        self.catalog = self.object(self.root)
        if strange := _keys(self.catalog) - KNOWN - TAGGED:
            raise NotJoinable(f"its catalog has {b', '.join(sorted(strange)).decode()}")
        self.pages = int(_found(rb"/Pages (\d+) 0 R", self.catalog))
        self.metadata = int(_found(rb"/Metadata (\d+) 0 R", self.catalog))
        self.count = int(_found(rb"/Count (\d+)", self.object(self.pages)))
        self.tags = self.outlines = self.keys = 0
        self.roles = self.tagged = b""
        self.parents: list[tuple[bytes, bytes]] = []
        self.names: list[tuple[bytes, bytes]] = []
        if b"/StructTreeRoot" in self.catalog:
            self._read_tags()

    def _read_tags(self) -> None:
        self.tags = int(_found(rb"/StructTreeRoot (\d+) 0 R", self.catalog))
        if b"/Outlines" in self.catalog:
            self.outlines = int(_found(rb"/Outlines (\d+) 0 R", self.catalog))
            if self.object(self.outlines) != EMPTY:
                raise NotJoinable("it has outlines")
        tags = self.object(self.tags)
        whole = re.fullmatch(
            rb"<</Type/StructTreeRoot(/RoleMap<<[^<>]*>>)?/K\[([^\]]*)\]/ParentTree<</Nums\[([\d R]*)\]>>"
            rb"(?:/IDTree<</Names\[((?:\(\w+\)\d+ 0 R ?)*)\]>>)?/ParentTreeNextKey (\d+)>>",
            tags,
        )
        if whole is None:
            raise NotJoinable(f"its tree of tags begins {tags[:80]!r}")
        self.roles, self.tagged, self.keys = whole[1] or b"", whole[2], int(whole[5])
        self.parents = re.findall(rb"(\d+) (\d+) 0 R", whole[3])
        self.names = re.findall(rb"\((\w+)\)(\d+) 0 R", whole[4] or b"")

    def object(self, number: int) -> bytes:
        """What stands between `obj` and `endobj`."""
        start, end = self._spans[number]
        head, _, text = self._body[start:end].partition(b" obj\n")
        if head != b"%d 0" % number:
            raise NotJoinable(f"object {number} is not where it should be")
        return text.rpartition(b"endobj")[0].rstrip(b"\n")


def _found(pattern: bytes, text: bytes) -> bytes:
    match = re.search(pattern, text)
    if match is None:
        raise NotJoinable(f"it has no {pattern.decode()}")
    return match[1]


def _keys(catalog: bytes) -> set[bytes]:
    """The names of a dictionary's own entries."""
    names: set[bytes] = set()
    depth, expects_name = 0, True
    for token in re.findall(rb"<<|>>|\[|\]|/\w+|\([^()]*\)|[^\s/<>\[\]()]+", catalog):
        if token in (b"<<", b"["):
            depth += 1
            expects_name = depth == 1
        elif token in (b">>", b"]"):
            depth -= 1
            expects_name = depth == 1
        elif depth == 1 and token.startswith(b"/") and expects_name:
            names.add(token[1:])
            expects_name = False
        elif depth == 1:
            expects_name = True
    return names

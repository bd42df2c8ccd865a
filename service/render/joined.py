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

PAGES, TAGS, WHOLE, CATALOG, INFO, METADATA = 1, 2, 3, 4, 5, 6
"""Numbers of the objects that the joined file has once."""
KNOWN = frozenset(
    {b"Type", b"Pages", b"Metadata", b"Lang", b"StructTreeRoot", b"MarkInfo", b"ViewerPreferences", b"Outlines"}
)
"""What a catalog may hold."""
TOKEN = re.compile(rb"\(|(\d+) 0 R|/StructParents? (\d+)")
NO_BOOKMARKS = b"<</Type/Outlines>>"
FREE = b"0000000000 65535 f\r\n"
"""A row of the table of objects for a number that is not used."""
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
        self._at = 0
        self._offsets: dict[int, int] = {}
        self._next = METADATA + 1
        self._kids: list[int] = []
        self._tagged: list[bytes] = []
        self._parents: list[bytes] = []
        self._pages = self._keys = 0
        self._first: _Source | None = None
        self._digest = blake2b(digest_size=16)
        self._write(b"%PDF-1.7\n%\x80\x80\x80\x80\n")

    def add(self, body: bytes) -> None:
        source = _Source(body)
        if self._first is None:
            self._first = source
            whole = {source.pages: PAGES, source.metadata: METADATA, source.tags: TAGS, source.outlines: self._next}
            self._once(CATALOG, source.catalog, whole)
            if source.outlines:
                self._object(self._next, NO_BOOKMARKS)
                self._next += 1
            self._once(INFO, source.object(source.info), {})
            self._once(METADATA, source.object(source.metadata), {})
        if bool(source.tags) != bool(self._first.tags):
            raise NotJoinable("some of the files have tags and some have none")
        self._digest.update(source.trailer)
        numbers = {source.tags: WHOLE}
        for number in source.numbers:
            if number not in (source.root, source.info, source.metadata, source.tags, source.outlines):
                numbers[number] = self._next
                self._next += 1
        for number, new in numbers.items():
            if number == source.tags:
                continue
            text = self._renumbered(source.object(number), numbers)
            if number == source.pages:
                text = text.replace(b"<</Type/Pages", b"<</Type/Pages/Parent %d 0 R" % PAGES, 1)
                self._kids.append(new)
            self._object(new, text)
        self._tagged.append(self._renumbered(source.tagged, numbers))
        self._parents += [b"%d %d 0 R" % (int(key) + self._keys, numbers[int(value)]) for key, value in source.parents]
        self._pages += source.count
        self._keys += source.keys

    def end(self) -> None:
        if self._first is None:
            raise NotJoinable("there is nothing to join")
        kids = b" ".join(b"%d 0 R" % kid for kid in self._kids)
        self._object(PAGES, b"<</Type/Pages/Count %d/Kids[%s]>>" % (self._pages, kids))
        if self._first.tags:
            self._end_tags(self._first.roles)
        size, start = self._next, self._at
        offsets = [self._offsets.get(number) for number in range(1, size)]
        rows = [FREE, *(FREE if offset is None else b"%010d 00000 n\r\n" % offset for offset in offsets)]
        self._write(b"xref\n0 %d\n" % size + b"".join(rows))
        id = self._digest.hexdigest().encode()
        self._write(
            b"trailer\n<</Size %d/Root %d 0 R/Info %d 0 R/ID[<%s><%s>]>>\nstartxref\n%d\n%%%%EOF\n"
            % (size, CATALOG, INFO, id, id, start)
        )

    def _end_tags(self, roles: bytes) -> None:
        """The tree of tags over those of all files."""
        tagged, parents = b" ".join(self._tagged), b" ".join(self._parents)
        self._object(WHOLE, b"<</Type/StructElem/S/Document/P %d 0 R/K[%s]>>" % (TAGS, tagged))
        tags = (roles, WHOLE, parents, self._keys)
        self._object(TAGS, b"<</Type/StructTreeRoot%s/K[%d 0 R]/ParentTree<</Nums[%s]>>/ParentTreeNextKey %d>>" % tags)

    def _once(self, number: int, text: bytes, numbers: dict[int, int]) -> None:
        self._object(number, self._renumbered(text, numbers))

    def _object(self, number: int, text: bytes) -> None:
        self._offsets[number] = self._at
        self._write(b"%d 0 obj\n%s\nendobj\n" % (number, text))

    def _write(self, data: bytes) -> None:
        self._out.write(data)
        self._at += len(data)

    def _renumbered(self, text: bytes, numbers: dict[int, int]) -> bytes:
        """References under their new numbers, keys of the tree of tags moved on; texts and streams as they are."""

        def new(found: re.Match[bytes]) -> bytes:
            if found[1]:
                return b"%d 0 R" % numbers[int(found[1])]
            name = found[0].partition(b" ")[0]
            return b"%s %d" % (name, int(found[2]) + self._keys)

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
        if strange := _keys(self.catalog) - KNOWN:
            raise NotJoinable(f"its catalog has {b', '.join(sorted(strange)).decode()}")
        self.pages = int(_found(rb"/Pages (\d+) 0 R", self.catalog))
        self.metadata = int(_found(rb"/Metadata (\d+) 0 R", self.catalog))
        self.count = int(_found(rb"/Count (\d+)", self.object(self.pages)))
        self.outlines = self._optional(rb"/Outlines (\d+) 0 R")
        if self.outlines and self.object(self.outlines) != NO_BOOKMARKS:
            raise NotJoinable("it has bookmarks")
        self.tags = self._optional(rb"/StructTreeRoot (\d+) 0 R")
        self.roles, self.tagged, self.keys = b"", b"", 0
        self.parents: list[tuple[bytes, bytes]] = []
        if self.tags:
            self._read_tags(self.object(self.tags))

    def _optional(self, entry: bytes) -> int:
        """The number of an object that the catalog may name, else 0."""
        found = re.search(entry, self.catalog)
        return int(found[1]) if found else 0

    def _read_tags(self, tags: bytes) -> None:
        whole = re.fullmatch(
            rb"<</Type/StructTreeRoot(/RoleMap<<[^<>]*>>)?/K\[([^\]]*)\]"
            rb"/ParentTree<</Nums\[([\d R]*)\]>>/ParentTreeNextKey (\d+)>>",
            tags,
        )
        if whole is None:
            raise NotJoinable(f"its tree of tags begins {tags[:80]!r}")
        self.roles, self.tagged, self.keys = whole[1] or b"", whole[2], int(whole[4])
        self.parents = re.findall(rb"(\d+) (\d+) 0 R", whole[3])

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

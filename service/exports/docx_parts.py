"""Parts of a DOCX document that stay fast however long it grows.

For each paragraph python-docx looks through the whole document for its last element, for each picture through all
numbers and all pictures, and for each style through all styles. These know where to look.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from itertools import count
from typing import IO, Any

from docx import Document as new_document
from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.image.image import Image
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import PartFactory
from docx.oxml.document import CT_Body
from docx.oxml.ns import qn
from docx.oxml.parser import register_element_cls
from docx.package import ImageParts
from docx.parts.document import DocumentPart
from docx.parts.image import ImagePart
from docx.styles.style import BaseStyle

SECTION = "w:sectPr"


class Body(CT_Body):
    """The body, whose section stands last wherever there is one."""

    def first_child_found_in(self, *tagnames: str) -> Any:
        if tagnames != (SECTION,):
            return super().first_child_found_in(*tagnames)
        last = next(self.iterchildren(reversed=True), None)
        return last if last is not None and last.tag == qn(SECTION) else None


class Main(DocumentPart):
    """The document itself."""

    _first_number: Callable[[], int] | None = None

    @property
    def next_id(self) -> int:
        if self._first_number is None:
            self._first_number = partial(next, count(super().next_id))
        return self._first_number()

    def get_style_id(self, style_or_name: BaseStyle | str | None, style_type: WD_STYLE_TYPE) -> str | None:
        known: dict[object, str | None] = self.__dict__.setdefault("_known_styles", {})
        if (style_or_name, style_type) not in known:
            known[style_or_name, style_type] = super().get_style_id(style_or_name, style_type)  # type: ignore[no-untyped-call]
        return known[style_or_name, style_type]

    def get_or_add_image(self, image_descriptor: str | IO[bytes]) -> tuple[str, Image]:
        found = self.package.get_or_add_image_part(image_descriptor)
        known: dict[str, str] = self.__dict__.setdefault("_known_images", {})
        if found.partname not in known:
            known[found.partname] = id = f"image{len(known) + 1}"
            self.rels.add_relationship(RELATIONSHIP_TYPE.IMAGE, found, id)
        return known[found.partname], found.image


class Pictures(ImageParts):
    """The pictures of a document, each once."""

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._by_content: dict[str, ImagePart] = {}

    def get_or_add_image_part(self, image_descriptor: str | IO[bytes]) -> ImagePart:
        image = Image.from_file(image_descriptor)
        if image.sha1 not in self._by_content:
            name = PackURI(f"/word/media/image{len(self) + 1}.{image.ext}")
            self._by_content[image.sha1] = made = ImagePart.from_image(image, name)
            self.append(made)
        return self._by_content[image.sha1]


def empty() -> Document:
    """A document without content."""
    register_element_cls("w:body", Body)
    PartFactory.part_type_for[CONTENT_TYPE.WML_DOCUMENT_MAIN] = Main
    made = new_document()
    vars(made.part.package)["image_parts"] = Pictures()
    return made

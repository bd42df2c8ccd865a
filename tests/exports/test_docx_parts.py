"""Documents to edit: what is made quickly is what python-docx makes."""

from io import BytesIO

from docx import Document
from PIL import Image

from service.exports.docx_parts import empty


def picture(shade):
    stream = BytesIO()
    Image.new("L", (8, 8), shade).save(stream, "PNG")
    return BytesIO(stream.getvalue())


def saved(made):
    stream = BytesIO()
    made.save(stream)
    return Document(BytesIO(stream.getvalue()))


def test_paragraphs_tables_and_sections_stand_in_their_order():
    made = empty()
    made.add_heading("One", 1)
    made.add_paragraph("two", style="List Bullet")
    made.add_table(rows=1, cols=1, style="Table Grid").cell(0, 0).text = "three"
    made.add_section()
    made.add_paragraph("four", style="List Bullet")
    found = saved(made)
    kinds = [element.tag.rpartition("}")[2] for element in found.element.body]
    assert kinds == ["p", "p", "tbl", "p", "p", "sectPr"] and len(found.sections) == 2
    told = [(line.text, line.style.name) for line in found.paragraphs]
    assert told == [("One", "Heading 1"), ("two", "List Bullet"), ("", "Normal"), ("four", "List Bullet")]


def test_a_picture_is_stored_once_and_every_place_of_it_has_a_number_of_its_own():
    made = empty()
    for shade in (0, 99, 0):
        made.add_picture(picture(shade))
    made.sections[0].header.paragraphs[0].add_run().add_picture(picture(99))
    found = saved(made)
    numbers = [shape._inline.docPr.id for shape in found.inline_shapes]
    shown = [shape._inline.graphic.graphicData.pic.blipFill.blip.embed for shape in found.inline_shapes]
    assert len(set(numbers)) == 3 and shown[0] == shown[2] != shown[1]
    assert len(found.part.package.image_parts) == 2

"""A text document (DOCX) with as much layout as a CV or proceedings need.

Headings are headings and the title and language are said, so that a screen reader finds its way; each paragraph has
the direction of its own text. Word mirrors indents and alignment in paragraphs that are written from right to left.
"""

import io
import re

import docx
from django.utils import timezone
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from directory.models.names import direction

_REGIONS = {"ar": "ar-SA", "en": "en-GB", "es": "es-ES", "fr": "fr-FR", "ru": "ru-RU", "zh": "zh-CN"}
# What XML 1.0 does not hold.
_NO_CHARACTERS = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_INK, _QUIET = RGBColor(0x0B, 0x4C, 0x56), RGBColor(0x44, 0x4C, 0x52)
_INDENT, _WIDTH = Cm(5), Cm(17)


class Document:
    """Paragraphs, one after the other, in a language of the site."""

    def __init__(self, title, language):
        self.language = language
        self.direction = direction(language)
        self._made = docx.Document()
        self._describe(title)
        self._lay_out()
        self._style()
        self._number(title)

    def heading(self, level, text, way="", language="", is_on_new_page=False):
        """A heading that says where one is; it stands at the side where lines of the document begin."""
        paragraph = self._paragraph(f"Heading {level}", self.direction)
        paragraph.paragraph_format.page_break_before = is_on_new_page or None
        self._say(paragraph, text, way or self.direction, language)

    def paragraph(self, text, style="Normal", way="", language=""):
        self._say(self._paragraph(style, self.direction), text, way or self.direction, language)

    def labelled(self, label, text, way="", language="", address=""):
        """What something is, and what it says; beneath each other where they are written in different directions."""
        way = way or self.direction
        beside = way == self.direction
        paragraph = self._paragraph("Fact" if beside else "Fact name", self.direction)
        self._say(paragraph, label, self.direction, self.language, "Strong")
        if beside:
            paragraph.add_run("\t")
        else:
            paragraph = self._paragraph("Fact below", way)
            # In a paragraph from right to left this is the side where its lines begin, and the other way round.
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        run = self._say(paragraph, text, way, language, "Hyperlink" if address else "")
        if address:
            _link(paragraph, run, address)

    def as_bytes(self):
        out = io.BytesIO()
        self._made.save(out)
        return out.getvalue()

    # The document as a whole.

    def _describe(self, title):
        about = self._made.core_properties
        about.title, about.language = _clean(title), _tag(self.language) or self.language
        about.author = about.comments = ""
        about.created = about.modified = timezone.now().replace(tzinfo=None)

    def _lay_out(self):
        section = self._made.sections[0]
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(2)
        if self.direction == "rtl":
            section._sectPr.find(qn("w:docGrid")).addprevious(OxmlElement("w:bidi"))

    def _style(self):
        styles = self._made.styles
        normal = styles["Normal"]
        normal.font.name, normal.font.size = "Calibri", Pt(11)
        normal.paragraph_format.space_after, normal.paragraph_format.line_spacing = Pt(4), 1.1
        fonts = normal.element.rPr.rFonts
        fonts.set(qn("w:eastAsia"), "Microsoft YaHei")
        fonts.set(qn("w:cs"), "Arial")
        tag = _tag(self.language) or "en-GB"
        normal.element.rPr.append(
            _element(
                "w:lang",
                val=tag if self.direction == "ltr" else "en-GB",
                eastAsia="zh-CN",
                bidi=tag if self.direction == "rtl" else "ar-SA",
            )
        )
        for name, size, color in (("Heading 1", 18, _INK), ("Heading 2", 13, _INK), ("Subtitle", 12, _QUIET)):
            font = styles[name].font
            font.size, font.color.rgb, font.italic = Pt(size), color, False
            _write_plainly(styles[name])
        styles["Footer"].font.size, styles["Footer"].font.color.rgb = Pt(9), _QUIET
        link = styles.add_style("Hyperlink", WD_STYLE_TYPE.CHARACTER)
        link.font.color.rgb, link.font.underline = _INK, True
        fact = self._new_style("Fact").paragraph_format
        fact.left_indent, fact.first_line_indent = _INDENT, -_INDENT
        fact.tab_stops.add_tab_stop(_INDENT)
        above = self._new_style("Fact name").paragraph_format
        above.keep_with_next, above.space_after = True, Pt(0)
        self._new_style("Fact below")

    def _new_style(self, name):
        style = self._made.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = self._made.styles["Normal"]
        return style

    def _number(self, title):
        """The title and the number of the page at the foot of each."""
        foot = self._made.sections[0].footer.paragraphs[0]
        foot.paragraph_format.tab_stops.add_tab_stop(_WIDTH, WD_TAB_ALIGNMENT.RIGHT)
        _turn(foot, self.direction)
        self._say(foot, title, self.direction, self.language)
        foot.add_run("\t")
        field = _element("w:fldSimple", instr="PAGE")
        foot._p.append(field)
        field.append(foot.add_run("1")._r)

    # Its paragraphs.

    def _paragraph(self, style, way):
        paragraph = self._made.add_paragraph(style=style)
        _turn(paragraph, way)
        return paragraph

    def _say(self, paragraph, text, way, language="", style=""):
        """Text as one run, its lines broken as they are written."""
        run = paragraph.add_run(_clean(text), style or None)
        if way == "rtl":
            run.font.rtl = True
        if tag := _tag(language) if language else "":
            said = {"bidi" if way == "rtl" else "val": tag, **({"eastAsia": tag} if tag.startswith("zh") else {})}
            run._r.get_or_add_rPr().append(_element("w:lang", **said))
        return run


def _turn(paragraph, way):
    if way == "rtl":
        # Where the schema has it: before spacing, indents and alignment.
        paragraph._p.get_or_add_pPr().insert_element_before(
            OxmlElement("w:bidi"), *("w:adjustRightInd", "w:spacing", "w:ind", "w:jc", "w:rPr", "w:sectPr")
        )


def _link(paragraph, run, address):
    """Make a run lead somewhere. python-docx reads links and does not write them."""
    key = paragraph.part.relate_to(_clean(address), RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), key)
    run._r.addprevious(link)
    link.append(run._r)


def _write_plainly(style):
    """Take the template's own typefaces from a style, so that every script has the one of the document."""
    fonts = style.element.rPr.find(qn("w:rFonts"))
    if fonts is not None:
        style.element.rPr.remove(fonts)


def _element(name, **attributes):
    element = OxmlElement(name)
    for attribute, value in attributes.items():
        element.set(qn(f"w:{attribute}"), value)
    return element


def _tag(language):
    return _REGIONS.get(language.split("-")[0], "" if not re.fullmatch(r"[a-z]{2,3}", language) else language)


def _clean(text):
    return _NO_CHARACTERS.sub("", str(text))

"""Which columns of a list are taken away, in what order, and how a CSV file is written: all of it in the address."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from directory.formats.tables import Layout, columns_for

COMMA, SEMICOLON = "comma", "semicolon"
SEPARATORS = {COMMA: ",", SEMICOLON: ";"}
SEPARATOR_NAMES = {COMMA: _("Comma"), SEMICOLON: _("Semicolon, as Excel wants it where the comma is in numbers")}


@dataclass(frozen=True)
class Taking:
    """A choice of columns by their codes. What the viewer is not offered, or does not exist, is left out."""

    kind: str
    codes: tuple
    separator: str = COMMA
    has_mark: bool = True
    is_chosen: bool = False

    @classmethod
    def of(cls, parameters, kind, viewer, kept=None):
        """Read from an address, else from what somebody had remembered, else the usual columns."""
        offered = [column.code for column in columns_for(kind, viewer)]
        asked, ticked = parameters.get("columns"), parameters.getlist("column")
        is_chosen = bool(asked or ticked or "separator" in parameters or "mark" in parameters)
        if not is_chosen and kept:
            given = kept.get("columns", ())
            separator, mark = kept.get("separator"), kept.get("mark")
        else:
            given = (asked or "").split(",")
            separator, mark = parameters.get("separator"), parameters.get("mark")
            if ticked:
                # Those ticked before keep their order; new ones follow in the usual one.
                given = [code for code in given if code in ticked] + [code for code in offered if code in ticked]
        codes = tuple(dict.fromkeys(code for code in given if code in offered))
        return cls(
            kind,
            codes or tuple(column.code for column in Layout.usual(kind).columns),
            separator if separator in SEPARATORS else COMMA,
            mark != "no",
            is_chosen,
        )

    def layout(self, viewer):
        columns = {column.code: column for column in columns_for(self.kind, viewer)}
        return Layout(tuple(columns[code] for code in self.codes), SEPARATORS[self.separator], self.has_mark)

    def parameters(self, codes=None):
        pairs = [("columns", ",".join(self.codes if codes is None else codes))]
        if self.separator != COMMA:
            pairs.append(("separator", self.separator))
        if not self.has_mark:
            pairs.append(("mark", "no"))
        return pairs

    def options(self):
        """The form in which it is remembered."""
        return {
            "columns": list(self.codes),
            "separator": self.separator,
            "mark": "yes" if self.has_mark else "no",
        }

    def moved(self, position, to):
        """The codes with one of them moved to another place."""
        codes = list(self.codes)
        codes.insert(to, codes.pop(position))
        return codes

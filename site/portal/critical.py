"""The style of the first screen: written by hand, inlined in pages, allowed by its hash.

Settings read it too (for the content-security policy), so nothing of Django is imported here.
"""

import base64
import hashlib
import re
from functools import cache
from pathlib import Path

SOURCE = Path(__file__).resolve().parent.parent / "static" / "css" / "critical.css"


@cache
def critical_style():
    """The style sheet without comments and needless spaces."""
    style = re.sub(r"/\*.*?\*/", "", SOURCE.read_text(encoding="utf-8"), flags=re.DOTALL)
    style = re.sub(r"\s+", " ", style)
    style = re.sub(r" ?([{};,]) ?|: ", lambda match: match[1] or ":", style)
    return style.replace(";}", "}").strip()


@cache
def critical_style_hash():
    """The source expression that allows it: ``'sha256-…'``."""
    digest = hashlib.sha256(critical_style().encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"

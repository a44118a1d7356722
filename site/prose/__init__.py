"""Members' Markdown, made into HTML that can do no harm."""

from .conversation import conversation, named_in
from .render import plain_text, to_html

__all__ = ["conversation", "named_in", "plain_text", "to_html"]

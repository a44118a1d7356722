"""Members' Markdown, made into HTML that can do no harm."""

from .render import plain_text, to_html

__all__ = ["plain_text", "to_html"]

"""``{{ text|prose }}``: members' Markdown on a page."""

from django import template

from prose import to_html

register = template.Library()
register.filter("prose", to_html)

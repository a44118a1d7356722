"""The demonstration network: invented people and institutions that show the site at work.

Everything made here is marked ``is_demo`` and can be removed again without touching anything else. Names are put
together at random from lists of given and family names; addresses end in ``.example`` or ``example.org``.
"""

from .sign_ins import accounts

__all__ = ["accounts"]

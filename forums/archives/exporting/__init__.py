"""A whole group as pages, as an mbox and as JSON, in one ZIP file.

Everything is written as its maker may read it: names of people whose records they may not see, words of posts that
are hidden or withdrawn, and addresses of anybody are in none of the three.
"""

from .pack import write_group

__all__ = ["write_group"]

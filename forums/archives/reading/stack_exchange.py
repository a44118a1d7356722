"""Questions and answers as Stack Exchange sites publish them.

JSON lines: one object a line with ``site``, ``id``, ``kind`` (question or answer), ``parent``, ``created``,
``title``, ``tags``, ``body_html``, ``accepted``, ``user`` and ``comments``. Or a ZIP of a site's dump with
``Posts.xml`` and, if wished, ``Comments.xml`` and ``Users.xml``. Comments stand after the post they are on, in the
order of time.
"""

import json
import lzma
import zipfile
from collections import defaultdict
from datetime import UTC, datetime
from pathlib import Path
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException, ElementTree
from django.utils.translation import gettext as _

from forums.receiving.language import language_of
from forums.receiving.pages import markdown_of

from .threads import ArchivedPost, ArchivedThread, CannotRead

LARGEST_PART = 4 * 1024 * 1024 * 1024


def threads_in(path, language):
    path = Path(path)
    rows = _rows_of_dump(path) if zipfile.is_zipfile(path) else _rows_of_lines(path)
    questions, answers = {}, defaultdict(list)
    for row in rows:
        if row["kind"] == "question":
            questions[row["site"], row["id"]] = row
        elif row["kind"] == "answer":
            answers[row["site"], row["parent"]].append(row)
    if not questions:
        raise CannotRead(_("There is no question in this file."))
    for key, question in questions.items():
        yield _thread(question, answers.pop(key, []), language)


def _thread(question, answers, language):
    posts = []
    for row in (question, *answers):
        key = f"{row['site']}:{row['id']}"
        parent = f"{question['site']}:{question['id']}" if row is not question else ""
        posts.append(_post(key, row, markdown_of(row["body_html"]), parent, language))
        for comment in row.get("comments") or ():
            posts.append(
                _post(f"{row['site']}:c{comment['id']}", comment, str(comment.get("text") or ""), key, language)
            )
    posts.sort(key=lambda post: (post.posted_at, post.key != f"{question['site']}:{question['id']}"))
    # A clock that ran wrong does not put an answer before its question.
    posts.sort(key=lambda post: post.key != f"{question['site']}:{question['id']}")
    accepted = f"{question['site']}:{question['accepted']}" if question.get("accepted") else ""
    return ArchivedThread(
        key=f"{question['site']}:{question['id']}",
        title=(question.get("title") or "…")[:200],
        language=posts[0].language,
        posts=posts,
        is_question=True,
        accepted=accepted,
        tags=[str(tag)[:60] for tag in question.get("tags") or ()][:5],
    )


def _post(key, row, text, answers, language):
    name = row.get("user_name")
    if not name and row.get("user"):
        name = _("Member %(number)s") % {"number": row["user"]}
    return ArchivedPost(
        key=key,
        posted_at=_moment(row.get("created")),
        text=text.strip() or "…",
        language=language_of(text, language),
        author_name=str(name or "")[:255],
        answers=answers,
    )


def _moment(words):
    try:
        return datetime.fromisoformat(str(words)).replace(tzinfo=UTC)
    except ValueError:
        raise CannotRead(_("A date in this file cannot be read: %(words)s") % {"words": str(words)[:60]}) from None


def _rows_of_lines(path):
    with path.open("rb") as file:
        opened = lzma.open if file.read(6) == b"\xfd7zXZ\x00" else open
    number = 0
    try:
        with opened(path, "rt", encoding="utf-8") as file:
            for number, line in enumerate(file, 1):
                if not line.strip():
                    continue
                row = json.loads(line)
                if not isinstance(row, dict) or not {"site", "id", "kind", "body_html"} <= row.keys():
                    raise CannotRead(
                        _("Line %(number)d is no post of a Stack Exchange archive.") % {"number": number}
                    )
                yield row
    except (UnicodeDecodeError, lzma.LZMAError, EOFError):
        raise CannotRead(_("The file is damaged, or not text.")) from None
    except json.JSONDecodeError:
        raise CannotRead(_("Line %(number)d is not JSON.") % {"number": number}) from None


def _rows_of_dump(path):
    with zipfile.ZipFile(path) as package:
        names = {Path(name).name.lower(): name for name in package.namelist()}
        if "posts.xml" not in names:
            raise CannotRead(_("There is no Posts.xml in this ZIP file."))
        users = {row["Id"]: row.get("DisplayName", "") for row in _elements(package, names.get("users.xml"))}
        comments = defaultdict(list)
        for row in _elements(package, names.get("comments.xml")):
            comments[row.get("PostId")].append(
                {
                    "id": row["Id"],
                    "text": row.get("Text", ""),
                    "created": row.get("CreationDate"),
                    "user": row.get("UserId"),
                    "user_name": users.get(row.get("UserId")) or row.get("UserDisplayName"),
                }
            )
        for row in _elements(package, names["posts.xml"]):
            kind = {"1": "question", "2": "answer"}.get(row.get("PostTypeId"))
            if kind:
                yield {
                    "site": path.stem if path.stem != "archive" else "stack-exchange",
                    "id": row["Id"],
                    "kind": kind,
                    "parent": row.get("ParentId"),
                    "accepted": row.get("AcceptedAnswerId"),
                    "created": row.get("CreationDate"),
                    "title": row.get("Title"),
                    "tags": [tag for tag in row.get("Tags", "").strip("<>|").replace("><", "|").split("|") if tag],
                    "body_html": row.get("Body", ""),
                    "user": row.get("OwnerUserId"),
                    "user_name": users.get(row.get("OwnerUserId")) or row.get("OwnerDisplayName"),
                    "comments": comments.get(row["Id"], []),
                }


def _elements(package, name):
    """The rows of one file of a dump, one at a time; entities and the like are refused."""
    if name is None:
        return
    if package.getinfo(name).file_size > LARGEST_PART:
        raise CannotRead(_("Unpacked, the archive is larger than 4 GB. Cut it into parts."))
    try:
        with package.open(name) as file:
            for _event, element in ElementTree.iterparse(file):
                if element.tag == "row":
                    yield dict(element.attrib)
                element.clear()
    except (ParseError, DefusedXmlException, zipfile.BadZipFile, EOFError):
        raise CannotRead(_("%(name)s in this ZIP file is damaged.") % {"name": Path(name).name}) from None

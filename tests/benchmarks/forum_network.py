"""A network of discussions for the benchmark: the thread structure and times of a real site, with real sentences.

``CORPORA`` names the folder with the corpora (travel.stackexchange.com, Common Voice). Threads, who wrote when, how
many answered are as they were there; the sentences, in six languages, are of others. Beyond the site's own 230,000
posts its threads are used again. One thread has 20,000 posts, for the last page of a long one. Everything is written
by COPY, past the actions, with the numbers that these would have kept.
"""

import csv
import lzma
import os
import random
import uuid
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from pathlib import Path

import django.db

CORPORA = Path(os.environ.get("CORPORA", Path(__file__).resolve().parents[3] / "shared" / "data" / "corpora"))
LONGEST_THREAD = 20_000
GROUPS = 24
TEXTS = 20_000
LANGUAGES = {"en": 40, "fr": 15, "es": 15, "ru": 10, "ar": 10, "zh-hans": 10}
BATCH = 5_000


def make_network(posts, seed=1):
    """Fill an empty database with so many posts, and the longest thread beside them. Returns that thread's key."""
    from forums.actions.counting import recount_groups

    choose = random.Random(seed)
    texts, groups, authors = make_texts(choose), make_groups(), list_of_authors()
    count = key = number = 0
    shapes = shapes_of_threads()
    writer = Writer()
    while count < posts:
        title, moments = shapes[number % len(shapes)]
        moments = moments[: posts - count]
        number += 1
        key = writer.write_thread(number, choose.choice(groups), title, moments, authors, texts, choose, key)
        count += len(moments)
    begin = datetime(2024, 1, 1, tzinfo=UTC)
    moments = [(begin + timedelta(minutes=place), place) for place in range(LONGEST_THREAD)]
    number += 1
    writer.write_thread(number, groups[0], "A thread of 20,000 posts", moments, authors, texts, choose, key)
    writer.close()
    recount_groups()
    return number


class Writer:
    """Rows for three tables, copied in batches."""

    def __init__(self):
        from forums.finding.models import PostTerms
        from forums.models import Post, Thread

        self.tables = [Table(Thread), Table(Post), Table(PostTerms)]
        with django.db.connection.cursor() as cursor:
            # An index that is made at once is made much faster.
            cursor.execute("DROP INDEX IF EXISTS post_terms_found")

    def write_thread(self, pk, group, title, moments, authors, texts, choose, key):
        """Returns the key of the thread's last post."""
        threads, posts, terms = self.tables
        (first, opener), (last, closer) = moments[0], moments[-1]
        threads.add(
            id=pk,
            group_id=group,
            title=title[:200],
            person_id=authors[opener % len(authors)][1],
            author_id=authors[opener % len(authors)][0],
            token=uuid.UUID(int=choose.getrandbits(128)),
            created_at=first,
            last_post_at=last,
            last_person_id=authors[closer % len(authors)][1],
            last_number=len(moments),
            post_count=len(moments),
            version=len(moments),
        )
        for place, (moment, owner) in enumerate(moments, 1):
            key += 1
            user, person = authors[owner % len(authors)]
            language, text, html, vector = choose.choice(texts)
            posts.add(
                id=key,
                thread_id=pk,
                number=place,
                author_id=user,
                person_id=person,
                text=text,
                html=html,
                language=language,
                posted_at=moment,
                token=uuid.UUID(int=choose.getrandbits(128)),
            )
            terms.add(post_id=key, thread_id=pk, group_id=group, posted_at=moment, terms=vector)
        if len(posts.rows) > BATCH:
            self.flush()
        return key

    def flush(self):
        for table in self.tables:
            table.flush()

    def close(self):
        self.flush()
        with django.db.connection.cursor() as cursor:
            for table in ("forums_thread", "forums_post"):
                cursor.execute(
                    f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))"  # noqa: S608
                )
            cursor.execute("CREATE INDEX post_terms_found ON forum_finding_postterms USING gin (terms)")


class Table:
    """The rows of one model, each like the one before but for what is said of it."""

    def __init__(self, model):
        self.name = model._meta.db_table
        empty = model()
        self.defaults = {field.attname: getattr(empty, field.attname) for field in model._meta.concrete_fields}
        self.columns = [field.column for field in model._meta.concrete_fields]
        self.rows = []

    def add(self, **values):
        self.rows.append(tuple({**self.defaults, **values}.values()))

    def flush(self):
        names = ", ".join(f'"{column}"' for column in self.columns)
        with django.db.connection.cursor() as cursor, cursor.copy(f"COPY {self.name} ({names}) FROM STDIN") as copy:
            for row in self.rows:
                copy.write_row(row)
        self.rows.clear()


def make_groups():
    """Public groups, for pages are measured as visitors see them; every sixth is closed."""
    from forums.choices import Visibility
    from forums.models import Group

    return [
        Group.objects.create(
            slug=f"group-{number}",
            name_en=f"Group {number}",
            visibility=Visibility.CLOSED if number % 6 == 5 else Visibility.PUBLIC,
        ).pk
        for number in range(GROUPS)
    ]


def list_of_authors():
    """(user, person) of everybody in the database; most of the directory's people do not sign in."""
    from directory.models import Person

    return list(Person.objects.listed().order_by("pk").values_list("user_id", "pk"))


def make_texts(choose):
    """(language, text, HTML, terms) of so many different posts of one to eight sentences."""
    from forums.finding.fields import Said, as_vector
    from forums.rendering import render

    sentences = sentences_by_language()
    languages, weights = zip(*LANGUAGES.items(), strict=True)
    made = []
    for language in choose.choices(languages, weights, k=TEXTS):
        paragraphs = [
            " ".join(choose.choices(sentences[language], k=choose.randint(1, 4)))
            for _paragraph in range(choose.choice((1, 1, 2)))
        ]
        text = "\n\n".join(paragraphs)
        made.append((language, text, render(text), as_vector(Said("", text, language))))
    return made


def sentences_by_language():
    found = defaultdict(list)
    with lzma.open(CORPORA / "commonvoice_cc0_sentences_6lang.tsv.xz", "rt", encoding="utf-8") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            code = row["lang"].lower()
            found["zh-hans" if code.startswith("zh") else code].append(row["sentence"])
    return found


def shapes_of_threads():
    """Each real thread as (title, [(when, owner)]): the question, its answers and all their comments, by time."""
    titles, question_of, moments = {}, {}, defaultdict(list)
    with lzma.open(CORPORA / "travel_se_posts_nobody.csv.xz", "rt", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if row["PostTypeId"] not in ("1", "2"):
                continue
            question = row["Id"] if row["PostTypeId"] == "1" else row["ParentId"]
            question_of[row["Id"]] = question
            if row["Title"]:
                titles[row["Id"]] = row["Title"]
            moments[question].append((row["CreationDate"], row["OwnerUserId"]))
    with lzma.open(CORPORA / "travel_se_comments_notext.csv.xz", "rt", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if question := question_of.get(row["PostId"]):
                moments[question].append((row["CreationDate"], row["UserId"]))
    return [
        (
            title,
            [
                (datetime.fromisoformat(when).replace(tzinfo=UTC), int(owner or 0))
                for when, owner in sorted(moments[key])
            ],
        )
        for key, title in titles.items()
    ]

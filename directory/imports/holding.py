"""Who works on an import just now, and how far they are.

A process that works on an import holds it by a lock that ends with the process, however it ends, so that a page
can tell "is being written" from "was interrupted". On PostgreSQL the lock is one of the database, elsewhere one of
a file. How far it is stands in a file beside the uploads: the database shows nothing of a transaction before its end.
"""

import fcntl
import json
import os
import time
from contextlib import contextmanager, suppress
from pathlib import Path

from django.conf import settings
from django.db import connection

# The first key of our advisory locks: "imp" as a number.
_SPACE = 0x696D70
_EVERY_IMPORT = 0


def _folder():
    folder = Path(settings.VAR_DIR) / "imports"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def _on_postgresql():
    return connection.vendor == "postgresql"


@contextmanager
def holding(run):
    """Hold an import as long as the block runs. Gives False when somebody else holds it."""
    if _on_postgresql():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [_SPACE, run.pk])
            held = cursor.fetchone()[0]
        try:
            yield held
        finally:
            if held and connection.is_usable():
                with connection.cursor() as cursor:
                    cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [_SPACE, run.pk])
        return
    with open(_folder() / f"{run.pk}.lock", "w") as file:
        yield _locked(file)


def _locked(file):
    """Lock a file; a page that only looks whether it is locked holds it for a moment, which is waited for."""
    for _attempt in range(10):
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            time.sleep(0.02)
        else:
            return True
    return False


def is_held(run):
    """Whether a process works on this import now."""
    if _on_postgresql():
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT EXISTS (SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND classid = %s AND objid = %s"
                " AND objsubid = 2 AND granted"
                " AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))",
                [_SPACE, run.pk],
            )
            return cursor.fetchone()[0]
    try:
        with open(_folder() / f"{run.pk}.lock") as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
            return False
    except FileNotFoundError:
        return False
    except BlockingIOError:
        return True


def wait_for_other_imports():
    """Let imports write one after the other. The lock ends with the transaction; SQLite writes so by itself."""
    if _on_postgresql():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_SPACE, _EVERY_IMPORT])


def tell(run, done, total, step):
    """Note how far the work on an import is."""
    path = _folder() / f"{run.pk}.progress"
    draft = path.with_suffix(f".{os.getpid()}")
    draft.write_text(json.dumps({"done": done, "total": total, "step": step}))
    draft.replace(path)


def progress(run):
    """How far it is: {"done", "total", "step"}; empty when nobody has said."""
    try:
        return json.loads((_folder() / f"{run.pk}.progress").read_text())
    except (FileNotFoundError, ValueError):
        return {}


def forget(run):
    """Take away what is kept beside an import that has ended."""
    with suppress(FileNotFoundError):
        (_folder() / f"{run.pk}.progress").unlink()

"""Files of editions: written beside their place, then put there at once, so that no half file is ever kept."""

import hashlib
import os
import shutil
from contextlib import contextmanager
from pathlib import Path

from django.core.files.storage import default_storage

FOLDER = "editions"


class DamagedFileError(Exception):
    """A kept file is gone, or is no longer what was published."""


def path_of(name):
    return Path(default_storage.path(f"{FOLDER}/{name}"))


@contextmanager
def bench_of(run):
    """A folder for one run of one worker, gone when the run ends."""
    folder = path_of(f".bench/{run}")
    folder.mkdir(parents=True, exist_ok=True)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def clear_bench(run):
    """Take away what a worker left that was killed."""
    if run:
        shutil.rmtree(path_of(f".bench/{run}"), ignore_errors=True)


def keep(written, name):
    """Put a file that is written to its place. Returns what proves it, and its size."""
    place = path_of(name)
    place.parent.mkdir(parents=True, exist_ok=True)
    sha256, size = fingerprint(written), written.stat().st_size
    os.replace(written, place)
    return sha256, size


def fingerprint(path):
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def forget(names):
    for name in names:
        path_of(name).unlink(missing_ok=True)


def kept(file):
    """The path of a kept file, after looking whether it is still the same."""
    path = path_of(file.name)
    if not path.is_file() or path.stat().st_size != file.size or fingerprint(path) != file.sha256:
        raise DamagedFileError(file.name)
    return path

"""The work of making an edition: read, write the page, lay out the PDF, and only then note it in the row.

A worker claims an edition with a number of its own, and whatever it writes later holds only while the edition is
still its. So a worker that was thought dead and comes back changes nothing, and two never write one edition.
"""

import logging
import subprocess
import sys
import time
import uuid
from pathlib import Path
from queue import Empty, Queue
from threading import Thread

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import override

from . import keeping, press, subjects
from .actions import number_of_next
from .choices import EditionState, Format, NoPdf, Step
from .models import Edition, EditionFile

logger = logging.getLogger(__name__)

# A PDF takes half a megabyte of memory for each record while it is laid out, so long editions are bound in volumes.
MOST_RECORDS_IN_VOLUME = 2_000
# More than this in one edition are not laid out as PDF; the page is made all the same.
MOST_RECORDS_IN_PDF = 30_000
MINUTES_FOR_PDF = 45
MEMORY_FOR_PDF = 6 * 1024**3
SECONDS_BETWEEN_WORDS = 2

# A word of each script an edition prints names in.
SCRIPTS = ("Aéñß", "محمد", "王玲", "Иван")


class NoLongerOursError(Exception):
    """Another worker has taken the edition over, or it was discarded."""


class _Run:
    """One worker's hold on one edition."""

    def __init__(self, edition):
        self.edition = edition
        self.rows = Edition.objects.filter(pk=edition.pk, run=edition.run, state=EditionState.MAKING)
        self.said = 0.0

    def tell(self, step, done, total, *, now=False):
        """Say what the worker is at, every other second."""
        if not now and done != total and time.monotonic() - self.said < SECONDS_BETWEEN_WORDS:
            return
        self.said = time.monotonic()
        if not self.rows.update(step=step, done=done, total=total, worked_at=timezone.now()):
            raise NoLongerOursError

    def at(self, step):
        return lambda done, total: self.tell(step, done, total)


def make(pk):
    """Make the draft of an edition. Returns whether this worker made it."""
    edition = _claim(pk)
    if edition is None:
        return False
    run = _Run(edition)
    try:
        with keeping.bench_of(edition.run) as bench, override(edition.language):
            _make(run, edition, bench)
    except NoLongerOursError:
        logger.warning("Edition %s was taken over by another worker.", edition)
        return False
    except Exception:
        logger.exception("Edition %s could not be made", edition)
        run.rows.update(state=EditionState.FAILED, worked_at=timezone.now())
        return False
    return True


def _claim(pk):
    """Take an edition that waits, or whose worker is gone; None when there is nothing to take."""
    with transaction.atomic():
        edition = Edition.objects.select_for_update().filter(pk=pk).first()
        if edition is None or not (edition.state == EditionState.WAITING or edition.is_silent):
            return None
        keeping.clear_bench(edition.run)
        today = timezone.localdate()
        if edition.year != today.year:
            # A draft that waited over New Year takes its number in the new one.
            edition.year, edition.number = today.year, number_of_next(edition, today.year)
        edition.as_of, edition.run, edition.state = today, uuid.uuid4(), EditionState.MAKING
        edition.tries, edition.worked_at = F("tries") + 1, timezone.now()
        edition.step, edition.done, edition.total, edition.no_pdf = Step.READING, 0, 0, ""
        edition.save()
        edition.refresh_from_db()
        return edition


def _make(run, edition, bench):
    made_as = subjects.printed_as(edition.subject)
    if made_as is None:
        raise LookupError(f"Nobody knows how {edition.subject} is printed.")
    printed = made_as.gather(edition, run.at(Step.READING))
    page, counts = bench / "edition.html", dict(printed.counts)
    _write(page, made_as.pages_of(edition, printed, run.at(Step.WRITING)))
    written, pages, no_pdf = [(Format.HTML, 0, page)], 0, ""
    records = counts["people"] + counts["institutions"]
    volumes = printed.in_volumes(MOST_RECORDS_IN_VOLUME) if records <= MOST_RECORDS_IN_PDF else []
    for volume in volumes:
        source, target = bench / f"volume-{volume.volume}.html", bench / f"volume-{volume.volume}.pdf"
        _write(source, made_as.pages_of(edition, volume))
        no_pdf, laid_out = _lay_out(run, source, target, pages)
        if no_pdf:
            break
        pages += laid_out
        written.append((Format.PDF, volume.volume, target))
    if no_pdf or not volumes:
        # Some volumes are no edition.
        written, no_pdf = written[:1], no_pdf or NoPdf.TOO_LONG
    else:
        counts["pages"] = pages
    _keep(run, edition, written, counts, printed.officials, no_pdf)


def _write(path, pieces):
    with path.open("w", encoding="utf-8") as file:
        for piece in pieces:
            file.write(piece)


def _keep(run, edition, written, counts, officials, no_pdf):
    """Put the files to their places under names nobody has used, then write the row, last and at once."""
    files = []
    for format, volume, path in written:
        name = f"{edition.slug}/{edition.run.hex[:12]}{f'-{volume}' if volume else ''}.{format.value}"
        sha256, size = keeping.keep(path, name)
        files.append(EditionFile(edition=edition, format=format, volume=volume, name=name, sha256=sha256, size=size))
    with transaction.atomic():
        old = list(EditionFile.objects.filter(edition=edition).values_list("name", flat=True))
        done = run.rows.update(
            state=EditionState.READY,
            counts=counts,
            officials=officials,
            no_pdf=no_pdf,
            made_at=timezone.now(),
            worked_at=timezone.now(),
            step="",
        )
        if done:
            EditionFile.objects.filter(edition=edition).delete()
            EditionFile.objects.bulk_create(files)
    keeping.forget(old if done else [file.name for file in files])
    if not done:
        raise NoLongerOursError


def _lay_out(run, page, target, before):
    """Have a page laid out in a process of its own. Returns why there is no PDF, and its number of pages.

    ``before`` pages of other volumes are laid out already.
    """
    run.tell(Step.LAYING_OUT, before, 0, now=True)
    command = [sys.executable, "-P", str(Path(press.__file__)), str(page), str(target), str(MEMORY_FOR_PDF), *SCRIPTS]
    until, pages, said = time.monotonic() + MINUTES_FOR_PDF * 60, 0, Queue()
    with (target.parent / "press.log").open("w+") as log:
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True)  # noqa: S603
        listener = Thread(target=_listen, args=[process.stdout, said], daemon=True)
        listener.start()
        try:
            while True:
                try:
                    line = said.get(timeout=SECONDS_BETWEEN_WORDS)
                except Empty:
                    line = ""
                if line is None:
                    break
                word, _space, number = line.partition(" ")
                if word in ("page", "pages") and number.isdigit():
                    pages = int(number)
                run.tell(Step.LAYING_OUT, before + pages, 0)
                if time.monotonic() > until:
                    return NoPdf.TOO_LONG, 0
            code = process.wait()
        finally:
            process.kill()
            process.wait()
            listener.join()
            process.stdout.close()
        log.seek(0)
        if code != press.OK:
            target.unlink(missing_ok=True)
            logger.error("The PDF of %s was not made (%s): %s", run.edition, code, log.read()[-2000:])
    reasons = {
        press.OK: "",
        press.NO_LIBRARY: NoPdf.LIBRARY,
        press.NO_FONTS: NoPdf.FONTS,
        press.TOO_LONG: NoPdf.TOO_LONG,
    }
    return reasons.get(code, NoPdf.FAILED), pages if code == press.OK else 0


def _listen(lines, said):
    for line in lines:
        said.put(line.strip())
    said.put(None)

"""Lays out a written page as PDF, in a process of its own: what it takes of memory is given back when it ends.

Run with the page, the file to write and the texts whose letters must be in the fonts here, one for each script.
Tells its progress on standard output, a line each: ``page 12``; ends with one of the codes below.
It knows nothing of Django.
"""

import ctypes
import ctypes.util
import logging
import os
import resource
import signal
import sys

OK, NO_LIBRARY, NO_FONTS, TOO_LONG = 0, 3, 4, 5


def unknown_letters(texts):
    """Those texts that hold a letter no font of this machine has."""
    pango = ctypes.CDLL(ctypes.util.find_library("pango-1.0") or "libpango-1.0.so.0")
    fonts = ctypes.CDLL(ctypes.util.find_library("pangoft2-1.0") or "libpangoft2-1.0.so.0")
    for function in (fonts.pango_ft2_font_map_new, pango.pango_font_map_create_context, pango.pango_layout_new):
        function.restype = ctypes.c_void_p
    context = ctypes.c_void_p(pango.pango_font_map_create_context(ctypes.c_void_p(fonts.pango_ft2_font_map_new())))
    missing = []
    for text in texts:
        layout = ctypes.c_void_p(pango.pango_layout_new(context))
        encoded = text.encode()
        pango.pango_layout_set_text(layout, encoded, len(encoded))
        if pango.pango_layout_get_unknown_glyphs_count(layout):
            missing.append(text)
    return missing


class _Pages(logging.Handler):
    """Passes on which page is laid out."""

    def emit(self, record):
        message = record.getMessage()
        print(message.rpartition(" - ")[2].lower() if "Page" in message else message, flush=True)


def lay_out(source, target, memory):
    if memory:
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    from weasyprint import HTML
    from weasyprint.urls import URLFetcher

    class Nothing(URLFetcher):
        """A page that needs no other file asks for none."""

        def fetch(self, url, headers=None):
            raise ValueError(f"An edition asks for {url}")

    progress = logging.getLogger("weasyprint.progress")
    progress.setLevel(logging.INFO)
    progress.addHandler(_Pages())
    document = HTML(filename=source, url_fetcher=Nothing(), base_url="about:blank").render(
        pdf_variant="pdf/ua-1", pdf_tags=True
    )
    print(f"pages {len(document.pages)}", flush=True)
    document.write_pdf(target, pdf_variant="pdf/ua-1", pdf_tags=True)
    with open(target, "rb") as written:
        os.fsync(written.fileno())


def end_with_parent():
    """Nobody waits for the pages of a worker that was killed."""
    if sys.platform == "linux":
        set_signal_of_parents_death = 1
        ctypes.CDLL(None).prctl(set_signal_of_parents_death, signal.SIGKILL)


def main(source, target, memory, *texts):
    end_with_parent()
    try:
        import weasyprint  # noqa: F401
    except (ImportError, OSError) as error:
        print(error, file=sys.stderr)
        return NO_LIBRARY
    if missing := unknown_letters(texts):
        print("No font for", *missing, file=sys.stderr)
        return NO_FONTS
    try:
        lay_out(source, target, int(memory))
    except MemoryError:
        return TOO_LONG
    return OK


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

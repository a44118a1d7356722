"""Replies as the tests of GitHub's reply parser hold them. ``CONFORMANCE`` names the folder with the suites."""

import os
from pathlib import Path

import pytest
from notifications.trimming import part, written_in

SUITES = Path(os.environ.get("CONFORMANCE", "nowhere"))
REPLIES = SUITES / "email" / "reply-parser"

pytestmark = pytest.mark.skipif(not SUITES.is_dir(), reason="CONFORMANCE names no folder")

# What is written now in each of them, from its first words to its last.
WRITTEN = {
    "correct_sig": ("this is an email", "signature."),
    "email_1_1": ("Hi folks", "-Abhishek Kona"),
    "email_1_2": ("Hi,", 'delete them all individually."'),
    "email_1_3": ("Oh thanks.", "-Abhishek Kona"),
    "email_1_4": ("Awesome!", "another problem with it."),
    "email_1_5": ("One: Here's what I've got.", "for a while."),
    "email_1_6": ("I get proper rendering", "as well."),
    "email_1_7": (":+1:", ":+1:"),
    "email_1_8": ("I will reply under this one", "and under this."),
    "email_2_1": ("Outlook with a reply", "Outlook with a reply"),
    "email_2_2": ("Outlook with a reply directly above line", "directly above line"),
    "email_2_3": ("Outlook with a reply directly above line", "directly above line"),
    "email_BlackBerry": ("Here is another email", "another email"),
    "email_bullets": ("test 2 this should list second", "- and another"),
    "email_iPhone": ("Here is another email", "another email"),
    "email_multi_word_sent_from_my_mobile_device": ("Here is another email", "another email"),
    "email_one_is_not_on": ("Thank, this is really helpful.", "when I run..."),
    "email_sent_from_my_not_signature": ("Here is another email", "then my mobile phone."),
    "email_sig_delimiter_in_middle_of_line": ("Hi there!", "kthxbai"),
    "greedy_on": ("On your remote host", "the tunnel is not working."),
    "pathological": ("I think you're onto something.", "get back to a computer."),
}


def test_each_reply_of_the_suite_is_told_of_here():
    assert {path.stem for path in REPLIES.glob("*.txt")} == set(WRITTEN)


@pytest.mark.parametrize("name", WRITTEN)
def test_what_was_written_now_is_found_in_each_reply(name):
    text = (REPLIES / f"{name}.txt").read_text()
    begins, ends = WRITTEN[name]

    found = written_in(text)

    assert (found.startswith(begins), found.endswith(ends)) == (True, True), found
    # Nothing is thrown away: what is not shown is folded.
    parted = part(text)
    shown = set((parted.text + "\n" + parted.folded).replace(">", " ").split())
    assert {word for word in text.replace(">", " ").split() if word not in shown} == set()

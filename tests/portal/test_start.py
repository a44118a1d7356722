"""What `manage.py start` prepares before it serves."""

import json

from django.contrib.staticfiles.storage import ManifestStaticFilesStorage
from django.templatetags.static import static
from portal.management.commands import start


def test_pages_name_files_that_were_collected_after_the_list_of_files_was_first_asked_for(tmp_path, monkeypatch):
    too_early = ManifestStaticFilesStorage(location=tmp_path, base_url="/static/")
    for place in ("portal.management.commands.start", "django.contrib.staticfiles.storage"):
        monkeypatch.setattr(f"{place}.staticfiles_storage", too_early)
    listed = {"version": "1.1", "hash": "", "paths": {"images/mark.svg": "images/mark.0123.svg"}}
    (tmp_path / "staticfiles.json").write_text(json.dumps(listed))

    start.read_what_was_collected()

    monkeypatch.setattr("django.conf.settings.DEBUG", False)
    assert static("images/mark.svg") == "/static/images/mark.0123.svg"

"""Work by the clock, and the process that does it beside the server."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.cache import cache
from django.core.management import call_command
from portal import periodic

REPOSITORY = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def _nothing_ran_lately():
    cache.clear()
    yield
    cache.clear()


def test_a_job_that_fails_does_not_keep_the_others(db, monkeypatch, caplog):
    def broken():
        raise RuntimeError("no such thing")

    done = []

    def other():
        done.append(True)

    every_minute = periodic.JOBS[0][1]
    monkeypatch.setattr(periodic, "JOBS", ((broken, every_minute), (other, every_minute)))

    assert periodic.run_due_jobs() == ["broken", "other"]
    assert done == [True]
    assert "broken" in caplog.text


def test_jobs_run_once_in_their_interval(db, capsys):
    call_command("run_periodic")
    assert "deliver due" in capsys.readouterr().out
    call_command("run_periodic")
    assert capsys.readouterr().out == ""


def test_worker_delivers_and_stops_when_told(tmp_path):
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "portal.settings.development",
        "PORTAL_VAR": str(tmp_path),
        "DATABASE_URL": f"sqlite:///{tmp_path / 'worker.sqlite3'}",
        "PYTHONWARNINGS": "ignore",
    }

    def manage(*arguments):
        return [sys.executable, "manage.py", *arguments]

    for app in ("notifications", "django_tasks_database", "sessions"):
        subprocess.run(manage("migrate", app, "--verbosity=0"), cwd=REPOSITORY, env=environment, check=True)
    queue = "from notifications.actions import send_rendered; send_rendered('Hello', 'Good day.', '', 'a@b.org')"
    subprocess.run(manage("shell", "-v0", "-c", queue), cwd=REPOSITORY, env=environment, check=True)

    worker = subprocess.Popen(
        manage("run_worker", "--interval=0.1"), cwd=REPOSITORY, env=environment, stderr=subprocess.PIPE
    )
    try:
        assert wait_until(lambda: list(tmp_path.glob("mail/*.log")), worker)
    finally:
        worker.send_signal(signal.SIGTERM)
        _output, errors = worker.communicate(timeout=20)
    assert worker.returncode == 0, errors.decode()
    assert "Good day." in next(tmp_path.glob("mail/*.log")).read_text()


def wait_until(condition, process, seconds=60):
    """Whether the condition came true while the process ran."""
    for _tenth in range(seconds * 10):
        if condition():
            return True
        try:
            process.wait(timeout=0.1)
        except subprocess.TimeoutExpired:
            continue
        return False
    return False

"""One command from nothing to a running site: what `make run` calls."""

import os
import subprocess
import sys
import time
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from portal.sockets import socket_source


class Command(BaseCommand):
    help = "Prepare the database, reference data, demonstration network and search index, then serve the site."

    def add_arguments(self, parser):
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--people", type=int, default=200, help="Size of the demonstration network.")
        parser.add_argument("--experts", type=int, default=2000, help="Size of its roster of experts.")
        parser.add_argument("--no-serve", action="store_true", help="Prepare everything and stop.")

    def handle(self, *args, port, host, people, experts, no_serve, **options):
        started = time.monotonic()
        self.prepare(people, experts)
        self.stdout.write(f"Ready after {time.monotonic() - started:.1f} seconds.")
        if no_serve:
            return
        self.introduce(f"http://{host}:{port}/")
        if "BASE_URL" not in os.environ:
            # So that links in mails lead to this port; the worker beside the server takes it from the environment.
            settings.BASE_URL = settings.WAGTAILADMIN_BASE_URL = os.environ["BASE_URL"] = f"http://{host}:{port}"
        # Sockets are served beside the pages, where no proxy puts both behind one address.
        sockets_port = port + 1000
        settings.SOCKETS_PORT = sockets_port
        settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]["connect-src"].append(
            socket_source(settings.BASE_URL, sockets_port)
        )
        serve(host, port, sockets_port)

    def step(self, text):
        self.stdout.write(f"- {text} ...")
        self.stdout.flush()

    def prepare(self, people, experts):
        """Do what is not done yet; on a prepared site this looks and leaves everything as it is."""
        from following.demonstration import make_follows
        from search.actions import index_is_built, rebuild_index

        from directory.models import Country, Person
        from directory.reference import is_up_to_date
        from experts.models import RosterEntry
        from forums.models import Group

        Path(settings.VAR_DIR).mkdir(parents=True, exist_ok=True)
        collecting = None
        if stale(settings.STATIC_ROOT):
            self.step("Collecting style sheets, scripts and pictures, beside what follows")
            collecting = beside("collectstatic", "--no-input", "--verbosity=0")
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            self.step("Creating the database")
            call_command("migrate", verbosity=0)
        if not Country.objects.exists():
            self.step("Loading countries, Parties, chemicals, centres and vocabularies")
            call_command("load_reference_data", verbosity=0)
            call_command("create_site_pages", verbosity=0)
        elif not is_up_to_date():
            self.step("Bringing countries, Parties, chemicals, centres and vocabularies up to the data files")
            call_command("load_reference_data", verbosity=0)
        call_command("load_terms_of_reference", verbosity=0)
        is_filled_anew = settings.DEMONSTRATION and not Person.objects.filter(is_demo=True).exists()
        # A site from before the roster gets its experts, and keeps the people it has.
        has_no_roster = settings.DEMONSTRATION and experts and not RosterEntry.objects.filter(is_demo=True).exists()
        if is_filled_anew or has_no_roster:
            self.step(f"Making a demonstration network of {people} people and a roster of {experts} experts")
            call_command("make_demonstration_network", people=people, experts=experts, verbosity=0)
        if settings.DEMONSTRATION and not Group.objects.filter(is_demo=True).exists():
            self.step("Letting its people discuss in a few groups")
            call_command("make_demonstration_forums", verbosity=0)
        if is_filled_anew or has_no_roster or not index_is_built():
            self.step("Building the search index")
            rebuild_index()
        if is_filled_anew:
            make_follows()
        if collecting and collecting.wait():
            raise CommandError("Style sheets, scripts and pictures could not be collected.")
        if collecting:
            read_what_was_collected()

    def introduce(self, address):
        self.stdout.write(f"\nThe site runs at {address}  (stop it with Ctrl+C)\n")
        if not settings.DEMONSTRATION:
            return
        from directory.demonstration import accounts

        self.stdout.write("Sign-ins of the demonstration network, one per role:")
        for account in accounts():
            self.stdout.write(f"  {account}")
        self.stdout.write(f"Mail that the site sends is shown at {address}mail/\n\n")
        self.stdout.flush()


def stale(folder):
    """Whether collected files are missing or older than their sources."""
    manifest = Path(folder) / "staticfiles.json"
    if not manifest.exists():
        return True
    sources = [path for top in settings.STATICFILES_DIRS for path in Path(top).rglob("*") if path.is_file()]
    return max(path.stat().st_mtime for path in sources) > manifest.stat().st_mtime


def read_what_was_collected():
    """Know the files collected beside this process: what ran here meanwhile may have asked for the list too early."""
    staticfiles_storage.hashed_files, staticfiles_storage.manifest_hash = staticfiles_storage.load_manifest()


def beside(*command):
    """Another command of ours, in a process beside this one."""
    return subprocess.Popen([sys.executable, sys.argv[0], *command])  # noqa: S603


def serve(host, port, sockets_port):
    """Serve pages in this process, with sockets and the queue of work in others, until interrupted."""
    from gunicorn.app.base import BaseApplication

    class Site(BaseApplication):
        def load_config(self):
            self.cfg.set("bind", f"{host}:{port}")
            self.cfg.set("workers", 1)
            self.cfg.set("threads", 4)
            self.cfg.set("worker_class", "gthread")
            self.cfg.set("proc_name", "pops-network")
            self.cfg.set("loglevel", "warning")
            # Words in Chinese take nine characters each in an address, and lists have a dozen filters.
            self.cfg.set("limit_request_line", 8190)

        def load(self):
            from portal.wsgi import application

            return application

    connection.close()
    process = os.getpid()
    others = [
        beside("run_worker", f"--beside={process}", "--verbosity=0"),
        beside("serve_sockets", f"--beside={process}", f"--host={host}", f"--port={sockets_port}"),
    ]
    try:
        Site().run()
    except OSError as error:
        raise CommandError(f"Port {port} cannot be used: {error.strerror}.") from error
    finally:
        # The processes gunicorn forks come by here too when they end; only the first one stops the others.
        if os.getpid() == process:
            for other in others:
                other.terminate()
            for other in others:
                other.wait(timeout=20)

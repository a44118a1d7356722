"""A person brings what stands in their ORCID record into their entry, ticking what they want."""

from collections import Counter
from dataclasses import dataclass, field

from django.conf import settings
from django.contrib import messages
from django.core import signing
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from directory.actions.records import RecordChangedMeanwhileError
from directory.models import Institution
from directory.models.names import name_as_written, sort_key
from directory.views.pages import address_of

from ... import wording
from ...views.status import OwnPage
from ..forms import OrcidFileForm
from ..orcid import taking
from ..orcid.reading import ASIDE, PROBLEMS, Found, Kind

# So long the page with the boxes can be saved; what was read is kept in the page itself and nowhere else.
KEPT_SECONDS = 24 * 60 * 60
_SALT = "experts.imports.orcid"


@dataclass
class Box:
    """One thing found, as the page shows it."""

    number: int
    words: str
    about: str = ""
    is_public: bool = True
    is_there: bool = False
    is_ticked: bool = False
    problem: str = ""
    language: str = ""
    address: str = ""


@dataclass
class Group:
    """The things of one kind beside what stands in the entry."""

    kind: Kind
    boxes: list
    standing: list
    room: int | None = None
    problem: str = ""
    hints: list = field(default_factory=list)

    @property
    def name(self):
        return f"kind-{self.kind}"

    @property
    def can_tick(self):
        return any(not box.is_there and not box.problem for box in self.boxes)


class Orcid(OwnPage, TemplateView):
    """First the file is handed in; then the boxes are shown; nothing is written until they are saved."""

    template_name = "roster_imports/orcid.html"

    def get(self, request, *args, **kwargs):
        return self.render_to_response(self.get_context_data(form=OrcidFileForm(orcid=self.person.orcid)))

    def post(self, request, *args, **kwargs):
        if "found" in request.POST:
            return self.save(request)
        form = OrcidFileForm(request.POST, request.FILES, orcid=self.person.orcid)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        return self.show(form.found)

    # --- The boxes ---

    def show(self, found, *, ticked=None, language="", problems=None, status=200):
        standing = taking.standing_of(self.person)
        groups = list(self.groups(found, standing, ticked, problems or {}))
        context = self.get_context_data(
            found=found,
            groups=groups,
            problems=[(f"#{group.name}", group.problem) for group in groups if group.problem],
            token=signing.dumps(
                {"found": found.packed(), "seen": taking.mark_of(standing), "of": self.person.pk},
                salt=_SALT,
                compress=True,
            ),
            aside=[(ASIDE[code], number) for code, number in found.aside.items() if code in ASIDE],
            gives_orcid=bool(found.orcid) and not self.person.orcid,
            takes_orcid=ticked is None or "orcid" in ticked,
            languages=settings.LANGUAGES,
            language=language or language_of(found, self.person),
            begins=not standing.has_entry,
            is_other_name=is_other_name(found, self.person),
            in_entry=_("In your entry"),
            not_taken=_("Cannot be taken"),
            has_new=any(group.can_tick for group in groups) or bool(found.orcid and not self.person.orcid),
        )
        return self.render_to_response(context, status=status)

    def groups(self, found, standing, ticked, problems):
        for kind in Kind:
            items = found.of(kind)
            if not items:
                continue
            boxes, room = [], standing.room(kind)
            for number, item in items:
                there = taking.is_there(item, standing)
                new = not there and not item.problem
                chosen = self.suggests(kind, item) if ticked is None else str(number) in ticked
                words, about, address = told(kind, item.values)
                boxes.append(
                    Box(
                        number,
                        words,
                        about,
                        item.is_public,
                        there,
                        new and chosen,
                        str(PROBLEMS.get(item.problem, "")),
                        address=address,
                    )
                )
            yield Group(kind, boxes, stands(kind, standing), room, problems.get(kind, ""), hints_of(kind, standing))

    def suggests(self, kind, item):
        """What is ticked to begin with: what is public and adds to the entry; works and texts are for their owner."""
        return item.is_public and kind not in (Kind.PUBLICATION, Kind.BIOGRAPHY, Kind.OTHER_NAME)

    # --- Saving ---

    def save(self, request):
        try:
            held = signing.loads(request.POST["found"], salt=_SALT, max_age=KEPT_SECONDS)
        except signing.BadSignature:
            held = {}
        if held.get("of") != self.person.pk:
            messages.warning(
                request, _("What was read of the file is no longer at hand. Please choose the file again.")
            )
            return redirect("roster_imports:orcid")
        found, ticked = Found.unpacked(held["found"]), set(request.POST.getlist("take"))
        language = request.POST.get("language", "")
        if language not in dict(settings.LANGUAGES):
            language = language_of(found, self.person)
        if problems := self.too_many(found, ticked):
            return self.show(found, ticked=ticked, language=language, problems=problems, status=422)
        if found.orcid and self.person.orcid not in ("", found.orcid):
            messages.error(request, _("Your record names another ORCID iD by now, so that nothing was taken."))
            return redirect("roster_imports:orcid")
        numbers = {int(number) for number in ticked if number.isdigit() and len(number) < 6}
        try:
            count = taking.take(
                self.person,
                found,
                numbers,
                by=request.user,
                language=language,
                seen=held["seen"],
                with_orcid="orcid" in ticked,
            )
        except RecordChangedMeanwhileError:
            messages.warning(
                request, _("Your record was changed meanwhile. Look once more at what stands there, then save again.")
            )
            return self.show(found, ticked=ticked, language=language, status=409)
        if count:
            messages.success(
                request,
                ngettext(
                    "One thing of your ORCID record was taken over.",
                    "%(count)s things of your ORCID record were taken over.",
                    count,
                )
                % {"count": count},
            )
        else:
            messages.info(request, _("Nothing was ticked that does not stand in your entry already."))
        return redirect(address_of("my_roster:record") or reverse("roster:status"))

    def too_many(self, found, ticked):
        """Where more is ticked than there is place for, by kind; and several where there is place for one."""
        standing, problems = taking.standing_of(self.person), {}
        for kind in Kind:
            chosen = [
                item
                for number, item in found.of(kind)
                if str(number) in ticked and not item.problem and not taking.is_there(item, standing)
            ]
            room = standing.room(kind)
            if room is not None and len(chosen) > room:
                problems[kind] = ngettext(
                    "There is place for one more; %(chosen)s are ticked.",
                    "There is place for %(room)s more; %(chosen)s are ticked.",
                    room,
                ) % {"room": room, "chosen": len(chosen)}
            if kind in (Kind.BIOGRAPHY, Kind.OTHER_NAME) and len(chosen) > 1:
                problems[kind] = _("Your record has place for one of these. Please tick one.")
        return problems

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        own = address_of("my_roster:record") or reverse("roster:status")
        return {**context, "trail": [(_("My page"), reverse("my")), (_("My entry on the roster"), own)]}


def is_other_name(found, person):
    """Whether the names of a file and of a person have nothing in common; an iD that is the same settles it."""
    if not found.name or (found.orcid and found.orcid == person.orcid):
        return False
    own = {*sort_key(person.romanised_name).split(), *sort_key(person.original_name).split()}
    return not own & set(sort_key(found.name).split())


def told(kind, values):
    """A thing in words: (what it is, what is said about it, its address)."""
    if kind == Kind.EMPLOYMENT:
        words = wording.line(values["position"], values["department"], values["institution_name"])
        return words, _span(values), ""
    if kind == Kind.EDUCATION:
        return wording.line(values["title"], values["subject"], values["institution_name"]), _span(values), ""
    if kind == Kind.QUALIFICATION:
        return values["title"], str(values["year"] or ""), ""
    if kind == Kind.PANEL:
        return wording.line(values["name"], values["role"]), _span(values), ""
    if kind == Kind.PUBLICATION:
        address = f"https://doi.org/{values['doi']}" if values["doi"] else values["url"]
        return values["title"], str(values["year"] or ""), address
    if kind == Kind.WEBSITE:
        return values.get("name") or values["text"], "", values["text"]
    return values["text"], "", ""


def stands(kind, standing):
    """What stands in the record or the entry, in the same words."""
    person, entry = standing.person, standing.entry
    rows = {
        Kind.EMPLOYMENT: person["affiliations"],
        Kind.EDUCATION: entry["education"],
        Kind.QUALIFICATION: [row for row in entry["qualifications"] if row["kind"] == "qualification"],
        Kind.PANEL: entry["panels"],
        Kind.PUBLICATION: entry["publications"],
        Kind.WEBSITE: [{"text": row["value"]} for row in person["websites"]],
        Kind.KEYWORD: [{"text": line} for line in entry["free_terms"].splitlines() if line.strip()],
        Kind.BIOGRAPHY: [{"text": row["text"]} for row in person["biographies"]],
        Kind.OTHER_NAME: [],
    }[kind]
    if kind == Kind.EMPLOYMENT:
        rows = [{**row, "institution_name": name_of_place(row)} for row in rows]
    if kind == Kind.OTHER_NAME:
        original = wording.line(person["original_family_name"], person["original_given_name"])
        return [(original, "")] if original else []
    return [told(kind, row)[:2] for row in rows]


def name_of_place(row):
    if not row["institution"]:
        return row["institution_name"]
    institution = Institution.objects.filter(pk=row["institution"]).first()
    return str(institution) if institution else ""


def hints_of(kind, standing):
    """What to know about a kind before ticking."""
    if kind == Kind.BIOGRAPHY:
        return [_("It takes the place of a biography you have in the same language.")]
    if kind == Kind.WEBSITE:
        return [_("Members of the network will see them, until you choose otherwise.")]
    if kind == Kind.OTHER_NAME and standing.person["original_family_name"]:
        return [_("It takes the place of the name you have there.")]
    if (room := standing.room(kind)) is not None:
        return [ngettext("There is place for one more.", "There is place for %(room)s more.", room) % {"room": room}]
    return []


def language_of(found, person):
    """The language in which a biography is most likely written: by its script, or as ORCID says."""
    text = next((item.values["text"] for _number, item in found.of(Kind.BIOGRAPHY)), "")
    codes = [code for code, _name in settings.LANGUAGES]
    counted = Counter(name_as_written("", word)["name_language"] for word in text.split()[:60])
    script = counted.most_common(1)[0][0] if counted else ""
    locale = found.locale.replace("_", "-").lower().split("-")[0]
    for wanted in (script, "" if script else locale, "" if script else get_language().split("-")[0], "en"):
        code = next((code for code in codes if wanted and code.split("-")[0] == wanted), "")
        if code and not (script == "" and wanted in ("ar", "ru", "zh")):
            return code
    return codes[0]


def _span(values):
    start, end = (values.get(part) and parse_date(values[part]) for part in ("starts_on", "ends_on"))
    return wording.span(start, end)

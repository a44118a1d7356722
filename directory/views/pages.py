"""Pages of the directory: one person, one institution, one country, one region, all countries."""

from functools import partial
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from .. import atlas, formats, queries
from ..choices import Audience, RecordStatus, RegionLevel
from ..disclosure import disclose_all
from ..forms.fields import read_day
from ..models import Category, Country, Region, audience_of
from ..models.names import direction
from ..templatetags.directory import institution_names, names_for_reader
from ..worldmap import world_map

ROWS_ON_A_PAGE = 10

# Offices every Party is asked to fill: their absence is worth saying.
EXPECTED_OFFICES = ("national-focal-point", "official-contact-point")


def address_of(name, *args, **parameters):
    """An address with its parameters; empty when the room it belongs to is not there."""
    try:
        address = reverse(name, args=args)
    except NoReverseMatch:
        return ""
    return f"{address}?{urlencode(parameters)}" if parameters else address


people_address = partial(address_of, "search:people")
institutions_address = partial(address_of, "search:institutions")


def day(date):
    return date_format(date, "DATE_FORMAT")


class DirectoryPage(TemplateView):
    """A page that is reached from the front page through the directory."""

    def trail(self):
        return [(_("Directory"), reverse("directory:index"))]

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            trail=self.trail(),
            secretariat=audience_of(self.request.user) >= Audience.SECRETARIAT,
            **kwargs,
        )


class DirectoryIndex(DirectoryPage):
    template_name = "directory/index.html"

    def trail(self):
        return []

    def get_context_data(self, **kwargs):
        numbers = queries.network_in_numbers()
        return super().get_context_data(
            says=_("%(people)s people and %(institutions)s institutions are listed, from %(countries)s countries.")
            % {
                "people": numbers["members"],
                "institutions": numbers["institutions"],
                "countries": numbers["countries"],
            },
            people_address=people_address(),
            institutions_address=institutions_address(),
            regions=atlas.in_reading_order(queries.regions_with_subregions()),
            **kwargs,
        )


class RecordPage(DirectoryPage):
    """One record, which ``?format=`` also gives as JSON, JSON-LD or a vCard."""

    def get(self, request, *args, **kwargs):
        context = self.get_context_data(**kwargs)
        if "format" in request.GET:
            return formats.render_one(*self.record_of(context), request.user, request.GET["format"], request)
        return self.render_to_response(context)


class PersonPage(RecordPage):
    template_name = "directory/person.html"

    def record_of(self, context):
        return "person", context["person"].person

    def trail(self):
        return [*super().trail(), (_("People"), people_address())] if people_address() else super().trail()

    def viewer(self):
        """Through whose eyes the record is shown."""
        return self.request.user

    def get_context_data(self, **kwargs):
        viewer = self.viewer()
        person = queries.person_of_page(self.kwargs["slug"], viewer)
        if person is None:
            raise Http404
        name = names_for_reader(person).first.text
        office = person.official_designation
        says = self.says(office)
        own = getattr(viewer, "is_authenticated", False) and person.person.user_id == viewer.pk
        return super().get_context_data(
            person=person,
            title=_("%(name)s: %(says)s") % {"name": name, "says": says} if says else name,
            says=says,
            office=office,
            knows=list(self.knows(person)),
            biography=person.biography(get_language()),
            local_time=self.local_time(person.time_zone),
            write_address=""
            if own or queries.letters_go_to(person.person) is None
            else reverse("directory:write_to_person", args=[person.slug]),
            report_address="" if own else reverse("moderation:report", args=["person", person.slug]),
            own_address=address_of("my:record") if own else "",
            signed_out=audience_of(viewer) < Audience.MEMBERS and not own,
            **kwargs,
        )

    def says(self, office):
        """The office held, in a sentence; empty for those who hold none."""
        if office is None:
            return ""
        if office.country is None:
            return _("%(category)s since %(day)s") % {
                "category": office.category.name,
                "day": day(office.starts_on),
            }
        return _("%(category)s for %(country)s since %(day)s") % {
            "category": office.category.name,
            "country": office.country.name,
            "day": day(office.starts_on),
        }

    def knows(self, person):
        """What the person knows and does, each word leading to all who share it."""
        yield from described(
            (
                _("Languages"),
                [
                    {
                        "words": skill.language.name,
                        "note": skill.get_level_display(),
                        "address": people_address(language=skill.language.code),
                    }
                    for skill in person.languages
                ],
            ),
            (_("Expertise"), linked(person.expertise, "expertise")),
            (_("Interests"), [{"words": term.label} for term in person.interests]),
            (_("Chemicals"), linked(person.chemicals, "chemical")),
            (_("Articles of the Convention"), [{"words": article.name} for article in person.articles]),
            (_("Sectors"), linked(person.sectors, "sector")),
            (_("Stakeholder group"), linked([person.stakeholder_group], "stakeholder")),
        )

    def local_time(self, zone):
        """The hour it is where the person works."""
        try:
            return date_format(timezone.localtime(timezone=ZoneInfo(zone)), "TIME_FORMAT") if zone else ""
        except (ValueError, LookupError):
            return ""


def described(*entries):
    """Those entries of a record that hold anything."""
    for words, values in entries:
        if values:
            yield {"words": words, "values": values}


def linked(things, parameter, address=people_address):
    """Words of a vocabulary, each with the list of all records that carry it."""
    return [{"words": str(thing), "address": address(**{parameter: thing.code})} for thing in things if thing]


class InstitutionPage(RecordPage):
    template_name = "directory/institution.html"

    def record_of(self, context):
        return "institution", context["institution"].institution

    def trail(self):
        return (
            [*super().trail(), (_("Institutions"), institutions_address())]
            if institutions_address()
            else super().trail()
        )

    def get_context_data(self, **kwargs):
        viewer = self.request.user
        institution = queries.institution_of_page(self.kwargs["slug"], viewer)
        if institution is None:
            raise Http404
        people = queries.people_at(institution.institution, viewer)
        rows = queries.people_in_rows(people[: ROWS_ON_A_PAGE + 1], viewer)
        description = institution.description(get_language())
        says = self.says(institution)
        name = institution_names(institution).first.text
        return super().get_context_data(
            institution=institution,
            title=_("%(name)s: %(says)s") % {"name": name, "says": says} if says else name,
            says=says,
            description=description
            and {
                "text": description.text,
                "language": description.language,
                "dir": direction(description.language),
            },
            does=list(self.does(institution)),
            coordinates=self.coordinates(institution),
            people=rows[:ROWS_ON_A_PAGE],
            more_people=len(rows) > ROWS_ON_A_PAGE and people_address(),
            people_count=people.count() if len(rows) > ROWS_ON_A_PAGE else len(rows),
            people_address=people_address(q=institution.name),
            children=institution.children.listed(),
            edit_address=address_of("directory:institution-record", institution.slug)
            if viewer.has_perm("directory.change_institution", institution.institution)
            or viewer.has_perm("directory.draft_institution", institution.institution)
            else "",
            write_address=reverse("directory:write_to_institution", args=[institution.slug])
            if queries.letters_go_to(institution.institution) is not None
            else "",
            report_address=reverse("moderation:report", args=["institution", institution.slug]),
            **kwargs,
        )

    def says(self, institution):
        if institution.type and institution.country:
            return pgettext("an institution", "%(type)s, %(country)s") % {
                "type": institution.type.name,
                "country": institution.country.name,
            }
        return str(institution.type or institution.country or "")

    def does(self, institution):
        link = partial(linked, address=institutions_address)
        yield from described(
            (_("Services"), link(institution.services.all(), "service")),
            (_("Areas of work"), link(institution.areas_of_work, "expertise")),
            (_("Chemicals"), link(institution.chemicals.all(), "chemical")),
            (_("Working languages"), link(institution.languages.all(), "language")),
            (
                _("Regions served"),
                [
                    {"words": region.name, "address": region.get_absolute_url()}
                    for region in institution.regions_served.all()
                ],
            ),
            (
                _("Parties served"),
                [
                    {"words": country.name, "address": country.get_absolute_url()}
                    for country in institution.parties_served.all()
                ],
            ),
            (_("Sectors"), link(institution.sectors.all(), "sector")),
            (_("Stakeholder group"), link([institution.stakeholder_group], "stakeholder")),
        )

    def coordinates(self, institution):
        """Latitude and longitude as an atlas prints them."""
        if institution.latitude is None or institution.longitude is None:
            return ""
        north, east = institution.latitude, institution.longitude
        return f"{abs(north):.3f}° {'N' if north >= 0 else 'S'}, {abs(east):.3f}° {'E' if east >= 0 else 'W'}"


class AboutADay(DirectoryPage):
    """A page that answers for any day, ``?on=``, and for today without one."""

    def day_asked(self):
        """The day the reader asks about, what they wrote, and whether it could be read."""
        written = self.request.GET.get("on", "").strip()
        try:
            return (read_day(written) if written else None), written, True
        except ValueError:
            return None, written, False


class CountryPage(AboutADay):
    template_name = "directory/country.html"

    def trail(self):
        return [*super().trail(), (_("Countries"), reverse("directory:countries"))]

    def get_context_data(self, **kwargs):
        viewer = self.request.user
        country = get_object_or_404(
            Country.objects.select_related("party", "region", "subregion", "intermediate_region"),
            iso2=self.kwargs["code"].upper(),
        )
        party = getattr(country, "party", None)
        today = timezone.localdate()
        asked, written, is_day = self.day_asked()
        posts = self.posts(country, viewer, asked or today)
        says = self.says(party, posts, asked)
        people = queries.people_of(country, viewer)
        institutions = country.institutions.visible_to(viewer).listed()
        people_rows = queries.people_in_rows(people[: ROWS_ON_A_PAGE + 1], viewer)
        institution_rows = queries.institutions_in_rows(institutions[: ROWS_ON_A_PAGE + 1], viewer)
        around = country.intermediate_region or country.subregion or country.region
        return super().get_context_data(
            country=country,
            party=party,
            title=_("%(name)s: %(says)s") % {"name": country.name, "says": says},
            says=says,
            posts=posts,
            asked=asked if asked != today else None,
            written=written,
            is_day=is_day,
            history=[
                {"designation": held, "names": names_of_holder(held), "state": held.state}
                for held in queries.official_history(country, viewer)
            ],
            people=people_rows[:ROWS_ON_A_PAGE],
            people_count=people.count(),
            more_people=len(people_rows) > ROWS_ON_A_PAGE and people_address(),
            people_address=people_address(country=country.code),
            institutions=institution_rows[:ROWS_ON_A_PAGE],
            institution_count=institutions.count(),
            more_institutions=len(institution_rows) > ROWS_ON_A_PAGE and institutions_address(),
            institutions_address=institutions_address(country=country.code),
            groups=[
                words
                for words, holds in (
                    (_("Least developed country"), country.is_ldc),
                    (_("Landlocked developing country"), country.is_lldc),
                    (_("Small island developing State"), country.is_sids),
                )
                if holds
            ],
            around=around,
            neighbours=atlas.in_reading_order(
                other for other in queries.countries_in(around) if other.pk != country.pk
            )
            if around
            else [],
            **kwargs,
        )

    def posts(self, country, viewer, on):
        """The offices of a Party on a day, each with its holders, or with nobody."""
        held = list(queries.spokespersons_shown(country, viewer, on))
        people = disclose_all([each.person for each in held if each.person], viewer, ())
        # What somebody does today says nothing about another day.
        positions = {person.pk: person.position for person in people} if on == timezone.localdate() else {}
        expected = Category.objects.filter(code__in=EXPECTED_OFFICES) if hasattr(country, "party") else []
        filled = {designation.category_id for designation in held}
        posts = [filled_post(designation, positions.get(designation.person_id, ""), on) for designation in held]
        vacant = [category for category in expected if category.pk not in filled]
        since = queries.vacant_since(country, vacant, on) if vacant else {}
        posts += [
            {"category": category, "code": category.code, "holder": None, "vacant_since": since.get(category.pk)}
            for category in vacant
        ]
        return sorted(posts, key=lambda post: (post["category"].position, post["category"].code))

    def says(self, party, posts, asked):
        """The answer people come for, in a sentence."""
        post = next((post for post in posts if post["code"] == EXPECTED_OFFICES[0]), None)
        if asked is not None:
            return self.says_of_day(post, asked)
        if post and post["holder"]:
            return _("%(name)s has been national focal point since %(day)s.") % {
                "name": post["names"].first.text,
                "day": day(post["since"]),
            }
        if party is None or not party.is_party:
            return _("Not a Party to the Stockholm Convention.")
        return _("No national focal point is listed.")

    def says_of_day(self, post, asked):
        if post and post["holder"]:
            return _("On %(day)s, %(name)s is on record as national focal point.") % {
                "name": post["names"].first.text,
                "day": day(asked),
            }
        return _("On %(day)s, no national focal point is on record.") % {"day": day(asked)}


def names_of_holder(designation):
    holder = designation.person or designation.institution
    return names_for_reader(holder) if designation.person else institution_names(holder)


def filled_post(designation, position, on):
    """A post with who holds it on a day, since when, and on whose word."""
    holder = designation.person or designation.institution
    has_left = designation.person is not None and designation.person.status == RecordStatus.CLOSED
    return {
        "category": designation.category,
        "code": designation.category.code,
        "holder": holder,
        "address": "" if has_left else holder.get_absolute_url(),
        "names": names_of_holder(designation),
        "role": position,
        "scope": designation.scope,
        "is_additional": not designation.is_primary,
        "source": " ".join(provenance(designation, holder)),
        "since": designation.starts_on,
    }


def provenance(designation, holder):
    """Where it is known from, sentence by sentence: since when, designated by whom, verified and confirmed when."""
    if designation.ends_on:
        yield _("In office from %(first)s to %(last)s.") % {
            "first": day(designation.starts_on),
            "last": day(designation.ends_on),
        }
    else:
        yield _("In office since %(day)s.") % {"day": day(designation.starts_on)}
    if designation.designated_by:
        yield _("Designated by %(authority)s.") % {"authority": designation.designated_by}
    if designation.verified_at:
        yield _("Verified by the Secretariat on %(day)s.") % {"day": day(designation.verified_at)}
    if designation.source:
        yield _("Source: %(source)s.") % {"source": designation.source.rstrip(".")}
    if holder.confirmed_at:
        yield _("Record last confirmed on %(day)s.") % {"day": day(holder.confirmed_at)}


class RegionPage(DirectoryPage):
    template_name = "directory/region.html"

    def trail(self):
        return [*super().trail(), (_("Countries"), reverse("directory:countries"))]

    def get_context_data(self, **kwargs):
        region = get_object_or_404(Region.objects.select_related("parent__parent"), code=self.kwargs["code"])
        rows = list(atlas.table_of(queries.countries_in(region), audience_of(self.request.user)))
        level = "region" if region.level == RegionLevel.REGION else "subregion"
        context = super().get_context_data(
            region=region,
            says=atlas.focal_points_say(rows),
            rows=rows,
            table_caption=_("Countries and areas of %(region)s") % {"region": region.name},
            parts=atlas.in_reading_order(region.parts.all()),
            figures=[
                {"words": _("Countries and areas"), "number": len(rows)},
                {"words": _("Parties to the Convention"), "number": sum(row["is_party"] for row in rows)},
                {
                    "words": _("People"),
                    "number": sum(row["people"] for row in rows),
                    "address": people_address(**{level: region.code}),
                },
                {
                    "words": _("Institutions"),
                    "number": sum(row["institutions"] for row in rows),
                    "address": institutions_address(**{level: region.code}),
                },
            ],
            **kwargs,
        )
        wider = [step for step in (region.parent and region.parent.parent, region.parent) if step]
        context["trail"] += [
            (step.name, step.get_absolute_url()) for step in wider if step.level != RegionLevel.WORLD
        ]
        return context


class CountriesPage(DirectoryPage):
    """All countries in a table, and on a map coloured by one of its columns."""

    template_name = "directory/countries.html"

    def get_context_data(self, **kwargs):
        columns = {
            "focal-point": _("National focal points"),
            "party": _("Parties"),
            "people": _("People"),
            "institutions": _("Institutions"),
        }
        shown = self.request.GET.get("show")
        shown = shown if shown in columns else "focal-point"
        rows = list(atlas.table_of(queries.countries_in(), audience_of(self.request.user)))
        return super().get_context_data(
            says=atlas.focal_points_say(rows),
            rows=rows,
            shown=[{"code": code, "words": words, "chosen": code == shown} for code, words in columns.items()],
            map=world_map(rows, shown),
            table_caption=_("All countries and areas, and the European Union"),
            regions=atlas.in_reading_order(queries.regions_with_subregions()),
            **kwargs,
        )

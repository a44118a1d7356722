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
from ..choices import Audience, RegionLevel
from ..disclosure import disclose_all
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
            edit_address=address_of("directory:change_institution", institution.slug)
            if viewer.has_perm("directory.change_institution", institution.institution)
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


class CountryPage(DirectoryPage):
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
        posts = self.posts(country, viewer)
        says = self.says(party, posts)
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

    def posts(self, country, viewer):
        """The offices of a Party, each with its holders, or with nobody."""
        held = list(queries.spokespersons_shown(country, viewer))
        people = disclose_all([each.person for each in held if each.person], viewer, ())
        positions = {person.pk: person.position for person in people}
        expected = Category.objects.filter(code__in=EXPECTED_OFFICES) if hasattr(country, "party") else []
        filled = {designation.category_id for designation in held}
        posts = [self.filled_post(designation, positions.get(designation.person_id, "")) for designation in held]
        posts += [
            {"category": category, "code": category.code, "holder": None}
            for category in expected
            if category.pk not in filled
        ]
        return sorted(posts, key=lambda post: (post["category"].position, post["category"].code))

    def filled_post(self, designation, position):
        holder = designation.person or designation.institution
        names = names_for_reader(holder) if designation.person else institution_names(holder)
        sentences = [_("In office since %(day)s.") % {"day": day(designation.starts_on)}]
        if designation.designated_by:
            sentences.append(_("Designated by %(authority)s.") % {"authority": designation.designated_by})
        if designation.source:
            sentences.append(_("Source: %(source)s.") % {"source": designation.source.rstrip(".")})
        if holder.confirmed_at:
            sentences.append(_("Record last confirmed on %(day)s.") % {"day": day(holder.confirmed_at)})
        return {
            "category": designation.category,
            "code": designation.category.code,
            "holder": holder,
            "names": names,
            "role": position,
            "source": " ".join(sentences),
            "since": designation.starts_on,
        }

    def says(self, party, posts):
        """The answer people come for, in a sentence."""
        post = next((post for post in posts if post["code"] == EXPECTED_OFFICES[0]), None)
        if post and post["holder"]:
            return _("%(name)s has been national focal point since %(day)s.") % {
                "name": post["names"].first.text,
                "day": day(post["since"]),
            }
        if party is None or not party.is_party:
            return _("Not a Party to the Stockholm Convention.")
        return _("No national focal point is listed.")


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

from django.core.management.base import BaseCommand
from django.db import transaction
from django.db.models import Q
from django.utils.translation import override

from directory.choices import RegionalGroup, RegionLevel
from directory.models import Country, Region
from directory.models.vocabulary import NAME_LANGUAGES
from forums.choices import GroupKind, Joining, Visibility
from forums.joining.actions import add_rule, found_group, keep_up
from forums.models import Group

# The languages of the site by the codes of the columns of names.
_LANGUAGES = {"zh": "zh-hans"}


class Command(BaseCommand):
    help = (
        "Founds a group for each regional group of the United Nations and for each subregion of M49 that has "
        "countries, and puts in the members of their countries. Running it again founds what is missing and changes "
        "nothing else."
    )

    def add_arguments(self, parser):
        parser.add_argument("--only", choices=["regional", "subregional"], help="Only groups of this kind.")
        parser.add_argument("--tell", action="store_true", help="Write to the members who are put in.")

    def handle(self, *, only, tell, verbosity, **options):
        wanted = []
        if only != "subregional":
            wanted += [(f"region-{code}", self.of_voting_group(code)) for code in RegionalGroup.values]
        if only != "regional":
            wanted += [(f"subregion-{region.code}", self.of_subregion(region)) for region in self.subregions()]
        for slug, (fields, rule) in wanted:
            if Group.objects.filter(slug=slug).exists():
                continue
            came = self.found(slug, fields, rule, tell)
            if verbosity:
                self.stdout.write(f"{fields['name_en']}: founded with {came} members")

    @transaction.atomic
    def found(self, slug, fields, rule, tell):
        group = Group(slug=slug, visibility=Visibility.MEMBERS, joining=Joining.AUTOMATIC, **fields)
        found_group(group, by=None)
        # The rule alone says who belongs; members are put in once, below.
        group.joining = Joining.INVITATION
        add_rule(group, by=None, **rule)
        group.joining = Joining.AUTOMATIC
        return keep_up(group, tell=tell)[0]

    def of_voting_group(self, code):
        names = {}
        for column in NAME_LANGUAGES:
            with override(_LANGUAGES.get(column, column)):
                names[f"name_{column}"] = str(RegionalGroup(code).label)
        return {"kind": GroupKind.REGIONAL, "regional_group": code, **names}, {"regional_group": code}

    def of_subregion(self, region):
        names = {f"name_{column}": getattr(region, f"name_{column}") for column in NAME_LANGUAGES}
        return {"kind": GroupKind.SUBREGIONAL, "region": region, **names}, {"regions": [region]}

    def subregions(self):
        """The subregions people speak of: intermediate ones where there are, else the subregion itself."""
        inner = Region.objects.filter(level=RegionLevel.INTERMEDIATE)
        outer = Region.objects.filter(level=RegionLevel.SUBREGION).exclude(pk__in=inner.values("parent"))
        peopled = Country.objects.countries().filter(region__isnull=False)
        return Region.objects.filter(Q(pk__in=inner) | Q(pk__in=outer)).filter(
            Q(pk__in=peopled.values("subregion")) | Q(pk__in=peopled.values("intermediate_region"))
        )

"""Who holds a category: addresses to bookmark and to print, by region and stakeholder group."""

from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import Q
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from directory import atlas
from directory.choices import RegionLevel
from directory.models import Category, Region, StakeholderGroup
from directory.queries import people_in_rows
from directory.words import words

from .. import queries

ON_A_PAGE = 100


class CategoryPage(TemplateView):
    def trail(self):
        return [(_("Directory"), reverse("directory:index"))]

    def get_context_data(self, **kwargs):
        return super().get_context_data(trail=self.trail(), **kwargs)


class Categories(CategoryPage):
    """All categories, each with how many hold it."""

    template_name = "enrolment/categories.html"

    def get_context_data(self, **kwargs):
        numbers = queries.members_by_category(self.request.user)
        return super().get_context_data(
            categories=[(category, numbers.get(category.pk, 0)) for category in words(Category).values()], **kwargs
        )


class Members(CategoryPage):
    """The members who hold one category, by region; of one region or stakeholder group on request."""

    template_name = "enrolment/members.html"

    def trail(self):
        return [*super().trail(), (_("Categories"), reverse("enrolment:categories"))]

    def get_context_data(self, **kwargs):
        viewer = self.request.user
        category = get_object_or_404(Category, code=self.kwargs["code"])
        everybody = queries.members_of(category, viewer)
        region, group = self.chosen(Region, "region"), self.chosen(StakeholderGroup, "group")
        people = everybody
        if region is not None:
            people = people.filter(
                Q(country__region=region) | Q(country__subregion=region) | Q(country__intermediate_region=region)
            )
        if group is not None:
            people = queries.show_their_group(people, viewer).filter(stakeholder_group=group)
        page = Paginator(people, ON_A_PAGE).get_page(self.request.GET.get("page"))
        shown = people_in_rows(page.object_list, viewer)
        return super().get_context_data(
            category=category,
            terms=queries.terms_in_force(category),
            number=page.paginator.count,
            regions=self.counted(Region, queries.counted_by_region(everybody), "region", region, group),
            groups=self.counted(
                StakeholderGroup, queries.counted_by_group(everybody, viewer), "group", group, region
            ),
            region=region,
            group=group,
            page_obj=page,
            parts=self.by_region(shown),
            **kwargs,
        )

    def chosen(self, model, parameter):
        code = self.request.GET.get(parameter, "")
        return next((word for word in words(model).values() if word.code == code), None) if code else None

    def counted(self, model, numbers, parameter, chosen, other):
        """Words with their numbers and addresses. The other choice stays; choosing the same again takes it back."""
        kept = {} if other is None else {"group" if parameter == "region" else "region": other.code}
        found = [word for word in words(model).values() if numbers.get(word.pk)]
        if model is Region:
            found = atlas.in_reading_order(word for word in found if word.level == RegionLevel.REGION)
        return [
            {
                "words": word.name,
                "number": numbers[word.pk],
                "chosen": word == chosen,
                "address": f"?{urlencode(kept if word == chosen else {**kept, parameter: word.code})}",
            }
            for word in found
        ]

    def by_region(self, people):
        """The people of this page under the name of their region, in the order they come."""
        parts = []
        for person in people:
            region = person.country.region if person.country else None
            name = region.name if region else _("No country")
            if not parts or parts[-1]["name"] != name:
                parts.append({"name": name, "people": []})
            parts[-1]["people"].append(person)
        return parts

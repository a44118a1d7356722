"""Joins the administration of the directory to Wagtail's."""

from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSetGroup

from .admin.designations import DesignationViewSet
from .admin.institutions import InstitutionViewSet
from .admin.people import PersonViewSet
from .admin.places import ChemicalViewSet, CountryViewSet, PartyViewSet
from .admin.vocabulary import (
    CategoryViewSet,
    ExpertiseTermViewSet,
    InstitutionTypeViewSet,
    SectorViewSet,
    ServiceViewSet,
    StakeholderGroupViewSet,
)


@register_snippet
class DirectoryGroup(SnippetViewSetGroup):
    menu_label = _("Directory")
    menu_icon = "group"
    menu_order = 110
    items = (PersonViewSet, InstitutionViewSet, DesignationViewSet, CountryViewSet, PartyViewSet, ChemicalViewSet)


@register_snippet
class VocabularyGroup(SnippetViewSetGroup):
    menu_label = _("Vocabulary")
    menu_icon = "tag"
    menu_order = 120
    items = (
        CategoryViewSet,
        SectorViewSet,
        StakeholderGroupViewSet,
        InstitutionTypeViewSet,
        ServiceViewSet,
        ExpertiseTermViewSet,
    )


@hooks.register("before_bulk_action")
def change_users_one_by_one(request, action_type, objects, action):
    """Every change of a user is written down with who and when, so Wagtail's changes in bulk stay closed."""
    if action.model is get_user_model() or any(isinstance(thing, get_user_model()) for thing in objects):
        raise PermissionDenied

"""Joins the administration of the directory to Wagtail's."""

from functools import partial

from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.templatetags.static import static
from django.urls import path, reverse_lazy
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSetGroup

from directory.permissions import is_secretariat

from .admin import (
    asking,
    assignments,
    consulting,
    enrolment,
    experts,
    forum_groups,
    forum_order,
    queues,
    receiving,
    reports,
)
from .admin.access import SecretariatMenuItem
from .admin.designations import DesignationViewSet
from .admin.institutions import InstitutionViewSet
from .admin.panels import WorkPanel, designating_menu_item, duplicates_menu_item, editions_menu_item, tasks_menu_item
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


@hooks.register("register_admin_urls")
def addresses():
    return [
        *(address for report in reports.REPORTS for address in report.urls()),
        *queues.addresses(),
        *enrolment.addresses(),
        *experts.addresses(),
        *consulting.QuestionsWaiting.urls(),
        *(address for report in asking.REPORTS for address in report.urls()),
        *assignments.AssignmentsWaiting.urls(),
        *forum_groups.addresses(),
        *forum_order.ForumMatters.urls(),
        *(address for report in forum_order.REPORTS for address in report.urls()),
        *receiving.addresses(),
        path("mail/<int:pk>/again/", reports.try_mail_again, name="try_mail_again"),
    ]


hooks.register("register_admin_menu_item", enrolment.menu_item)
hooks.register("register_admin_menu_item", experts.menu_item)

for queue in (*queues.QUEUES, enrolment.CategoryRequests):
    hooks.register("register_admin_menu_item", partial(queues.menu_item, queue))

hooks.register("register_admin_menu_item", queues.partnerships_item)


@hooks.register("register_admin_menu_item")
def imports_menu_item():
    return SecretariatMenuItem(
        _("Imports"), reverse_lazy("imports:index"), name="imports", icon_name="upload", order=115
    )


hooks.register("register_admin_menu_item", partial(queues.menu_item, forum_order.ForumMatters))
hooks.register("register_admin_menu_item", partial(queues.menu_item, forum_groups.ForumGroups))

for report in (*reports.REPORTS, *forum_order.REPORTS, *asking.REPORTS):
    hooks.register("register_reports_menu_item", report.menu_item)


hooks.register("register_reports_menu_item", receiving.ReceivedMailReport.menu_item)
hooks.register("register_admin_menu_item", tasks_menu_item)
hooks.register("register_admin_menu_item", designating_menu_item)
hooks.register("register_admin_menu_item", duplicates_menu_item)
hooks.register("register_admin_menu_item", editions_menu_item)


@hooks.register("construct_homepage_panels")
def show_the_work(request, panels):
    if is_secretariat(request.user):
        panels.insert(0, WorkPanel())


@hooks.register("construct_help_menu")
def keep_help_on_the_site(request, items):
    """Wagtail's own help leads to its makers' site; the shortcuts of the keyboard stay."""
    items[:] = [item for item in items if item.name == "keyboard-shortcuts-trigger"]


@hooks.register("insert_global_admin_css")
def colours():
    return format_html('<link rel="stylesheet" href="{}">', static("css/administration.css"))

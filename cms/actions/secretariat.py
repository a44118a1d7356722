"""What the Secretariat may do in the administration. Whoever is staff is of the Secretariat, and nobody else."""

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.db.models import Q
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page

SECRETARIAT = "Secretariat"

_KEEP = ("add", "change", "view")
# Nothing of the directory can be deleted in the administration: records are closed, posts are ended.
PERMISSIONS = {
    "wagtailadmin": {"admin": ("access",)},
    "wagtailcore": {"page": ("add", "change", "publish", "lock", "unlock")},
    "wagtailimages": {"image": ("add", "change", "delete", "choose")},
    "wagtaildocs": {"document": ("add", "change", "delete", "choose")},
    "wagtailredirects": {"redirect": ("add", "change", "delete", "view")},
    "wagtail_localize": {"translation": ("submit",)},
    "directory": {
        "person": _KEEP,
        "institution": _KEEP,
        "designation": _KEEP,
        "country": ("change", "view"),
        "party": _KEEP,
        "chemical": _KEEP,
        "category": _KEEP,
        "sector": _KEEP,
        "stakeholdergroup": _KEEP,
        "institutiontype": _KEEP,
        "service": _KEEP,
        "expertiseterm": _KEEP,
        "user": _KEEP,
    },
}
_ON_PAGES = ("wagtailcore",)
_IN_COLLECTIONS = ("wagtailimages", "wagtaildocs")


@transaction.atomic
def grant_the_secretariat():
    """Make the group of the Secretariat what it must be; rights somebody added to it stay. Returns the group."""
    group, _new = Group.objects.get_or_create(name=SECRETARIAT)
    by_app = {app: [] for app in PERMISSIONS}
    for permission in Permission.objects.filter(_wanted()).select_related("content_type"):
        by_app[permission.content_type.app_label].append(permission)
    group.permissions.add(
        *(
            permission
            for app, permissions in by_app.items()
            if app not in (*_ON_PAGES, *_IN_COLLECTIONS)
            for permission in permissions
        )
    )
    if root := Page.get_first_root_node():
        for permission in by_app["wagtailcore"]:
            GroupPagePermission.objects.get_or_create(group=group, page=root, permission=permission)
    if collections := Collection.get_first_root_node():
        for app in _IN_COLLECTIONS:
            for permission in by_app[app]:
                GroupCollectionPermission.objects.get_or_create(
                    group=group, collection=collections, permission=permission
                )
    return group


def _wanted():
    wanted = Q()
    for app, models in PERMISSIONS.items():
        for model, verbs in models.items():
            wanted |= Q(
                content_type__app_label=app,
                content_type__model=model,
                codename__in=[f"{verb}_{model}" for verb in verbs],
            )
    return wanted


def keep_to_the_secretariat(user):
    """Put a user into the group of the Secretariat, or take them out, as ``is_staff`` says."""
    if user.is_staff:
        group = Group.objects.filter(name=SECRETARIAT).first() or grant_the_secretariat()
        user.groups.add(group)
    else:
        user.groups.remove(*user.groups.filter(name=SECRETARIAT))

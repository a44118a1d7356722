"""Partnerships on pages of the directory, and how their states and names are drawn."""

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from directory.templatetags.directory import institution_names

from .. import queries
from ..choices import STATE_CLASSES, ProjectStatus
from ..models import Partnership

register = template.Library()

ROWS = 10


@register.simple_tag
def agreement_state(agreement):
    state = agreement.state
    return {"state": STATE_CLASSES[state], "words": state.label}


@register.simple_tag
def project_state(project):
    status = getattr(project, "status_then", None) or project.status
    return {"state": STATE_CLASSES.get(status, ""), "words": ProjectStatus(status).label if status else ""}


@register.simple_tag
def signatory_name(signatory):
    """Who a signatory is, in the reader's language."""
    if signatory.is_secretariat:
        return _("Secretariat of the Stockholm Convention")
    if signatory.country_id:
        return signatory.country.name
    return _institution(signatory.institution)


@register.simple_tag
def partner_name(partner):
    return _institution(partner.institution)


def _institution(institution):
    name = institution_names(institution).first
    return format_html('<bdi lang="{}" dir="{}">{}</bdi>', name.lang, name.dir, name.text)


@register.inclusion_tag("partnerships/_of_institution.html")
def partnership_of(institution, viewer):
    """The partnership, agreements and projects of an institution, on its own page."""
    record = getattr(institution, "institution", institution)
    partnership = (
        Partnership.objects.visible_to(viewer)
        .filter(institution=record)
        .prefetch_related("changes")
        .order_by("-starts_on")
        .first()
    )
    status = partnership.status_on() if partnership else None
    return {
        "slug": record.slug,
        "partnership": partnership,
        "partner_address": partnership.get_absolute_url() if partnership else "",
        "state": STATE_CLASSES.get(status, "waiting"),
        "state_words": status.label if status else _("Begins later"),
        "agreements": queries.agreements_seen_by(viewer).filter(signatories__institution=record)[:ROWS],
        "projects": queries.projects_of(record, viewer)[:ROWS],
        "may_apply": viewer.is_authenticated
        and (partnership is None or partnership.ends_on is not None)
        and viewer.has_perm("partnerships.apply_for", record),
    }


@register.inclusion_tag("partnerships/_of_country.html")
def partnerships_in(country, viewer):
    """The regional centres that serve a country, and the joint projects in it."""
    projects = list(queries.projects_in(country, viewer)[: ROWS + 1])
    return {
        "centres": queries.centres_serving(country).select_related("country"),
        "projects": projects[:ROWS],
        "more_projects": len(projects) > ROWS,
        "projects_address": f"{reverse('partnerships:projects')}?country={country.code}",
    }

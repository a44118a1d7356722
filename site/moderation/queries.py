"""Questions about reports."""

from .choices import ReportState
from .models import Report


def undecided_reports():
    """The queue: what nobody has taken in hand first, the longest waiting on top."""
    # "open" sorts after "in-hand".
    return Report.objects.undecided().select_related("reporter", "claimed_by").order_by("-state", "reported_at")


def decided_reports():
    return Report.objects.filter(state=ReportState.DECIDED).order_by("-decided_at")


def reports_about(thing):
    return Report.objects.about(thing)


def undecided_about(model):
    """Keys of the objects of a model about which a report waits for its decision."""
    return (
        Report.objects.undecided()
        .filter(content_type__app_label=model._meta.app_label, content_type__model=model._meta.model_name)
        .values("object_id")
    )

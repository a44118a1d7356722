"""First versions of records that come in by the thousand, without asking the database about each.

``content_of`` writes what ``serializable_data`` of a record just made would say; a test holds the two together.
"""

import json

from django.contrib.contenttypes.models import ContentType
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import CharField, OuterRef, Subquery
from django.db.models.functions import Cast
from django.utils import timezone
from modelcluster.models import (
    get_all_child_m2m_relations,
    get_all_child_relations,
    get_serializable_data_for_fields,
)
from wagtail.models import Revision

_ENCODER = DjangoJSONEncoder()


def content_of(record, children, many):
    """``children`` holds the rows below the record by relation, ``many`` the keys it points at by field."""
    content = get_serializable_data_for_fields(record)
    for relation in get_all_child_relations(record):
        name = relation.get_accessor_name()
        content[name] = [get_serializable_data_for_fields(row) for row in children.get(name, ())]
    for field in get_all_child_m2m_relations(record):
        content[field.name] = list(many.get(field.name, ()))
    return json.loads(_ENCODER.encode(content))


def keep_first_versions(model, made, by):
    """Write the first version of each record just made, given with what ``content_of`` takes. Returns their keys."""
    kind = ContentType.objects.get_for_model(model)
    now = timezone.now()
    versions = Revision.objects.bulk_create(
        [
            Revision(
                content_type=kind,
                base_content_type=kind,
                object_id=str(record.pk),
                created_at=now,
                user=by,
                object_str=str(record),
                content=content_of(record, children, many),
            )
            for record, children, many in made
        ],
        batch_size=500,
    )
    latest = Revision.objects.filter(
        base_content_type=kind, object_id=Cast(OuterRef("pk"), CharField(max_length=255))
    ).order_by("-pk")
    model.objects.filter(pk__in=[record.pk for record, *_rest in made]).update(
        latest_revision=Subquery(latest.values("pk")[:1])
    )
    return {record.pk: version.pk for (record, *_rest), version in zip(made, versions, strict=True)}

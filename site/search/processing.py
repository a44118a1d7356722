"""haystack's place for noticing changes: whatever is saved, the record it belongs to waits for the index."""

from django.db.models.signals import m2m_changed, post_delete, post_save
from haystack.signals import BaseSignalProcessor

from directory.models import (
    Affiliation,
    Biography,
    Designation,
    Institution,
    InstitutionContact,
    InstitutionDescription,
    LanguageSkill,
    Person,
    PersonContact,
    TaggedAreaOfWork,
    TaggedExpertise,
    TaggedInterest,
)
from directory.words import VOCABULARIES
from directory.written import records_written
from search.actions import identity_of, note_changes
from search.labels import forget_labels

# The record a row belongs to, by the names of its foreign keys.
_OWNERS = {
    Affiliation: ("person",),
    Biography: ("person",),
    Designation: ("person", "institution"),
    InstitutionContact: ("institution",),
    InstitutionDescription: ("institution",),
    LanguageSkill: ("person",),
    PersonContact: ("person",),
    TaggedAreaOfWork: ("content_object",),
    TaggedExpertise: ("content_object",),
    TaggedInterest: ("content_object",),
}
_RECORDS = (Person, Institution)


class ChangeProcessor(BaseSignalProcessor):
    """Notes changes of people, institutions and their rows, in the transaction that makes them."""

    def setup(self):
        for signal, sender, receiver in self._connections():
            signal.connect(receiver, sender=sender)

    def teardown(self):
        for signal, sender, receiver in self._connections():
            signal.disconnect(receiver, sender=sender)

    def _connections(self):
        for signal in (post_save, post_delete):
            yield from ((signal, record, self.record_changed) for record in _RECORDS)
            yield from ((signal, row, self.row_changed) for row in _OWNERS)
            yield from ((signal, word, self.word_changed) for word in VOCABULARIES)
        for record in _RECORDS:
            yield records_written, record, self.records_written
            for field in record._meta.many_to_many:
                yield m2m_changed, field.remote_field.through, self.links_changed

    def record_changed(self, instance, raw=False, **kwargs):
        if raw:
            return
        identities = [identity_of(instance)]
        if isinstance(instance, Institution):
            # Its name stands in the records of those who work there.
            staff = Affiliation.objects.filter(institution=instance).values_list("person_id", flat=True)
            identities += [f"directory.person.{key}" for key in staff.distinct()]
        note_changes(identities)

    def records_written(self, sender, keys, **kwargs):
        """Many at once, past the signals of each."""
        note_changes(f"{sender._meta.label_lower}.{key}" for key in keys)

    def row_changed(self, sender, instance, raw=False, **kwargs):
        if raw:
            return
        note_changes(
            f"{sender._meta.get_field(name).related_model._meta.label_lower}.{key}"
            for name in _OWNERS[sender]
            if (key := getattr(instance, f"{name}_id"))
        )

    def links_changed(self, instance, action, **kwargs):
        if action.startswith("post_") and isinstance(instance, _RECORDS):
            note_changes([identity_of(instance)])

    def word_changed(self, **kwargs):
        forget_labels()

"""How the administration saves: with a revision, a line in the record, and a look at who saved meanwhile."""

from audit.actions import record
from django.db import transaction
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from wagtail.admin.views import generic
from wagtail.snippets.views import snippets


def what_changed(form):
    """The fields a form changed, by name: values do not belong into the record, they may be kept from others."""
    changed = [name for name in form.changed_data if name in form.fields]
    changed += [name for name, formset in getattr(form, "formsets", {}).items() if formset.has_changed()]
    return sorted(changed)


def action_name(model, verb):
    return f"{model._meta.app_label}.{model._meta.model_name}.{verb}"


class RecordedCreate:
    @transaction.atomic
    def save_instance(self):
        instance = super().save_instance()
        record(action_name(self.model, "entered"), instance, by=self.request.user)
        return instance


class RecordedEdit:
    @transaction.atomic
    def save_instance(self):
        changed = what_changed(self.form)
        instance = super().save_instance()
        if changed:
            record(action_name(self.model, "changed"), instance, by=self.request.user, changes={"fields": changed})
        return instance


class RecordedCreateView(RecordedCreate, generic.CreateView):
    """Adds to a vocabulary."""


class RecordedEditView(RecordedEdit, generic.EditView):
    """Changes a word, a country, a Party."""


class RecordCreateView(RecordedCreate, snippets.CreateView):
    """Enters a person or an institution."""


class RecordEditView(RecordedEdit, snippets.EditView):
    """Changes a person or an institution, unless somebody else changed it meanwhile: then both are shown first."""

    @transaction.atomic
    def save_instance(self):
        before = self.model.objects.select_for_update().get(pk=self.object.pk)
        if before.latest_revision_id is None:
            # A record that was loaded, not written here, gets a version to compare with and to go back to.
            before.save_revision(clean=False)
        return super().save_instance()

    @property
    def is_out_of_date(self):
        if not self.latest_revision or "loaded_revision_id" not in self.request.POST:
            return False
        return self.request.POST["loaded_revision_id"] != str(self.latest_revision.pk)

    def is_valid(self, form):
        valid = super().is_valid(form)
        if valid and self.is_out_of_date:
            revision = self.latest_revision
            loaded = self.request.POST["loaded_revision_id"]
            compared = reverse(
                self.revisions_compare_url_name,
                args=[self.object.pk, loaded if loaded.isdigit() else "earliest", revision.pk],
            )
            self.produced_error_code = "changed_meanwhile"
            self.produced_error_message = format_html(
                _(
                    "{name} changed this record while you were editing. Your words are kept below: "
                    '<a href="{address}" target="_blank">see what was changed</a>, then save again '
                    "to put yours in its place."
                ),
                name=revision.user or _("Somebody"),
                address=compared,
            )
            return False
        return valid

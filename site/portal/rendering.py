"""How forms are drawn on the public side: our field under every name Django calls it by."""

from django.forms.renderers import TemplatesSetting


class FormRenderer(TemplatesSetting):
    """Fields as label, hint, error and box, from ``templates/components``."""

    form_template_name = "components/form.html"
    field_template_name = "components/field.html"

"""What people choose about their mail."""

from django import forms

from .models import MailPreferences


class WishesForm(forms.ModelForm):
    class Meta:
        model = MailPreferences
        fields = ["is_text_only", "most_kilobytes", "most_a_day"]

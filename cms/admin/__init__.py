"""The administration for the Secretariat, inside Wagtail's."""

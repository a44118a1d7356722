"""Signing in: how django-allauth is fitted to this network, and what it is not asked to do."""

"""What is said of a locked page, and what opens it. For the OpenAPI alone."""

from __future__ import annotations

from rest_framework import serializers

from api.serializers.shapes import Shape


class ResolvedLockedSerializer(Shape):
    """A page behind a password: neither its title nor anything else of it."""

    kind = serializers.ChoiceField(choices=["locked"])
    id = serializers.IntegerField()
    unlock_url = serializers.CharField(help_text="where the password is posted to")


class PasswordSerializer(Shape):
    password = serializers.CharField(max_length=255)


class UnlockedSerializer(Shape):
    token = serializers.CharField(help_text="for the header Warta-Unlock, for 15 minutes")

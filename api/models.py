"""Every model of the api app, for Django to find."""

from api.keys import ApiKey

__all__ = ["ApiKey"]

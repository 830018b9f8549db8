"""What search engines are told of the portal beside anything that it publishes."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from api.published import keys
from api.published.reading import Scope
from api.serializers.seo import seo_shape


class Described:
    """The part of a page, an author or a tag that follows from its site."""

    scope: Scope

    @property
    def site_name(self) -> str:
        self.scope.keys.add(keys.of_site(self.scope.portal.site_id))
        return self.scope.portal.name

    @property
    def site_url(self) -> str:
        return f"{self.scope.portal.root_url}/"

    @property
    def default_locale(self) -> str:
        return self.scope.portal.default_locale

    @property
    def summary(self) -> str:
        """What describes it where nobody wrote anything to that end."""
        return ""

    @property
    def publisher_name(self) -> str:
        return self.scope.portal.settings.publisher_name or self.site_name

    @cached_property
    def seo(self) -> dict[str, Any]:
        return seo_shape(self)

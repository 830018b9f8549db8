"""Choosers of the admin show rows to those alone who may do something with them."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from wagtail.permissions import policy_registry
from wagtail.snippets.views.chooser import SnippetChooserViewSet

ACTIONS = ("view", "add", "change", "delete")


class PermittedChooserViewSet(SnippetChooserViewSet):  # type: ignore[misc]
    """Every view of the chooser asks first."""

    def construct_view(self, view_class: Any, **kwargs: Any) -> Any:
        model = self.model

        class Permitted(view_class):  # type: ignore[misc]
            def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
                policy = policy_registry.get_by_type(model)
                if not policy.user_has_any_permission(request.user, ACTIONS):
                    raise PermissionDenied
                return super().dispatch(request, *args, **kwargs)

        return super().construct_view(Permitted, **kwargs)

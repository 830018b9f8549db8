"""Where a fault is told."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.exceptions import ValidationError


@contextmanager
def at_field(name: str) -> Iterator[None]:
    """What is refused within is told at the field: a form shows it there, the API names it."""
    try:
        yield
    except ValidationError as fault:
        raise ValidationError({name: fault.error_list}) from None

"""What a make-good may make good; pure."""

from __future__ import annotations

from collections.abc import Collection

from django.utils.translation import gettext as _


def fault_in(*, own: int | None, payer: int, origin_payer: int, chain: Collection[int]) -> str | None:
    """Why a line item cannot be the make-good of another; None if it can.

    `chain`: the other, what that one makes good, and so on; `own` is None for a line item that is new.
    """
    if own in chain:
        return _("It would make good itself. Choose the line item that fell short.")
    if payer != origin_payer:
        return _("That line item is another advertiser's. Choose one of the same advertiser.")
    return None

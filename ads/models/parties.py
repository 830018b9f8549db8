"""Who pays and under which deal: Advertiser and Campaign."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from ads.bookings import has_delivered
from ads.models.archive import Archivable
from ads.models.promises import MOST
from ads.querysets import ArchivableQuerySet
from runtime.labels import normalise_labels


class Advertiser(Archivable):
    """Who pays. Its exclusion labels hold for all of its line items."""

    name = models.CharField(
        _("name"),
        max_length=120,
        unique=True,
        help_text=_("As your desk calls it, for example Bank Nusantara."),
    )
    legal_name = models.CharField(
        _("legal name"), max_length=200, blank=True, help_text=_("As it stands on the invoice.")
    )
    tax_id = models.CharField(
        _("tax ID"), max_length=40, blank=True, help_text=_("NPWP or another tax number.")
    )
    agency = models.CharField(_("agency"), max_length=120, blank=True)
    contacts = models.TextField(
        _("contacts"), blank=True, help_text=_("One person a line: name, e-mail, telephone.")
    )
    exclusion_labels = models.JSONField(
        _("exclusion labels"),
        default=list,
        blank=True,
        help_text=_(
            "Separated by commas, for example: bank, airline. Two advertisers that share a label are never"
            " shown on the same page."
        ),
    )

    categories = models.JSONField(
        _("categories"),
        default=list,
        blank=True,
        help_text=_(
            "What it sells, separated by commas, for example: alcohol, politics. Slots and sections can keep"
            " categories out."
        ),
    )

    report_link_number = models.PositiveIntegerField(
        default=1, editable=False, help_text="Raised to withdraw every link to its reports."
    )

    objects = ArchivableQuerySet.as_manager()

    class Meta:
        verbose_name = _("advertiser")
        verbose_name_plural = _("advertisers")

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        super().clean()
        self.exclusion_labels = normalise_labels(self.exclusion_labels)
        self.categories = normalise_labels(self.categories)


class DealType(models.TextChoices):
    PAID = "paid", _("paid")
    BONUS = "bonus", _("bonus")
    BARTER = "barter", _("barter")
    HOUSE = "house", _("house")
    PUBLIC_SERVICE = "public_service", _("public service")


class Campaign(Archivable):  # type: ignore[django-manager-missing]
    """The deal that line items belong to; its numbers are for the desk and for invoices."""

    name = models.CharField(_("name"), max_length=160)
    advertiser = models.ForeignKey(
        Advertiser, on_delete=models.PROTECT, related_name="campaigns", verbose_name=_("advertiser")
    )
    deal_type = models.CharField(
        _("deal type"), max_length=20, choices=DealType.choices, default=DealType.PAID
    )
    order_number = models.CharField(_("order number"), max_length=60, blank=True)
    purchase_order_number = models.CharField(_("purchase order number"), max_length=60, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("owner"),
        help_text=_("Who at your desk looks after it."),
    )
    currency = models.CharField(_("currency"), max_length=3, default="IDR", editable=False)
    budget = models.PositiveBigIntegerField(
        _("budget"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(MOST)],
        help_text=_("In rupiah, for all of its line items that are paid by the event; empty: no bound."),
    )
    notes = models.TextField(_("notes"), blank=True)

    objects = ArchivableQuerySet.as_manager()

    class Meta:
        verbose_name = _("campaign")
        verbose_name_plural = _("campaigns")

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        super().clean()
        stored = Campaign.objects.filter(pk=self.pk).first() if self.pk else None
        if stored and stored.advertiser_id != self.advertiser_id and has_delivered(self._line_item_ids()):
            raise ValidationError(
                {"advertiser": _("Line items of this campaign have delivered; its advertiser is fixed.")},
                code="delivered",
            )

    def _line_item_ids(self) -> list[int]:
        return list(self.line_items.values_list("pk", flat=True))

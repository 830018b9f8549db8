"""Forms that readers fill in, and what they sent."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.contrib.forms.models import AbstractFormField
from wagtail.models import Site

CONSENT = "consent"
HONEYPOT = "website"
"""A field that no reader sees: what fills it in is no reader."""
RESERVED = (CONSENT, HONEYPOT)


def default_site() -> int | None:
    return Site.objects.filter(is_default_site=True).values_list("pk", flat=True).first()


class FormQuerySet(models.QuerySet["Form"]):
    """Reading forms."""

    def open_at(self, site_id: int) -> FormQuerySet:
        return self.filter(site_id=site_id, is_open=True)


class Form(ClusterableModel):
    """What readers are asked, known to frontends by its code."""

    site = models.ForeignKey(
        Site, verbose_name=_("site"), on_delete=models.CASCADE, related_name="+", default=default_site
    )
    code = models.SlugField(
        _("code"), max_length=50, help_text=_("What the portal knows the form by, as: newsletter.")
    )
    title = models.CharField(_("title"), max_length=200)
    intro = models.TextField(_("introduction"), blank=True)
    submit_label = models.CharField(_("text of the button"), max_length=50, blank=True)
    thanks = models.TextField(
        _("thanks"), blank=True, help_text=_("What readers see after they have sent the form.")
    )
    consent_text = models.TextField(
        _("consent"),
        blank=True,
        help_text=_("Readers tick it before they send anything. Empty: they are not asked."),
    )
    keep_days = models.PositiveIntegerField(
        _("days kept"),
        default=365,
        validators=[MaxValueValidator(3_650)],
        help_text=_("What was sent is deleted after so many days; 0: never."),
    )
    is_open = models.BooleanField(
        _("open"), default=True, help_text=_("A closed form is shown nowhere and takes nothing.")
    )

    objects = FormQuerySet.as_manager()

    class Meta:
        verbose_name = _("form")
        verbose_name_plural = _("forms")
        constraints = [models.UniqueConstraint(fields=["site", "code"], name="one_form_of_a_code_a_site")]

    def __str__(self) -> str:
        return self.title


class FormField(AbstractFormField):
    """One thing that a form asks; Wagtail's own kinds of fields."""

    form = ParentalKey(Form, on_delete=models.CASCADE, related_name="form_fields")

    class Meta(AbstractFormField.Meta):
        verbose_name = _("field")
        verbose_name_plural = _("fields")


class FormSubmissionQuerySet(models.QuerySet["FormSubmission"]):
    """Reading what was sent."""

    def sent_before(self, moment: datetime) -> FormSubmissionQuerySet:
        return self.filter(submitted_at__lt=moment)


class FormSubmission(models.Model):
    """What one reader sent: the answers alone, neither address nor browser."""

    form = models.ForeignKey(
        Form, verbose_name=_("form"), on_delete=models.CASCADE, related_name="submissions"
    )
    submitted_at = models.DateTimeField(_("sent at"), db_index=True)
    answers: models.JSONField[Any, Any] = models.JSONField(_("answers"), encoder=DjangoJSONEncoder)
    """Pairs of name and value in the order of the form, which PostgreSQL would not keep of an object."""

    objects = FormSubmissionQuerySet.as_manager()

    class Meta:
        verbose_name = _("submission")
        verbose_name_plural = _("submissions")

    def __str__(self) -> str:
        return f"{self.form} {self.pk}"

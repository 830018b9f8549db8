"""The forms of line items, creatives, slots and parties."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms import WagtailAdminModelForm

from ads import targets
from ads.admin.fields import BreakpointsField, FrequencyField, HoursField, ScopeField, TargetingField
from ads.admin.tier_rules import ENABLED
from ads.admin.widgets import UploadInput
from ads.assets import inspect_upload, store_upload
from ads.bookings import has_bound_advertiser, has_fixed_advertiser, slots_of, use_faults
from ads.models import AdSlot, Creative, CreativeAsset, Format, GoalType, Pacing, SlotGroup
from ads.models.creatives import FIELDS
from runtime import clock
from runtime.labels import LabelsField

LABELS_HELP = gettext_lazy(
    "Separated by commas, for example: bank, airline. Two advertisers that share one never stand on one page."
)


class SlotChoiceField(forms.ModelMultipleChoiceField):
    """Slots and groups as checkboxes, by their code and name."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.code} · {obj.name}" if obj.name != obj.code else str(obj.code)


class AdvertiserForm(WagtailAdminModelForm):
    exclusion_labels = LabelsField(
        label=gettext_lazy("Exclusion labels"), required=False, help_text=LABELS_HELP
    )

    categories = LabelsField(
        label=gettext_lazy("Categories"),
        required=False,
        help_text=gettext_lazy(
            "What it sells, separated by commas, for example: alcohol, politics. Slots and sections can keep"
            " categories out."
        ),
    )


class SlotForm(WagtailAdminModelForm):
    blocked_categories = LabelsField(
        label=gettext_lazy("Blocked categories"),
        required=False,
        help_text=gettext_lazy(
            "Of advertisers, separated by commas, for example: alcohol. They never show here."
        ),
    )
    breakpoints = BreakpointsField(
        label=gettext_lazy("Sizes by screen width"),
        help_text=gettext_lazy(
            "From each screen width on, the sizes that fit, in pixels. One row starts at 0."
            " Example: 0 with 300x250, and 728 with 728x90, 970x250."
        ),
    )
    page_scope = ScopeField(
        label=gettext_lazy("Pages"),
        required=False,
        help_text=gettext_lazy(
            "Which pages have this slot; a section stands for the sections below it too. Nothing chosen: all"
            " that ask for it."
        ),
    )
    formats = forms.MultipleChoiceField(
        label=gettext_lazy("Formats"), choices=Format.choices, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and "code" in self.fields:
            self.fields["code"].disabled = True

    def clean_page_scope(self) -> dict[str, Any]:
        """A person chooses from what there is."""
        scope: dict[str, Any] = self.cleaned_data["page_scope"]
        try:
            targets.check(scope, former=self.initial.get("page_scope") or {}, field="page_scope")
        except ValidationError as refused:
            raise ValidationError(refused.error_dict["page_scope"]) from None
        return scope


UNSAID = {"goal_type": GoalType.NONE.value, "pacing": Pacing.EVEN.value, "overdelivery_percent": 0}
"""What the form does not send where its tier has no use for it."""


class LineItemForm(WagtailAdminModelForm):
    slots = SlotChoiceField(label=gettext_lazy("Slots"), queryset=AdSlot.objects.none(), required=False)
    slot_groups = SlotChoiceField(
        label=gettext_lazy("Slot groups"),
        queryset=SlotGroup.objects.none(),
        required=False,
        help_text=gettext_lazy("All slots of the group, also those added to it later."),
    )
    dayparts = HoursField(
        label=gettext_lazy("Hours"),
        required=False,
        help_text=gettext_lazy("If none is ticked it runs at any hour."),
    )
    targeting = TargetingField(
        label=gettext_lazy("Targeting"),
        required=False,
        help_text=gettext_lazy(
            "A section stands for the sections below it too. What is left empty does not matter."
        ),
    )
    exclusion_labels = LabelsField(
        label=gettext_lazy("Exclusion labels"),
        required=False,
        help_text=gettext_lazy("In addition to those of the advertiser, separated by commas."),
    )
    frequency_caps = FrequencyField(
        label=gettext_lazy("Frequency caps"),
        required=False,
        help_text=gettext_lazy(
            "How often one reader may see it; the reader's browser keeps count. A browser that remembers"
            " nothing gets it at most once a page view."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, model in (("slots", AdSlot), ("slot_groups", SlotGroup)):
            if name in self.fields:
                self.fields[name].queryset = self._offered(name, model)
        for name, default in UNSAID.items():
            if name in self.fields:
                self.fields[name].required = False
                self.fields[name].empty_value = default
        for name, attrs in ENABLED.items():
            if name in self.fields:
                self.fields[name].widget.attrs.update(attrs)
        if self.instance.starts_at is None:
            self.initial.setdefault("starts_at", clock.now().replace(second=0, microsecond=0))

    def _offered(self, name: str, model: Any) -> Any:
        """Those in use, and archived ones that are already booked."""
        booked = [row.pk for row in getattr(self.instance, name).all()] if self.instance.pk else []
        return (model.objects.in_use() | model.objects.filter(pk__in=booked)).order_by("code")

    def clean_overdelivery_percent(self) -> int:
        return self.cleaned_data.get("overdelivery_percent") or 0

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        # The model judges the booking with the slots that were just chosen; nothing is written here.
        for name in ("slots", "slot_groups"):
            if name in cleaned:
                setattr(self.instance, name, list(cleaned[name]))
        if not (cleaned.get("slots") or cleaned.get("slot_groups")):
            self.add_error("slots", _("Choose at least one slot or slot group."))
        self._check_advertiser(cleaned)
        self._check_targeting(cleaned)
        return dict(cleaned)

    def _check_targeting(self, cleaned: dict[str, Any]) -> None:
        """A person chooses from what there is."""
        try:
            targets.check(cleaned.get("targeting") or {}, former=self.initial.get("targeting") or {})
        except ValidationError as refused:
            self.add_error(None, refused)

    def _check_advertiser(self, cleaned: dict[str, Any]) -> None:
        campaign = cleaned.get("campaign")
        if campaign is not None and has_fixed_advertiser(self.instance, campaign):
            self.add_error(
                "campaign",
                _("This line item has delivered; its advertiser is fixed. Choose a campaign of the same."),
            )

    def is_valid(self) -> bool:
        """The creatives are judged last, against the slots and the advertiser chosen above."""
        if not super().is_valid():
            return False
        slots = slots_of(self.instance)
        for form in self.formsets["uses"].forms if "uses" in self.formsets else []:
            if form.cleaned_data and not form.cleaned_data.get("DELETE"):
                self._check_use(form, slots)
        return not any(form.errors for formset in self.formsets.values() for form in formset.forms)

    def _check_use(self, form: Any, slots: list[AdSlot]) -> None:
        found = use_faults(
            form.cleaned_data.get("creative"),
            starts_at=form.cleaned_data.get("starts_at"),
            ends_at=form.cleaned_data.get("ends_at"),
            payer=self.cleaned_data["campaign"].advertiser,
            slots=slots,
        )
        for field, message in found:
            form.add_error(field, message)


class CreativeForm(WagtailAdminModelForm):
    upload = forms.FileField(
        label=gettext_lazy("File"),
        required=False,
        widget=UploadInput,
        help_text=gettext_lazy(
            "A picture: JPEG, PNG, GIF or WebP, at most 5 MB and 40 megapixels, shown exactly as it is."
            " For HTML: a zip with an index.html, at most 5 MB."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "upload" in self.fields:
            self.fields["upload"].widget.asset = self.instance.asset
        if "markup" in self.fields:
            self.fields["markup"].widget = forms.Textarea(attrs={"rows": 10, "spellcheck": "false"})

    def clean_upload(self) -> Any:
        upload = self.cleaned_data.get("upload")
        if upload and self._takes_file():
            self.facts = inspect_upload(upload, byte_size=upload.size, is_package=self._takes_package())
        return upload if self._takes_file() else None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        self._check_advertiser(cleaned)
        if cleaned.get("upload") and not self.errors:
            # The model judges it with the file that came along; it is stored once everything fits.
            self.instance.asset = CreativeAsset(**asdict(self.facts))
        elif cleaned.get("markup") and self.instance.asset:
            self.instance.asset = None
        return dict(cleaned)

    def save(self, commit: bool = True) -> Any:
        upload = self.cleaned_data.get("upload")
        if upload:
            self.instance.asset = store_upload(
                upload, name=upload.name, is_package=self.instance.asset.is_package
            )
        return super().save(commit)

    def _takes_package(self) -> bool:
        return self.cleaned_data.get("format") == Format.HTML

    def _takes_file(self) -> bool:
        return "asset" in FIELDS.get(self.cleaned_data.get("format", ""), ())

    def _update_errors(self, errors: ValidationError) -> None:
        """What the model says of its stored picture stands at the field that takes a new one."""
        missing = getattr(errors, "error_dict", {}).pop("asset", None)
        if missing and "upload" not in self.errors and not self.cleaned_data.get("upload"):
            errors.error_dict["upload"] = missing
        super()._update_errors(errors)

    def _check_advertiser(self, cleaned: dict[str, Any]) -> None:
        chosen = cleaned.get("advertiser")
        stored = Creative.objects.filter(pk=self.instance.pk).first() if self.instance.pk else None
        if chosen and has_bound_advertiser(stored, chosen.pk):
            self.add_error("advertiser", _("A line item uses it; its advertiser is fixed."))

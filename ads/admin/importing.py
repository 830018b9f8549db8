"""Many bookings from a spreadsheet: a file, then what it would book, then all of it or nothing."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views import View
from wagtail.admin import messages
from wagtail.permissions import policy_registry

from ads.admin import columns as cells
from ads.admin.crumbs import crumbs
from ads.admin.sentence import sentence
from ads.models import LineItem
from ads.sheets import bookings, packed, table
from ads.sheets.bookings import Draft, SheetRefused
from ads.sheets.columns import BY_NAME, COLUMNS
from ads.sheets.table import Row, Unreadable
from runtime import clock
from runtime.cells import cell

NAME = "wagtailsnippets_ads_lineitem:import"
TEMPLATE = "ads/admin/import.html"
EXAMPLE = {
    "name": "Kartu Agustus",
    "campaign": "WR-2026-014",
    "tier": "standard-2",
    "starts_at": "2026-08-17",
    "ends_at": "2026-08-31",
    "slots": "article-bottom-1, article-bottom-2",
    "goal_type": "impressions",
    "goal_quantity": "100000",
    "cost_type": "CPM",
    "rate": "12500",
}


class FileForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("Spreadsheet"),
        help_text=gettext_lazy("CSV or XLSX, at most 200 rows and 1 MB. The first row names the columns."),
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx"}),
    )

    def clean_file(self) -> list[Row]:
        upload = self.cleaned_data["file"]
        try:
            return table.read(upload.read(table.MOST_BYTES + 1), columns=BY_NAME)
        except Unreadable as fault:
            raise forms.ValidationError(str(fault), code=fault.code) from None


class ImportView(View):
    """GET asks for a file, POST of one shows what it would book, POST of its rows books them."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not may_import(request):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._page(request, FileForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        if "rows" in request.POST:
            return self._book(request)
        form = FileForm(request.POST, request.FILES)
        if not form.is_valid():
            return self._page(request, form)
        return self._page(request, FileForm(), bookings.judge(form.cleaned_data["file"], now=clock.now()))

    def _book(self, request: Any) -> HttpResponse:
        try:
            rows = packed.unpack(request.POST["rows"])
            made = bookings.book(rows, by=request.user, now=clock.now())
        except Unreadable as fault:
            messages.error(request, str(fault))
            return redirect(NAME)
        except SheetRefused as refused:
            return self._page(request, FileForm(), refused.drafts)
        text = ngettext("%(number)d line item is booked.", "%(number)d line items are booked.", len(made))
        messages.success(request, text % {"number": len(made)})
        return redirect("wagtailsnippets_ads_lineitem:list")

    def _page(self, request: HttpRequest, form: FileForm, drafts: Sequence[Draft] = ()) -> HttpResponse:
        context = {
            "header_title": _("Book from a spreadsheet"),
            "form": form,
            "columns": COLUMNS,
            "drafts": [_told(draft) for draft in drafts],
            "faulty": sum(bool(draft.faults) for draft in drafts),
            "rows": packed.pack(Row(draft.number, draft.cells) for draft in drafts),
            "template_url": reverse("wagtailsnippets_ads_lineitem:import_template"),
            "breadcrumbs_items": crumbs(
                (reverse("wagtailsnippets_ads_lineitem:list"), _("Line items")),
                ("", _("Book from a spreadsheet")),
            ),
        }
        return TemplateResponse(request, TEMPLATE, context)


def template(request: HttpRequest) -> HttpResponse:
    """The columns with one example, as a CSV that spreadsheets open."""
    if not may_import(request):
        raise PermissionDenied
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(BY_NAME)
    writer.writerow([cell(EXAMPLE.get(name, "")) for name in BY_NAME])
    headers = {"Content-Disposition": 'attachment; filename="bookings.csv"'}
    return HttpResponse(f"\ufeff{out.getvalue()}", content_type="text/csv; charset=utf-8", headers=headers)


def _told(draft: Draft) -> dict[str, Any]:
    item = draft.line_item
    faults = [{"column": column, "text": text} for column, text in draft.faults]
    told = {"number": draft.number, "name": str(draft.cells.get("name", "")), "faults": faults}
    if item is None or faults:
        return told
    return {**told, "deal": item.campaign, "dates": cells.dates_of(item), "sentence": sentence(item)}


def may_import(request: HttpRequest) -> bool:
    policy = policy_registry.get_by_type(LineItem)
    return all(policy.user_has_permission(request.user, action) for action in ("add", "publish"))

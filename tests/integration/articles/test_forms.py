"""The screens on which editors make forms and read what readers sent."""

from __future__ import annotations

import csv
from datetime import timedelta
from io import BytesIO, StringIO

import openpyxl
import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from wagtail.test.utils.form_data import inline_formset, nested_form_data

from articles import answers
from articles.models import Form, FormField, FormSubmission
from tests import newsroom

pytestmark = pytest.mark.django_db
FORMULA = "=cmd|' /C calc'!A0"


@pytest.fixture(autouse=True)
def english(settings):
    from django.utils import translation

    settings.LANGUAGE_CODE = "en"
    with translation.override("en"):
        yield


@pytest.fixture
def enter(django_user_model, clock):
    newsroom.home()

    def enter(group):
        user = django_user_model.objects.create_user(f"rani-{group}".replace(" ", ""))
        user.groups.add(Group.objects.get(name=group))
        client = Client()
        client.force_login(user)
        return client

    return enter


def url(model, view, *args):
    return reverse(model.snippet_viewset.get_url_name(view), args=args)


def posted(*fields, **facts):
    rows = [
        {"label": label, "field_type": kind, "choices": choices, "help_text": "", "default_value": ""}
        for label, kind, choices in fields
    ]
    facts = {"title": "Kontak", "code": "kontak", "keep_days": "90", "is_open": "on", **facts}
    site = newsroom.home().get_site().pk
    return nested_form_data({**facts, "site": site, "form_fields": inline_formset(rows)})


def sent(form, **given):
    return answers.submit(form=form, answers=given, now=form_time())


def form_time():
    from runtime import clock

    return clock.now()


@pytest.fixture
def contact(enter):
    form = Form.objects.create(code="kontak", title="Kontak")
    for place, (label, kind) in enumerate([("Nama", "singleline"), ("Topik", "checkboxes")]):
        FormField.objects.create(form=form, label=label, field_type=kind, choices="a,b", sort_order=place)
    return form


def test_an_editor_makes_a_form(enter):
    editor = enter("Editors")
    answer = editor.post(url(Form, "add"), posted(("Nama", "singleline", ""), ("Kota", "radio", "A,B")))
    assert answer.status_code == 302, answer.context["form"].errors
    form = Form.objects.get()
    assert [field.clean_name for field in form.form_fields.all()] == ["nama", "kota"]
    assert (form.keep_days, form.is_open) == (90, True)


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ([("Nama", "singleline", ""), ("nama", "email", "")], "Another field has this name already"),
        ([("Consent", "singleline", "")], "Another field has this name already"),
        ([("Website", "singleline", "")], "Another field has this name already"),
        ([("Kota", "dropdown", " ")], "Say what can be chosen"),
        ([], "at least 1"),
    ],
)
def test_a_form_that_could_not_be_answered_is_refused(enter, fields, fault):
    answer = enter("Editors").post(url(Form, "add"), posted(*fields))
    assert answer.status_code == 200
    assert fault in answer.content.decode()
    assert not Form.objects.exists()


def test_a_field_keeps_its_name_when_it_is_called_something_else(enter, contact):
    field = contact.form_fields.get(label="Nama")
    field.label = "Nama lengkap"
    field.save()
    assert field.clean_name == "nama"


def test_an_editor_reads_what_was_sent(enter, contact):
    sent(contact, nama="<script>x</script>", topik=["a", "b"])
    editor = enter("Editors")
    page = editor.get(url(FormSubmission, "list")).content.decode()
    assert "&lt;script&gt;x&lt;/script&gt; · a, b" in page
    whole = editor.get(url(FormSubmission, "inspect", FormSubmission.objects.get().pk)).content.decode()
    assert "<dt>Nama</dt><dd>&lt;script&gt;x&lt;/script&gt;</dd><dt>Topik</dt><dd>a, b</dd>" in whole


def test_a_list_is_narrowed_by_form_and_day(enter, contact, clock):
    other = Form.objects.create(code="lain", title="Lain")
    sent(other, nama="Budi")
    clock.advance(timedelta(days=2))
    sent(contact, nama="Sari")
    editor = enter("Editors")
    by_form = editor.get(url(FormSubmission, "list"), {"form": contact.pk}).content.decode()
    by_day = editor.get(url(FormSubmission, "list"), {"submitted_at_to": "2026-08-15"}).content.decode()
    assert ("Sari" in by_form, "Budi" in by_form) == (True, False)
    assert ("Sari" in by_day, "Budi" in by_day) == (False, True)


def test_a_spreadsheet_has_a_column_for_each_field_and_no_formula(enter, contact, clock):
    sent(contact, nama=FORMULA, topik=["a", "b"], lama="dulu")
    clock.advance(timedelta(minutes=1))
    for sign in "+-@\t\r":
        sent(contact, nama=f"{sign}1")
    editor = enter("Editors")
    answer = editor.get(url(FormSubmission, "list"), {"export": "csv"})
    rows = list(csv.DictReader(StringIO(b"".join(answer.streaming_content).decode())))
    assert list(rows[-1]) == ["Sent at", "Form", "Nama", "Topik", "lama"]
    assert (rows[-1]["Nama"], rows[-1]["Topik"], rows[-1]["lama"]) == (f"'{FORMULA}", "a, b", "dulu")
    assert sorted(row["Nama"] for row in rows[:-1]) == sorted(f"'{sign}1" for sign in "+-@\t\r")
    answer = editor.get(url(FormSubmission, "list"), {"export": "xlsx"})
    sheet = openpyxl.load_workbook(BytesIO(b"".join(answer.streaming_content))).active
    assert [cell.value for cell in sheet[7]][2:4] == [f"'{FORMULA}", "a, b"]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} == {"s", "d", "inlineStr"}


def test_wagtails_own_reports_hold_no_formula_either(enter, contact):
    article = newsroom.article(newsroom.section("Daerah"), title=FORMULA, publish=False)
    admin = enter("Administrators")
    article.save_revision(log_action=True)
    answer = admin.get(reverse("wagtailadmin_reports:site_history"), {"export": "csv"})
    lines = b"".join(answer.streaming_content).decode()
    assert f"'{FORMULA}" in lines
    assert f",{FORMULA}" not in lines


def test_answers_can_be_deleted_but_not_written(enter, contact):
    submission = sent(contact, nama="Sari")
    for group in ("Editors", "Administrators"):
        client = enter(group)
        assert client.get(url(FormSubmission, "add")).status_code == 302
        assert client.get(url(FormSubmission, "edit", submission.pk)).status_code == 302
    assert client.post(url(FormSubmission, "delete", submission.pk)).status_code == 302
    assert not FormSubmission.objects.exists()


@pytest.mark.parametrize("group", ["Reporters", "Ad managers"])
def test_nobody_else_reads_them(enter, contact, group):
    submission = sent(contact, nama="Sari")
    client = enter(group)
    for address in (
        url(FormSubmission, "list"),
        url(FormSubmission, "list") + "?export=csv",
        url(FormSubmission, "inspect", submission.pk),
        url(Form, "list"),
        url(Form, "edit", contact.pk),
    ):
        assert client.get(address).status_code == 302, address


def test_a_form_can_be_placed_in_a_text(enter, contact):
    from articles.blocks import FormBlock

    assert ("kontak", "Kontak") in list(FormBlock().child_blocks["code"].field.choices)

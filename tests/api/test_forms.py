"""Forms: what readers are asked, what they send, and what is refused in their own language."""

from datetime import timedelta

import orjson
import pytest
from django.test import Client
from wagtail.models import Locale, Page

from articles import answers
from articles.models import Form, FormField, FormSubmission
from runtime import clock as process_clock
from tests import newsroom
from tests.api.calls import BASE, call, problem_of, read

pytestmark = pytest.mark.django_db

GOOD = {"nama": "Sari", "surel": "sari@example.org", "consent": True}


def form(code="kontak", fields=(("Nama", "singleline", True, ""), ("Surel", "email", True, "")), **facts):
    newsroom.home()
    made = Form.objects.create(code=code, title="Hubungi redaksi", **facts)
    for place, (label, kind, required, choices) in enumerate(fields):
        FormField.objects.create(
            form=made, label=label, field_type=kind, required=required, choices=choices, sort_order=place
        )
    return made


@pytest.fixture
def contact(clock):
    return form(consent_text="Saya setuju.", thanks="Terima kasih.", intro="Tulis kepada kami.")


def post(body, *, code="kontak", query="", headers=None, address="127.0.0.1"):
    content = body if isinstance(body, bytes) else orjson.dumps(body)
    return Client(raise_request_exception=False, REMOTE_ADDR=address).generic(
        "POST", f"{BASE}forms/{code}/{query}", content, content_type="application/json", headers=headers or {}
    )


def faults(response):
    found = problem_of(response)
    assert found["status"] == 400
    return {fault["parameter"]: fault for fault in found["errors"]}


def kept():
    return [dict(each) for each in FormSubmission.objects.order_by("pk").values_list("answers", flat=True)]


# --- what is asked -----------------------------------------------------------------------------------


def test_a_form_says_all_that_is_needed_to_draw_it(contact):
    assert read("forms/kontak/") == {
        "code": "kontak",
        "title": "Hubungi redaksi",
        "intro": "Tulis kepada kami.",
        "fields": [
            {"name": "nama", "type": "singleline", "label": "Nama", "help": "", "required": True,
             "choices": [], "default": "", "max_length": 255},
            {"name": "surel", "type": "email", "label": "Surel", "help": "", "required": True,
             "choices": [], "default": "", "max_length": 254},
            {"name": "consent", "type": "checkbox", "label": "Saya setuju.", "help": "", "required": True,
             "choices": [], "default": "", "max_length": None},
        ],
        "honeypot": "website",
        "submit_label": "",
        "thanks": "Terima kasih.",
    }  # fmt: skip


def test_it_is_read_by_two_queries(contact, django_assert_num_queries):
    read("forms/kontak/")
    with django_assert_num_queries(2):
        read("forms/kontak/")


def test_without_a_text_of_consent_nobody_is_asked_for_it(clock):
    form()
    assert [field["name"] for field in read("forms/kontak/")["fields"]] == ["nama", "surel"]
    assert post({"nama": "Sari", "surel": "sari@example.org"}).status_code == 201


def test_neither_a_closed_form_nor_an_unknown_one_is_there(contact):
    Form.objects.update(is_open=False)
    assert call("forms/kontak/").content == call("forms/entah/").content
    assert post(GOOD).status_code == post(GOOD, code="entah").status_code == 404


def test_only_the_origins_of_the_frontends_may_read_it_in_a_browser(contact):
    own = call("forms/kontak/", headers={"origin": "http://127.0.0.1:3000"})
    assert own.headers["Access-Control-Allow-Origin"] == "http://127.0.0.1:3000"
    assert own.headers["Cache-Control"] == "private, no-store"
    other = call("forms/kontak/", headers={"origin": "https://lain.example"})
    assert "Access-Control-Allow-Origin" not in other.headers
    assert call("forms/kontak/", "PUT").headers["Allow"] == "GET, POST, OPTIONS"


# --- what is sent ------------------------------------------------------------------------------------


def test_what_is_right_is_kept_and_thanked_for(contact):
    response = post(GOOD)
    assert response.status_code == 201
    assert orjson.loads(response.content) == {"code": "kontak", "thanks": "Terima kasih."}
    assert kept() == [GOOD]
    assert FormSubmission.objects.get().submitted_at == process_clock.now()


def test_nothing_is_kept_of_who_sent_it(contact):
    post(GOOD, headers={"user-agent": "Peramban 7"}, address="203.0.113.9")
    stored = FormSubmission.objects.values().get()
    assert set(stored) == {"id", "form_id", "submitted_at", "answers"}
    assert dict(stored["answers"]) == GOOD


def test_each_fault_is_named_in_the_language_of_the_site(contact):
    found = faults(post({"surel": "bukan surel"}))
    assert found["nama"]["message"] == "Kolom ini  harus diisi."
    assert found["nama"]["code"] == found["consent"]["code"] == "required"
    assert found["surel"]["message"] == "Masukkan alamat email dengan format yang benar."
    assert kept() == []


def test_or_in_the_language_that_is_asked_for(contact):
    english = Locale.objects.get_or_create(language_code="en")[0]
    newsroom.publish(Page.objects.get(pk=newsroom.home().pk).specific.copy_for_translation(english))
    assert faults(post({}, query="?locale=en"))["nama"]["message"] == "This field is required."
    assert faults(post({}, query="?locale=xx"))["locale"]["code"] == "unknown_locale"


def test_what_fills_the_hidden_field_is_thanked_and_forgotten(contact):
    answer = post({**GOOD, "website": "https://spam.example"})
    assert (answer.status_code, answer.content) == (201, post(GOOD).content)
    assert kept() == [GOOD]
    assert post({**GOOD, "website": ""}).status_code == 201
    assert len(kept()) == 2


def test_sent_again_with_its_key_it_is_kept_once(contact):
    key = {"idempotency-key": "a1"}
    first, second = post(GOOD, headers=key), post(GOOD, headers=key)
    assert (first.status_code, first.content) == (second.status_code, second.content) == (201, second.content)
    assert len(kept()) == 1
    other = post({**GOOD, "nama": "Budi"}, headers=key)
    assert problem_of(other)["code"] == "idempotency_key_reused"
    assert len(kept()) == 1


def test_every_kind_of_field_takes_its_answer(clock):
    kinds = ("singleline", "multiline", "email", "number", "url", "checkbox", "date", "datetime", "hidden")
    chosen = ("checkboxes", "multiselect", "dropdown", "radio")
    form(
        fields=[
            *((kind, kind, True, "") for kind in kinds),
            *((kind, kind, True, "satu\ndua") for kind in chosen),
        ]
    )
    sent = {
        "singleline": "a", "multiline": "b\nc", "email": "a@example.org", "number": 12.5,
        "url": "https://example.org/", "checkbox": True, "date": "2026-08-17", "datetime": "2026-08-17 10:00",
        "hidden": "x", "checkboxes": ["satu", "dua"], "multiselect": ["dua"], "dropdown": "satu",
        "radio": "dua",
    }  # fmt: skip
    assert post(sent).status_code == 201
    stored = kept()[0]
    assert stored["number"] == "12.5"
    assert stored["datetime"] == "2026-08-17T10:00:00+07:00"
    same = {name for name in sent if stored[name] == sent[name]}
    assert same == set(sent) - {"number", "datetime"}
    assert [each["choices"] for each in read("forms/kontak/")["fields"]][-1] == ["satu", "dua"]


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("singleline", "x" * 256, "max_length"),
        ("singleline", "a\x00", "null_characters_not_allowed"),
        ("multiline", "x" * 5_001, "too_long"),
        ("singleline", {"a": 1}, "invalid"),
        ("email", "a@", "invalid"),
        ("number", "banyak", "invalid"),
        ("number", "NaN", "invalid"),
        ("number", "1e400", "max_digits"),
        ("number", "9" * 31, "max_digits"),
        ("date", "2026-02-30", "invalid"),
        ("datetime", "0001-01-01 00:00", None),
        ("url", "javascript:alert(1)", "invalid"),
        ("dropdown", "tiga", "invalid_choice"),
        ("checkboxes", ["satu", "tiga"], "invalid_choice"),
        ("checkboxes", ["satu"] * 101, "out_of_range"),
        ("checkboxes", [1], "invalid"),
        ("checkbox", False, "required"),
        ("checkbox", None, "required"),
        ("checkbox", "", "required"),
        ("checkbox", "no", "invalid"),
        ("checkbox", "false", "invalid"),
        ("checkbox", 1, "invalid"),
        ("checkbox", [], "invalid"),
        ("singleline", ["a"], "invalid"),
        ("singleline", True, "invalid"),
        ("email", ["a@example.org"], "invalid"),
        ("dropdown", ["satu"], "invalid"),
        ("date", False, "invalid"),
        ("checkboxes", True, "invalid"),
    ],
)
def test_what_does_not_fit_is_refused_and_never_a_crash(clock, field, value, code):
    form(fields=[(field, field, True, "satu\ndua")])
    response = post({field: value})
    if code is None:
        assert response.status_code in (201, 400)
        return
    assert next(iter(faults(response).values()))["code"] == code
    assert kept() == []


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"[]", 400),
        (b'"a"', 400),
        (b"null", 400),
        (b'{"nama":"\\ud800"}', 400),
        (b'{"entah":1}', 400),
        (b'{"nama":1e999}', 400),
        pytest.param(b'{"nama":"' + b"x" * 1_000_000 + b'"}', 413, id="more than a megabyte"),
    ],
)
def test_another_body_is_refused(contact, body, status):
    assert problem_of(post(body))["status"] == status


def test_a_choice_that_is_wrong_names_those_that_are_right(clock):
    form(fields=[("Kota", "radio", True, "Bandung, Hong Kong")])
    assert faults(post({"kota": "Roma"}))["kota"]["allowed"] == ["Bandung", "Hong Kong"]


def test_how_often_one_address_may_send_is_bounded(contact, settings):
    settings.FORMS_PER_MINUTE, settings.FORMS_BURST = 0.001, 2
    assert [post(GOOD).status_code for _ in range(3)] == [201, 201, 429]
    assert post(GOOD).headers["Retry-After"] == "60000"
    assert post(GOOD, address="203.0.113.9").status_code == 201
    assert call("forms/kontak/").status_code == 200


def test_what_was_sent_is_kept_for_as_long_as_the_form_says(contact, clock):
    Form.objects.update(keep_days=30)
    forever = form("selamanya", keep_days=0)
    for each in (contact, forever):
        answers.submit(form=each, answers=GOOD, now=clock.now())
    clock.advance(timedelta(days=30))
    assert answers.prune(now=clock.now()) == 0
    clock.advance(timedelta(seconds=1))
    assert answers.prune(now=clock.now()) == 1
    assert FormSubmission.objects.get().form == forever


def test_a_consent_is_given_by_a_tick_and_by_no_other_word(contact):
    for refused in ("no", "tidak", "yes", "true", 1, ["on"]):
        fault = faults(post({**GOOD, "consent": refused}))["consent"]
        assert (fault["code"], fault["allowed"]) == ("invalid", ["true", "false"])
    assert kept() == []
    assert post({**GOOD, "consent": "on"}).status_code == 201  # as an HTML form sends it
    assert kept() == [GOOD]

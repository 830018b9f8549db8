"""The contract of `slots/` and `slots/decide/`."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from ads import services, tokens
from ads.counting import statistics
from ads.counting.models import SlotStatistic
from ads.delivery.serve import signing_keys
from ads.models import AdSlot
from api import keys
from runtime import versions
from tests import adops
from tests.api.ads.calls import DECIDE, DESKTOP, browser, chosen, decide, post

pytestmark = pytest.mark.django_db
BOTTOM = "article-bottom-1"


@pytest.fixture
def now(clock) -> datetime:  # type: ignore[no-untyped-def]
    at: datetime = clock.now()
    return at


@pytest.fixture
def explain_key(now: datetime) -> str:
    return keys.create(name="looker", scopes=("explain",), lifetime=None, now=now)[1]


def test_lists_the_slots_with_sizes_and_label(now: datetime) -> None:
    group = adops.group("article")
    adops.slot(BOTTOM, wide={728: [(728, 90)]}, group=group, disclosure="Iklan", formats=["text", "image"])
    adops.slot("front-top", lazy=True, refresh_seconds=30)
    response = browser.get("/api/v1/slots/")
    assert response.json() == {
        "items": [
            {
                "code": BOTTOM,
                "group": "article",
                "breakpoints": [
                    {"min_width": 0, "sizes": [[300, 250]]},
                    {"min_width": 728, "sizes": [[728, 90]]},
                ],
                "formats": ["image", "text"],
                "disclosure": "Iklan",
                "lazy": False,
                "refresh_seconds": None,
            },
            {
                "code": "front-top",
                "group": None,
                "breakpoints": [{"min_width": 0, "sizes": [[300, 250]]}],
                "formats": ["image", "native", "text", "html", "tag"],
                "disclosure": "Iklan",
                "lazy": True,
                "refresh_seconds": 30,
            },
        ]
    }
    assert response["Access-Control-Allow-Origin"] == "*"


def test_every_key_of_a_decision_is_there(now: datetime, settings) -> None:  # type: ignore[no-untyped-def]
    slot = adops.slot(BOTTOM)
    creative = adops.image_creative(alt="Learn to bake")
    item = adops.line_item("network", [slot], creatives=[creative])
    answer = decide(BOTTOM)
    text = answer["decisions"][BOTTOM]["token"]
    assert answer == {
        "page_view": answer["page_view"],
        "render_within": 120,
        "decisions": {
            BOTTOM: {
                "line_item": item.pk,
                "creative": creative.pk,
                "format": "image",
                "size": [300, 250],
                "disclosure": "Iklan",
                "fallback": False,
                "content": {
                    "image_url": f"{settings.MEDIA_URL}{creative.asset.file.name}",
                    "width": 300,
                    "height": 250,
                    "alt": "Learn to bake",
                },
                "click_url": f"{settings.PUBLIC_URL}/api/v1/click/{text}/",
                "token": text,
                "remember_s": 0,
            }
        },
        "reserve": {},
        "warnings": [],
        "events_url": f"{settings.PUBLIC_URL}/api/v1/events/",
    }


def test_the_token_names_what_was_decided(now: datetime) -> None:
    slot = adops.slot(BOTTOM)
    creative = adops.text_creative()
    item = adops.line_item("house", [slot], creatives=[creative])
    answer = decide(BOTTOM, page_view="00000000000000ff")
    token = tokens.verify(answer["decisions"][BOTTOM]["token"], keys=signing_keys())
    assert answer["page_view"] == "00000000000000ff"
    assert (token.line_item, token.creative, token.slot) == (item.pk, creative.pk, slot.pk)
    assert (token.creative_revision, token.page_view) == (creative.live_revision_id, 255)
    assert (token.decided_at, token.agent_class) == (now, tokens.AgentClass.MOBILE)
    assert (token.is_house, token.is_refresh) == (True, False)


def test_a_text_creative_carries_its_words(now: datetime) -> None:
    slot = adops.slot(BOTTOM)
    adops.line_item(
        "network", [slot], creatives=[adops.text_creative(title="Free course", body="On Sunday.")]
    )
    decision = decide(BOTTOM)["decisions"][BOTTOM]
    assert (decision["format"], decision["size"]) == ("text", [300, 250])
    assert decision["content"] == {"title": "Free course", "body": "On Sunday."}


def test_no_url_says_what_block_lists_look_for(now: datetime) -> None:
    slot = adops.slot(BOTTOM)
    adops.line_item("network", [slot])
    decision = decide(BOTTOM)["decisions"][BOTTOM]
    for url in (decision["content"]["image_url"], decision["click_url"]):
        path = url.split("//", 1)[1].lower().replace(decision["token"].lower(), "")
        assert not any(word in path for word in ("/ads", "ads/", "banner", "advert"))


def test_an_unknown_slot_is_null_and_a_warning(now: datetime) -> None:
    answer = decide("nowhere")
    assert answer["decisions"] == {"nowhere": None}
    assert answer["warnings"] == [{"id": "nowhere", "reason": "unknown_slot"}]


def test_the_height_of_an_empty_slot_is_reserved(now: datetime) -> None:
    adops.slot(BOTTOM)
    answer = decide({"id": "b2", "slot": BOTTOM, "sizes": [[300, 250]]})
    assert (answer["decisions"], answer["reserve"]) == ({"b2": None}, {"b2": [300, 250]})


def test_the_fallback_is_not_counted(now: datetime) -> None:
    creative = adops.image_creative(destination="https://example.org/help")
    adops.slot(BOTTOM, fallback_creative=creative)
    decision = decide(BOTTOM)["decisions"][BOTTOM]
    nulls = {name: decision[name] for name in ("line_item", "token", "remember_s")}
    assert nulls == {"line_item": None, "token": None, "remember_s": None}
    assert (decision["fallback"], decision["creative"]) == (True, creative.pk)
    assert decision["click_url"] == "https://example.org/help"


def test_sizes_of_the_screen_decide_what_fits(now: datetime) -> None:
    slot = adops.slot(BOTTOM, wide={728: [(728, 90)]})
    item = adops.line_item("network", [slot], creatives=[adops.image_creative(size=(728, 90))])
    narrow = decide(BOTTOM, viewer={"width": 390})
    assert (narrow["decisions"][BOTTOM], narrow["reserve"][BOTTOM]) == (None, [300, 250])
    assert chosen(BOTTOM, viewer={"width": 728}) == item.pk
    other = decide({"slot": BOTTOM, "sizes": [[160, 600]]})
    assert other["warnings"] == [{"id": BOTTOM, "reason": "size_mismatch"}]


def test_a_booking_of_one_day_runs_from_midnight_to_midnight(clock) -> None:  # type: ignore[no-untyped-def]
    slot = adops.slot(BOTTOM)
    midnight = datetime(2026, 8, 16, 17, tzinfo=UTC)  # 17 August, 00:00 in Jakarta
    clock.set(midnight - timedelta(hours=1))
    item = adops.line_item("network", [slot], starts_at=midnight, ends_at=midnight + timedelta(days=1))
    tick = timedelta(milliseconds=1)
    seen = []
    for at in (midnight - tick, midnight, midnight + timedelta(days=1) - tick, midnight + timedelta(days=1)):
        clock.set(at)
        seen.append(chosen(BOTTOM))
    assert seen == [None, item.pk, item.pk, None]


def test_explains_why_not_for_another_moment(clock, explain_key: str) -> None:  # type: ignore[no-untyped-def]
    slot = adops.slot(BOTTOM)
    midnight = datetime(2026, 8, 16, 17, tzinfo=UTC)
    clock.set(midnight)
    adops.line_item("network", [slot], starts_at=midnight, ends_at=midnight + timedelta(days=1))
    reasons = []
    for at in ("2026-08-16T23:59:59.999+07:00", "2026-08-17T00:00:00+07:00", "2026-08-18T00:00:00+07:00"):
        response = post(
            DECIDE, {"slots": [BOTTOM], "explain": True, "at": at}, Authorization=f"Bearer {explain_key}"
        )
        reasons.append([each["reason"] for each in response.json()["explain"][BOTTOM]])
    assert reasons == [["not_started"], [None], ["ended"]]


def test_an_explanation_signs_nothing_counts_nothing_and_moves_no_credit(
    now: datetime, explain_key: str
) -> None:
    slot = adops.slot(BOTTOM)
    first = adops.line_item("network", [slot], weight=2)
    second = adops.line_item("network", [slot], weight=1)
    for _ in range(3):
        response = post(DECIDE, {"slots": [BOTTOM], "explain": True}, Authorization=f"Bearer {explain_key}")
        decision = response.json()["decisions"][BOTTOM]
        assert (decision["line_item"], decision["token"], decision["click_url"]) == (first.pk, None, None)
    assert response.json()["explain"][BOTTOM] == [
        {
            "line_item": first.pk,
            "creative": decision["creative"],
            "tier": "network",
            "entitlement": pytest.approx(2 / 3),
            "credit": 0,
            "reason": None,
        },
        {
            "line_item": second.pk,
            "creative": None,
            "tier": "network",
            "entitlement": pytest.approx(1 / 3),
            "credit": 0,
            "reason": "turn",
        },
    ]
    statistics.flush()
    assert SlotStatistic.objects.count() == 0


@pytest.mark.parametrize("wish", [{"explain": True}, {"at": "2026-08-17T19:00:00+07:00"}])
def test_explaining_needs_a_key(now: datetime, wish: dict[str, object]) -> None:
    response = post(DECIDE, {"slots": [BOTTOM], **wish})
    assert (response.status_code, response.json()["code"]) == (401, "not_authenticated")


def test_a_key_of_another_scope_does_not_explain(now: datetime) -> None:
    text = keys.create(name="desk", scopes=("report",), lifetime=None, now=now)[1]
    response = post(DECIDE, {"slots": [BOTTOM], "explain": True}, Authorization=f"Bearer {text}")
    assert (response.status_code, response.json()["code"]) == (403, "insufficient_scope")


def test_shares_hold_over_many_calls(now: datetime) -> None:
    slot = adops.slot(BOTTOM)
    items = {adops.line_item("network", [slot], weight=weight).pk: weight for weight in (5, 3, 2)}
    served = [chosen(BOTTOM) for _ in range(20)]
    assert {pk: served.count(pk) for pk in items} == {pk: 2 * weight for pk, weight in items.items()}


def test_two_slots_of_a_page_show_two_line_items(now: datetime) -> None:
    slots = [adops.slot("article-bottom-1"), adops.slot("article-bottom-2")]
    for _ in range(3):
        adops.line_item("network", slots)
    for _ in range(6):
        decisions = decide("article-bottom-1", "article-bottom-2")["decisions"]
        assert len({decision["line_item"] for decision in decisions.values()}) == 2


def test_a_roadblock_takes_both_slots_or_none(now: datetime, explain_key: str) -> None:
    slots = [adops.slot("top"), adops.slot("bottom")]
    block = adops.line_item("sponsorship", slots, roadblock="all")
    house = adops.line_item("house", slots)
    together = decide("top", "bottom")["decisions"]
    assert [together[code]["line_item"] for code in ("top", "bottom")] == [block.pk, block.pk]
    assert chosen("top") == house.pk
    asked = {"slots": ["top"], "explain": True}
    answer = post(DECIDE, asked, Authorization=f"Bearer {explain_key}").json()
    why = {row["line_item"]: row["reason"] for row in answer["explain"]["top"]}
    assert why == {block.pk: "roadblock_incomplete", house.pk: None}


def test_a_later_call_of_the_page_keeps_competitors_apart(now: datetime) -> None:
    slots = [adops.slot("article-bottom-1"), adops.slot("article-bottom-2")]
    banks = [adops.advertiser(labels=["bank"]) for _ in range(2)]
    for bank, slot in zip(banks, slots, strict=True):
        adops.line_item("network", [slot], campaign=adops.campaign(advertiser=bank))
    standing = decide("article-bottom-1")["decisions"]["article-bottom-1"]["token"]
    assert chosen("article-bottom-2") is not None
    assert chosen("article-bottom-2", on_page=[standing]) is None


def test_a_forged_token_on_the_page_is_a_warning(now: datetime) -> None:
    adops.slot(BOTTOM)
    answer = decide(BOTTOM, on_page=["A" * 72, "x"])
    assert answer["warnings"] == [{"id": None, "reason": "forged_token"}] * 2


def test_what_the_client_says_of_the_page_is_targeted(now: datetime) -> None:
    slot = adops.slot(BOTTOM)
    item = adops.line_item("network", [slot], targeting={"section": {"any_of": ["pelatihan"]}})
    assert chosen(BOTTOM, page={"section": "pelatihan"}) == item.pk
    assert chosen(BOTTOM, page={"section": "olahraga"}) is None
    assert chosen(BOTTOM) is None


def test_a_client_may_exclude_labels(now: datetime) -> None:
    slot = adops.slot(BOTTOM)
    airline = adops.campaign(advertiser=adops.advertiser(labels=["airline"]))
    adops.line_item("network", [slot], campaign=airline)
    assert chosen(BOTTOM) is not None
    assert chosen(BOTTOM, page={"section": "x", "exclude_labels": ["airline"]}) is None


def test_targets_the_reader_s_device(now: datetime) -> None:
    slot = adops.slot(BOTTOM)
    item = adops.line_item("network", [slot], targeting={"device": {"any_of": ["desktop"]}})
    assert chosen(BOTTOM) is None
    desktop = Client(headers={"User-Agent": DESKTOP})
    response = post(DECIDE, {"slots": [BOTTOM]}, client=desktop)
    assert response.json()["decisions"][BOTTOM]["line_item"] == item.pk


def test_a_crawler_gets_an_answer_too(now: datetime) -> None:
    slot = adops.slot(BOTTOM)
    item = adops.line_item("network", [slot])
    response = post(DECIDE, {"slots": [BOTTOM]}, client=Client(headers={"User-Agent": "curl/8"}))
    assert response.json()["decisions"][BOTTOM]["line_item"] == item.pk


def test_the_same_for_servers_by_get(now: datetime, explain_key: str) -> None:
    slot = adops.slot(BOTTOM)
    item = adops.line_item("network", [slot], targeting={"device": {"any_of": ["desktop"]}})
    adops.slot("front-top")
    query = {"slots": f"{BOTTOM},front-top", "agent": DESKTOP}
    assert browser.get(DECIDE, query).status_code == 401
    response = browser.get(DECIDE, query, headers={"Authorization": f"Bearer {explain_key}"})
    decisions = response.json()["decisions"]
    assert list(decisions) == [BOTTOM, "front-top"]
    assert (decisions[BOTTOM]["line_item"], decisions["front-top"]) == (item.pk, None)


@pytest.mark.parametrize("act", [services.pause, services.stop])
def test_a_paused_line_item_is_gone_at_the_next_poll(now: datetime, act) -> None:  # type: ignore[no-untyped-def]
    slot = adops.slot(BOTTOM)
    item = adops.line_item("network", [slot])
    assert chosen(BOTTOM) == item.pk
    act(line_item=item, by=None, now=now)
    versions.poll_now()
    assert chosen(BOTTOM) is None
    services.resume(line_item=item, by=None, now=now)
    assert chosen(BOTTOM) == item.pk


def test_a_warm_decision_asks_the_database_nothing(now, settings, django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    slots = [adops.slot(f"slot-{number}") for number in range(4)]
    for _ in range(5):
        adops.line_item("network", slots)
    codes = [slot.code for slot in slots]
    decide(*codes)
    versions.poll_now()  # as the thread does twice a second
    with django_assert_num_queries(0), django_assert_num_queries(0, using=settings.LEDGER_ALIAS):
        decide(*codes)


def test_decisions_are_never_cached_and_set_no_cookie(now: datetime, settings) -> None:  # type: ignore[no-untyped-def]
    settings.CORS_ORIGINS = ("https://portal.example",)
    response = post(DECIDE, {"slots": ["a"]}, Origin="https://portal.example")
    assert response["Cache-Control"] == "private, no-store"
    assert response["Access-Control-Allow-Origin"] == "https://portal.example"
    assert "Origin" in response["Vary"]
    assert not response.cookies
    stranger = post(DECIDE, {"slots": ["a"]}, Origin="https://elsewhere.example")
    assert "Access-Control-Allow-Origin" not in stranger


def test_statistics_tell_requests_served_and_unfilled(now: datetime) -> None:
    slot, empty = adops.slot(BOTTOM), adops.slot("front-top")
    item = adops.line_item("network", [slot])
    for _ in range(2):
        decide(BOTTOM, "front-top", "nowhere")
    statistics.flush()
    rows = SlotStatistic.objects.order_by("slot").values_list("slot", "line_item", "request_count")
    assert sorted(rows) == sorted([(slot.pk, item.pk, 2), (empty.pk, 0, 2)])


@pytest.mark.parametrize(
    ("body", "parameter", "code"),
    [
        ({}, "slots", "required"),
        ({"slots": None}, "slots", "required"),
        ({"slots": []}, "slots", "out_of_range"),
        ({"slots": ["a"] * 2}, "slots", "repeated_id"),
        ({"slots": [f"s{n}" for n in range(21)]}, "slots", "out_of_range"),
        ({"slots": "a"}, "slots", "invalid"),
        ({"slots": [1]}, "slots[0]", "invalid"),
        ({"slots": [""]}, "slots[0]", "invalid"),
        ({"slots": ["a\x00"]}, "slots[0]", "invalid"),
        ({"slots": [{"id": "x"}]}, "slots[0].slot", "required"),
        ({"slots": [{"slot": "a", "size": []}]}, "slots[0].size", "unknown_key"),
        ({"slots": [{"slot": "a", "sizes": [[0, -1]]}]}, "slots[0].sizes[0][0]", "out_of_range"),
        ({"slots": [{"slot": "a", "sizes": [[300]]}]}, "slots[0].sizes[0]", "out_of_range"),
        ({"slots": [{"slot": "a", "sizes": [[300, 1e309]]}]}, "", "malformed_json"),
        ({"slots": [{"slot": "a", "sizes": [[True, 250]]}]}, "slots[0].sizes[0][0]", "invalid"),
        ({"slots": ["a"], "unknown": 1}, "unknown", "unknown_key"),
        ({"slots": ["a"], "page": "/"}, "page", "invalid"),
        ({"slots": ["a"], "page": {"path": "no-slash"}}, "page.path", "invalid"),
        ({"slots": ["a"], "page": {"path": "/a//b/"}}, "page.path", "invalid"),
        ({"slots": ["a"], "page": {"path": "/a/", "section": "b"}}, "page.section", "conflict"),
        ({"slots": ["a"], "viewer": {"width": 10**20}}, "viewer.width", "invalid"),
        ({"slots": ["a"], "viewer": {"width": 0}}, "viewer.width", "out_of_range"),
        ({"slots": ["a"], "viewer": {"width": 1.5}}, "viewer.width", "invalid"),
        ({"slots": ["a"], "viewer": {"seen": [[1]]}}, "viewer.seen[0]", "out_of_range"),
        ({"slots": ["a"], "consent": {"gpc": "no"}}, "consent.gpc", "invalid"),
        ({"slots": ["a"], "consent": {"cookies": True}}, "consent.cookies", "unknown_key"),
        ({"slots": ["a"], "on_page": "x"}, "on_page", "invalid"),
        ({"slots": ["a"], "page_view": "x" * 65}, "page_view", "invalid"),
        ({"slots": ["a"], "at": "tomorrow"}, "at", "invalid"),
        ({"slots": ["a"], "at": "2026-08-17"}, "at", "invalid"),
        ([], "", "invalid"),
        ("{", "", "malformed_json"),
        ("", "", "malformed_json"),
        (b"\xff", "", "malformed_json"),
        ('{"slots":["\\ud800"]}', "", "malformed_json"),
        ("[" * 100_000, "", "malformed_json"),
    ],
)
def test_a_bad_body_is_a_400_that_names_the_key(now: datetime, body, parameter: str, code: str) -> None:  # type: ignore[no-untyped-def]
    response = post(DECIDE, body)
    problem = response.json()
    assert (response.status_code, problem["code"]) == (400, code)
    assert [each["parameter"] for each in problem["errors"]] == ([parameter] if problem["errors"] else [])
    assert response["Content-Type"] == "application/problem+json"


def test_absent_and_null_are_the_same(now: datetime) -> None:
    names = ("page", "page_view", "on_page", "viewer", "consent", "explain", "at")
    answer = decide("nowhere", **dict.fromkeys(names))
    assert answer["decisions"] == {"nowhere": None}


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("", "required"),
        ("slots=", "invalid"),
        ("slots=a,a", "invalid"),
        ("slots=a&unknown=1", "unknown_parameter"),
        ("slots=a&slots=b", "repeated_parameter"),
        ("slots=a&width=0", "out_of_range"),
        ("slots=a&path=%00", "nul"),
        ("slots=a&at=never", "invalid"),
        ("slots=a&ip=300.1.1.1", "invalid"),
        ("slots=a&third_party=yes", "invalid"),
        ("slots=a&on_page=" + ",".join("x" * 51), "out_of_range"),
    ],
)
def test_a_bad_query_is_a_400(now: datetime, query: str, code: str) -> None:
    response = browser.get(f"{DECIDE}?{query}")
    assert (response.status_code, response.json()["code"]) == (400, code)


def test_other_types_and_sizes_of_body_are_refused(now: datetime) -> None:
    form = browser.post(DECIDE, {"slots": "a"})
    assert (form.status_code, form.json()["code"]) == (415, "unsupported_media_type")
    large = post(DECIDE, "x" * 1_000_001)
    assert (large.status_code, large.json()["code"]) == (413, "too_large")


def test_too_many_calls_from_one_address_wait(now: datetime, settings) -> None:  # type: ignore[no-untyped-def]
    settings.SLOT_CALLS_PER_SECOND, settings.SLOT_CALLS_BURST = 0.001, 3
    answers = [post(DECIDE, {"slots": ["a"]}) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert answers[-1]["Retry-After"] == "1"


def test_a_server_with_a_key_is_bounded_by_the_reader_it_asks_for(  # type: ignore[no-untyped-def]
    now: datetime, settings, explain_key: str
) -> None:
    settings.SLOT_CALLS_PER_SECOND, settings.SLOT_CALLS_BURST = 0.001, 2
    key = {"Authorization": f"Bearer {explain_key}"}
    readers = ["2001:db8::1", "203.0.113.5", "203.0.113.5", "203.0.113.5"]
    answers = [browser.get(f"{DECIDE}?slots=a&ip={reader}", headers=key) for reader in readers]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]


@pytest.mark.parametrize("parameter", ["ip=203.0.113.5", "agent=x", "explain=true"])
def test_to_speak_for_a_reader_a_server_needs_a_key(now: datetime, parameter: str) -> None:
    assert browser.get(f"{DECIDE}?slots=a&{parameter}").status_code == 401


def test_a_server_says_what_the_reader_consented_to_and_what_stands_on_the_page(now: datetime) -> None:
    slots = [adops.slot("a"), adops.slot("b")]
    tag = adops.framed_creative(kind="tag")
    item = adops.line_item("network", slots, creatives=[tag])

    def served(query: str) -> object:
        decided = browser.get(f"{DECIDE}?slots=a&{query}").json()["decisions"]["a"]
        return decided and decided["line_item"]

    assert [served(f"third_party=true&{more}") for more in ("gpc=false", "gpc=true")] == [item.pk, None]
    token = decide("b", consent={"third_party": True})["decisions"]["b"]["token"]
    assert served(f"third_party=true&on_page={token}") is None


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_other_methods_are_refused(now: datetime, method: str) -> None:
    assert getattr(browser, method)(DECIDE).status_code == 405


def test_a_head_decides_nothing(now: datetime) -> None:
    response = browser.head(f"{DECIDE}?slots=a")
    assert (response.status_code, response.content) == (200, b"")


def test_the_frame_is_an_image_with_a_pixel_and_a_link(now: datetime) -> None:
    slot = adops.slot(BOTTOM)
    creative = adops.image_creative(alt='Bake "bread"')
    adops.line_item("network", [slot], creatives=[creative])
    response = browser.get(f"/api/v1/slots/{BOTTOM}/frame/?path=/pelatihan/")
    html = response.content.decode()
    assert html.count("<img") == 2
    assert "<script" not in html
    assert 'alt="Bake &quot;bread&quot;"' in html
    assert "/api/v1/click/" in html
    assert ".gif" in html
    assert response["Content-Security-Policy"].startswith("default-src 'none'")
    assert "X-Frame-Options" not in response
    assert response["Cache-Control"] == "private, no-store"


def test_an_empty_frame_is_a_blank_page_and_an_unknown_one_a_404(now: datetime) -> None:
    adops.slot(BOTTOM)
    assert b"<img" not in browser.get(f"/api/v1/slots/{BOTTOM}/frame/").content
    assert browser.get("/api/v1/slots/nowhere/frame/").status_code == 404


def flag_of(answer: dict[str, Any]) -> bool:
    return tokens.verify(answer["decisions"][BOTTOM]["token"], keys=signing_keys()).is_refresh


def test_what_is_replaced_may_come_again_and_its_token_says_that_it_is_a_refresh(now: datetime) -> None:
    item = adops.line_item("network", [adops.slot(BOTTOM, refresh_seconds=30)])
    first = decide(BOTTOM)
    shown = first["decisions"][BOTTOM]["token"]
    assert flag_of(first) is False
    again = decide(BOTTOM, replaces=[shown])
    assert (again["decisions"][BOTTOM]["line_item"], flag_of(again)) == (item.pk, True)
    assert chosen(BOTTOM, on_page=[shown]) is None  # it stands there already
    assert chosen(BOTTOM, on_page=[shown], replaces=[shown]) == item.pk


def test_a_forged_token_replaces_nothing(now: datetime) -> None:
    adops.line_item("network", [adops.slot(BOTTOM)])
    answer = decide(BOTTOM, replaces=["forged"])
    assert (flag_of(answer), answer["warnings"]) == (False, [{"id": None, "reason": "forged_token"}])


def test_competitors_of_what_stays_keep_out_of_a_refresh(now: datetime) -> None:
    one, two = adops.slot(BOTTOM, refresh_seconds=30), adops.slot("article-bottom-2")
    for slot in (one, two):
        deal = adops.campaign(advertiser=adops.advertiser(labels=["bank"]))
        adops.line_item("network", [slot], campaign=deal)
    beside = decide("article-bottom-2")["decisions"]["article-bottom-2"]["token"]
    assert chosen(BOTTOM, on_page=[beside]) is None


def test_a_page_outside_the_scope_has_no_such_slot_and_counts_no_request(
    now: datetime, explain_key: str
) -> None:
    slot = adops.slot(BOTTOM, page_scope={"page": {"any_of": ["/pelatihan/*"]}})
    item = adops.line_item("network", [slot])
    assert chosen(BOTTOM, page={"path": "/pelatihan/umkm/"}) == item.pk
    answer = decide(BOTTOM, page={"path": "/olahraga/"})
    assert (answer["decisions"], answer["reserve"], answer["warnings"]) == ({BOTTOM: None}, {}, [])
    statistics.flush()
    assert [row.request_count for row in SlotStatistic.objects.filter(slot=slot.pk)] == [1]
    body = {"slots": [BOTTOM], "page": {"path": "/olahraga/"}, "explain": True}
    explained = post(DECIDE, body, Authorization=f"Bearer {explain_key}").json()["explain"][BOTTOM]
    assert [(row["line_item"], row["reason"]) for row in explained] == [(item.pk, "page")]


def test_a_scope_that_cannot_be_read_keeps_the_slot_off_every_page_and_others_on(now: datetime) -> None:
    broken, whole = adops.slot(BOTTOM), adops.slot("article-bottom-2")
    adops.line_item("network", [broken])
    item = adops.line_item("network", [whole])
    AdSlot.objects.filter(pk=broken.pk).update(page_scope={"page": "/"})
    assert [chosen(BOTTOM), chosen("article-bottom-2")] == [None, item.pk]

"""Each purpose signs with keys of its own, and a rotated secret still verifies."""

from runtime import keys


def test_two_purposes_have_different_keys(settings):
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "new", []
    assert keys.ring("events") != keys.ring("preview")
    assert [len(key) for key in keys.ring("events")] == [32]


def test_the_same_secret_gives_the_same_keys(settings):
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "new", []
    assert keys.ring("events")[0].hex() == "d018e1ab35981ccf3be4075ca7713fca1fff0b0527862b28c19a7f30108c5a90"


def test_a_fallback_follows_the_key_that_signs(settings):
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "old", []
    (old,) = keys.ring("events")
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "new", ["old"]
    new, fallback = keys.ring("events")
    assert fallback == old
    assert new != old

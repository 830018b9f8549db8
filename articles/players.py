"""Which recordings a browser plays, by the ends of their names."""

from __future__ import annotations

_TYPES = {
    "audio": {
        "mp3": "audio/mpeg",
        "m4a": "audio/mp4",
        "aac": "audio/aac",
        "ogg": "audio/ogg",
        "oga": "audio/ogg",
        "opus": "audio/ogg",
        "wav": "audio/wav",
        "flac": "audio/flac",
        "webm": "audio/webm",
    },
    "video": {
        "mp4": "video/mp4",
        "m4v": "video/mp4",
        "webm": "video/webm",
        "ogv": "video/ogg",
        "m3u8": "application/vnd.apple.mpegurl",
    },
}


def extensions(kind: str) -> list[str]:
    """The ends of names of `audio` or `video` files."""
    return list(_TYPES[kind])


def type_of(name: str, kind: str) -> str | None:
    """The media type of a file by its name or path; None where no browser plays it as that kind."""
    return _TYPES[kind].get(name.rpartition(".")[2].lower())

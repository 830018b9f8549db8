"""How many frames a picture has, read from its headers: nothing is decoded, counting stops at a limit."""

from __future__ import annotations

from typing import IO

from PIL import Image as Picture

_EXTENSION, _FRAME, _TRAILER = 0x21, 0x2C, 0x3B


def count_up_to(file: IO[bytes], limit: int) -> int:
    """The number of frames, or `limit` + 1 where there are more; the file is left at its start."""
    file.seek(0)
    try:
        if file.read(6) in (b"GIF87a", b"GIF89a"):
            return _gif_frames(file, limit)
        file.seek(0)
        with Picture.open(file) as picture:
            return int(getattr(picture, "n_frames", 1))
    finally:
        file.seek(0)


def _gif_frames(file: IO[bytes], limit: int) -> int:
    """Walks the blocks of a GIF; Pillow's own count reads every frame of a file made to be slow."""
    screen = file.read(7)
    _skip_colours(file, screen[4])
    frames = 0
    while frames <= limit:
        kind = file.read(1)
        if not kind or kind[0] == _TRAILER:
            break
        if kind[0] == _FRAME:
            frames += 1
            _skip_colours(file, file.read(9)[8])
        file.read(1)
        _skip_sub_blocks(file)
    return frames


def _skip_colours(file: IO[bytes], packed: int) -> None:
    if packed & 0x80:
        file.seek(3 * 2 ** ((packed & 0x07) + 1), 1)


def _skip_sub_blocks(file: IO[bytes]) -> None:
    while (size := file.read(1)) and size[0]:
        file.seek(size[0], 1)

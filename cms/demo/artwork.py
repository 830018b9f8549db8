"""The pictures of the demo's creatives, set in the font that Pillow brings along."""

from __future__ import annotations

from dataclasses import dataclass

from PIL import ImageFont

from cms.demo.canvas import SCALE, Canvas, mix

Size = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Poster:
    """What a creative says and its colours: `ground` to `depth` as a gradient, `spark` for the button."""

    who: str
    title: tuple[str, ...]
    call: str
    ground: str
    depth: str
    spark: str
    motif: str = "waves"


def draw(poster: Poster, size: Size) -> bytes:
    """A PNG of exactly this size."""
    c = Canvas(*size, ground=poster.ground)
    c.sky(poster.ground, poster.depth)
    if size[1] >= 200:
        _MOTIFS[poster.motif](c, poster)
        _tall(c, poster)
    else:
        _flat(c, poster)
    return c.png()


def picture(poster: Poster, size: Size) -> bytes:
    """The same without a word, for a creative whose words stand beside its picture."""
    c = Canvas(*size, ground=poster.ground)
    c.sky(poster.ground, poster.depth)
    _MOTIFS[poster.motif](c, poster)
    return c.png()


def _tall(c: Canvas, poster: Poster) -> None:
    _write(c, 22, 22, poster.who.upper(), 12, "#ffffff", weight=0.4, alpha=225)
    for row, line in enumerate(poster.title):
        _write(c, 22, 54 + row * 34, line, 28, "#ffffff", weight=0.9)
    _button(c, 22, c.height - 56, poster, 15)


def _flat(c: Canvas, poster: Poster) -> None:
    is_wide = c.width > 500
    title = " ".join(poster.title)
    big = 25 if is_wide else 18
    lines = [title] if is_wide else _halves(title)
    _write(c, 20, 12 if is_wide else 10, poster.who.upper(), 11, "#ffffff", weight=0.3, alpha=225)
    for row, line in enumerate(lines):
        _write(c, 20, (38 if is_wide else 32) + row * 23, line, big, "#ffffff", weight=0.7)
    width = _width(poster.call, 14 if is_wide else 12) + 30
    _button(
        c,
        c.width - width - 18,
        c.height / 2 - 16 if is_wide else c.height - 38,
        poster,
        14 if is_wide else 12,
    )


def _halves(title: str) -> list[str]:
    """Two lines of about the same length."""
    words = title.split()
    cut = min(range(1, len(words)), key=lambda n: abs(len(" ".join(words[:n])) - len(" ".join(words[n:]))))
    return [" ".join(words[:cut]), " ".join(words[cut:])]


def _button(c: Canvas, x: float, y: float, poster: Poster, size: float) -> None:
    width = _width(poster.call, size) + 30
    height = size * 2.25
    c.box(x, y, width, height, poster.spark, round_=height / 2)
    _write(c, x + 15, y + size * 0.52, poster.call, size, poster.depth, weight=0.5)


def _write(
    c: Canvas, x: float, y: float, text: str, size: float, colour: str, *, weight: float, alpha: int = 255
) -> None:
    """`weight` thickens the one weight that there is."""
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    fill = (red, green, blue, alpha)
    font = ImageFont.load_default(size=size * SCALE)
    c.draw.text((x * SCALE, y * SCALE), text, font=font, fill=fill, stroke_width=weight, stroke_fill=fill)


def _width(text: str, size: float) -> float:
    return float(ImageFont.load_default(size=size * SCALE).getlength(text)) / SCALE


# --- what stands behind the words ------------------------------------------------------------------


def _waves(c: Canvas, poster: Poster) -> None:
    for step in range(3):
        c.ridge(
            c.height * (0.74 + step * 0.1), c.height * 0.07, poster.depth, phase=step * 1.7 + 0.4, waves=1.2
        )
        c.line(
            [(0, c.height * (0.7 + step * 0.1)), (c.width, c.height * (0.66 + step * 0.12))],
            poster.spark,
            0.8,
            60,
        )


def _sun(c: Canvas, poster: Poster) -> None:
    reach = min(c.height, 220)
    for step, alpha in enumerate((40, 60, 90, 150)):
        c.disc(c.width * 0.86, c.height * 0.42, reach * (0.62 - step * 0.13), poster.spark, alpha)


def _bridge(c: Canvas, poster: Poster) -> None:
    """Arches to the right of the words, in a colour between ground and spark."""
    red, green, blue = mix(poster.ground, poster.spark, 0.38)
    steel, foot, span = f"#{red:02x}{green:02x}{blue:02x}", c.height * 0.8, min(c.height * 0.34, 60)
    for step in range(4):
        c.arc(c.width - span * (0.6 + step * 1.1), foot, span * 0.5, 180, 360, steel, 2.4)
    c.box(c.width - span * 5, foot - 2, span * 5, 4, steel)


def _letters(c: Canvas, poster: Poster) -> None:
    for step, letter in enumerate(["Aa", "Bb", "Cc"]):
        _write(
            c,
            c.width * (0.55 + 0.13 * step),
            c.height * (0.62 + 0.08 * step),
            letter,
            34,
            poster.spark,
            weight=0,
            alpha=120,
        )


_MOTIFS = {"waves": _waves, "sun": _sun, "bridge": _bridge, "letters": _letters}

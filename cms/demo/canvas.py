"""A small flat-vector canvas over Pillow, in units of a 1600 x 900 picture, drawn at twice the size."""

import math
from collections.abc import Iterable, Sequence
from io import BytesIO

from PIL import Image, ImageDraw

WIDTH, HEIGHT = 1600, 900
SCALE = 2

Point = tuple[float, float]


def mix(one: str, other: str, share: float) -> tuple[int, int, int]:
    """The colour `share` of the way from one hex colour to another."""
    a, b = _rgb(one), _rgb(other)
    return tuple(round(x + (y - x) * share) for x, y in zip(a, b, strict=True))  # type: ignore[return-value]


def _rgb(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


class Canvas:
    """Draws shapes by painter's order; every measure is in picture units, not pixels."""

    def __init__(self, width: int = WIDTH, height: int = HEIGHT, ground: str = "#ffffff") -> None:
        self.width, self.height = width, height
        self.image = Image.new("RGB", (width * SCALE, height * SCALE), ground)
        self.draw = ImageDraw.Draw(self.image, "RGBA")

    def sky(self, *colours: str, top: float = 0, bottom: float | None = None) -> None:
        """A vertical gradient through the colours, from `top` to `bottom`."""
        low = self.height if bottom is None else bottom
        first, last = round(top * SCALE), round(low * SCALE)
        for y in range(first, last):
            place = (y - first) / max(1, last - first - 1) * (len(colours) - 1)
            step = min(int(place), len(colours) - 2)
            colour = mix(colours[step], colours[step + 1], place - step)
            self.draw.line((0, y, self.image.width, y), fill=colour)

    def glow(self, x: float, y: float, radius: float, colour: str, strength: float = 0.6) -> None:
        """A soft round light."""
        size = round(radius * 2 * SCALE)
        light = Image.radial_gradient("L").resize((size, size))
        mask = light.point(lambda value: round(max(0.0, 1 - value / 181) ** 2 * 255 * strength))
        self.image.paste(_rgb(colour), (round((x - radius) * SCALE), round((y - radius) * SCALE)), mask)

    def disc(self, x: float, y: float, radius: float, colour: str, alpha: int = 255) -> None:
        self.oval(x - radius, y - radius, x + radius, y + radius, colour, alpha)

    def oval(self, x0: float, y0: float, x1: float, y1: float, colour: str, alpha: int = 255) -> None:
        self.draw.ellipse([v * SCALE for v in (x0, y0, x1, y1)], fill=(*_rgb(colour), alpha))

    def box(
        self, x: float, y: float, w: float, h: float, colour: str, *, round_: float = 0, alpha: int = 255
    ) -> None:
        corners = [v * SCALE for v in (x, y, x + w, y + h)]
        self.draw.rounded_rectangle(corners, radius=round_ * SCALE, fill=(*_rgb(colour), alpha))

    def shape(self, points: Iterable[Point], colour: str, alpha: int = 255) -> None:
        self.draw.polygon([(x * SCALE, y * SCALE) for x, y in points], fill=(*_rgb(colour), alpha))

    def line(self, points: Sequence[Point], colour: str, width: float = 3, alpha: int = 255) -> None:
        scaled = [(x * SCALE, y * SCALE) for x, y in points]
        self.draw.line(scaled, fill=(*_rgb(colour), alpha), width=round(width * SCALE), joint="curve")

    def arc(
        self, x: float, y: float, radius: float, start: float, end: float, colour: str, width: float
    ) -> None:
        box = [v * SCALE for v in (x - radius, y - radius, x + radius, y + radius)]
        self.draw.arc(box, start, end, fill=colour, width=round(width * SCALE))

    def ridge(self, y: float, swing: float, colour: str, *, phase: float, waves: float = 2.0) -> None:
        """A range of hills to the lower edge; `phase` makes each one its own."""
        top = [(x, y - swing * _relief(x / self.width, phase, waves)) for x in range(0, self.width + 8, 8)]
        self.shape([(0, self.height), *top, (self.width, self.height)], colour)

    def finished(self) -> Image.Image:
        return self.image.resize((self.width, self.height), Image.Resampling.LANCZOS)

    def jpeg(self, quality: int = 86) -> bytes:
        out = BytesIO()
        self.finished().save(out, "JPEG", quality=quality, optimize=True, subsampling=0)
        return out.getvalue()

    def png(self) -> bytes:
        out = BytesIO()
        self.finished().quantize(128, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
        return out.getvalue()


def _relief(x: float, phase: float, waves: float) -> float:
    angle = x * math.tau * waves + phase
    return 0.5 * math.sin(angle) + 0.3 * math.sin(angle * 2.3 + phase) + 0.14 * math.sin(angle * 5.1 - phase)

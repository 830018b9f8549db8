"""The twelve pictures of the demo portal, drawn by arithmetic: the same bytes' worth of paint on every machine."""

# Points of one shape stay on one line, as they are read.
# ruff: noqa: E501, S311
# fmt: off

import math
from collections.abc import Callable, Sequence
from random import Random

from cms.demo.canvas import Canvas


def harbour() -> Canvas:
    c = Canvas()
    c.sky("#1f2a52", "#5c3f72", "#c85f66", "#f6a35c", "#ffd58a", bottom=560)
    c.glow(1080, 520, 430, "#fff0b8", 0.75)
    c.disc(1080, 505, 74, "#fff3c9")
    for x, y, w in ((140, 180, 420), (420, 240, 300), (980, 150, 360), (1240, 225, 300), (620, 330, 340)):
        c.box(x, y, w, 12, "#f9b27a", round_=6, alpha=90)
    c.ridge(540, 34, "#8b4d6b", phase=1.1, waves=1.4)
    c.sky("#f1a062", "#a9566c", "#3d2f5e", "#1c2146", top=560)
    _sun_road(c, 1080, 566, "#ffe3a0")
    _ship(c, 180, 590, 620)
    for x, height in ((1230, 330), (1400, 400)):
        _crane(c, x, 690, height)
    c.shape([(980, 700), (1600, 660), (1600, 900), (900, 900)], "#17193a")
    for x, y, colour in ((1040, 660, "#c9574f"), (1130, 655, "#3f6f8f"), (1040, 622, "#e2a24a"), (1500, 626, "#7b4b74")):
        c.box(x, y, 84, 36, colour, round_=3)
    return c


def _sun_road(c: Canvas, x: float, y: float, colour: str) -> None:
    spread = Random(4)
    for row in range(28):
        width = 40 + row * 6 + spread.random() * 70
        shift = (spread.random() - 0.5) * (24 + row * 4)
        c.box(x + shift - width / 2, y + row * 11, width, 3 + row * 0.12, colour, round_=2, alpha=max(26, 190 - row * 6))


def _ship(c: Canvas, x: float, y: float, length: float) -> None:
    c.shape([(x, y), (x + length, y), (x + length - 50, y + 74), (x + 40, y + 74)], "#221f45")
    c.box(x + 30, y + 44, length - 76, 8, "#c9574f")
    c.box(x + 40, y - 118, 84, 118, "#ece0d6", round_=5)
    c.box(x + 62, y - 166, 34, 50, "#c9574f", round_=4)
    for row in range(3):
        for col in range(3):
            c.box(x + 52 + col * 24, y - 104 + row * 32, 13, 14, "#5c4a70", round_=2)
    paint = ("#d7775c", "#486c8c", "#e4b05a", "#6d4a73", "#4c8077")
    for col in range(7):
        for row in range(3 - (col in (0, 6))):
            c.box(x + 150 + col * 62, y - 32 - row * 32, 58, 29, paint[(col * 2 + row * 3) % 5], round_=2)


def _crane(c: Canvas, x: float, foot: float, height: float) -> None:
    top = foot - height
    for leg in (x, x + 74):
        c.line([(leg, foot), (leg, top + 60)], "#151838", 9)
    c.line([(x - 190, top + 60), (x + 160, top + 60)], "#151838", 10)
    c.line([(x + 37, top), (x - 180, top + 58)], "#151838", 4)
    c.line([(x + 37, top), (x + 150, top + 58)], "#151838", 4)
    c.line([(x, top + 60), (x + 37, top), (x + 74, top + 60)], "#151838", 7)
    for step in range(4):
        y = top + 90 + step * (height - 90) / 4
        c.line([(x, y), (x + 74, y + 50)], "#151838", 4)
    c.line([(x - 130, top + 64), (x - 130, top + 180)], "#151838", 3)
    c.box(x - 158, top + 180, 56, 26, "#e2a24a", round_=2)


def airport() -> Canvas:
    c = Canvas()
    c.sky("#3f7fb5", "#8dbfdc", "#f5dcc0", "#fbc79b", bottom=640)
    c.glow(320, 610, 520, "#fff2d0", 0.9)
    for x, y, size in ((230, 190, 1.0), (1180, 130, 1.25), (760, 360, 0.7), (1420, 400, 0.8)):
        _cloud(c, x, y, size)
    c.ridge(640, 40, "#8aa9b8", phase=0.4, waves=1.2)
    c.ridge(668, 26, "#5f8796", phase=2.2, waves=1.8)
    c.sky("#6f8a8a", "#3e545c", top=680)
    c.shape([(0, 800), (1600, 720), (1600, 900), (0, 900)], "#33454e")
    for step in range(9):
        x = 40 + step * 190
        c.shape([(x, 856 - step * 6), (x + 90, 851 - step * 6), (x + 92, 858 - step * 6), (x, 864 - step * 6)], "#e9dcc0")
    _tower(c, 1330, 700)
    c.box(880, 622, 420, 74, "#dfe6e4", round_=6)
    for col in range(13):
        c.box(894 + col * 31, 636, 22, 34, "#5d8fa8", round_=2)
    _plane(c, 330, 430)
    return c


def _cloud(c: Canvas, x: float, y: float, size: float) -> None:
    for dx, dy, r in ((-90, 18, 40), (-40, -8, 58), (26, -24, 72), (92, 6, 48), (140, 24, 30)):
        c.disc(x + dx * size, y + dy * size, r * size, "#f7fafb")
    c.box(x - 130 * size, y + 14 * size, 300 * size, 40 * size, "#f7fafb", round_=20 * size)


def _tower(c: Canvas, x: float, foot: float) -> None:
    c.shape([(x, foot), (x + 16, foot - 190), (x + 74, foot - 190), (x + 90, foot)], "#c9d3d2")
    c.shape([(x - 16, foot - 250), (x + 106, foot - 250), (x + 82, foot - 188), (x + 8, foot - 188)], "#2f5168")
    c.box(x - 22, foot - 268, 134, 20, "#e4e9e6", round_=6)
    c.line([(x + 45, foot - 268), (x + 45, foot - 330)], "#2f5168", 5)
    c.disc(x + 45, foot - 332, 7, "#d9584a")


def _plane(c: Canvas, x: float, y: float) -> None:
    def at(points: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
        turn = math.radians(-11)
        return [
            (x + px * math.cos(turn) - py * math.sin(turn), y + px * math.sin(turn) + py * math.cos(turn))
            for px, py in points
        ]

    c.shape(at([(235, -8), (90, -170), (50, -170), (120, -8)]), "#b7c7cf")
    body = [(-20, 30), (10, 6), (90, -26), (560, -30), (640, -16), (690, 14), (668, 34), (610, 44), (90, 44)]
    c.shape(at(body), "#ffffff")
    c.shape(at([(-20, 30), (90, 44), (610, 44), (668, 34), (690, 14), (600, 28), (90, 26)]), "#d6e0e4")
    c.shape(at([(0, 14), (-62, -130), (-8, -130), (120, -26)]), "#d9584a")
    c.shape(at([(-14, -104), (-52, -104), (-62, -130), (-8, -130)]), "#f2f2ee")
    c.shape(at([(20, 22), (-72, -2), (-98, 2), (-20, 34)]), "#b7c7cf")
    c.shape(at([(250, 22), (400, 22), (170, 196), (122, 196)]), "#c3d0d6")
    c.shape(at([(262, 92), (344, 84), (348, 112), (268, 122)]), "#3a586b")
    for step in range(17):
        wx = 120 + step * 27
        c.shape(at([(wx, -8), (wx + 13, -8), (wx + 13, 8), (wx, 8)]), "#3a586b")
    c.shape(at([(622, -14), (654, 0), (640, 6), (614, 2)]), "#3a586b")


def skyline() -> Canvas:
    c = Canvas()
    c.sky("#0d1230", "#232457", "#5a3670", "#a2537a", bottom=760)
    stars = Random(11)
    for _ in range(120):
        c.disc(stars.random() * 1600, stars.random() * 380, 0.8 + stars.random() * 1.6, "#ffffff", 170)
    c.glow(1210, 190, 260, "#fff0cf", 0.5)
    c.disc(1210, 190, 66, "#fdf1d6")
    c.disc(1186, 176, 58, "#2a275a", 60)
    for layer, (colour, low, high, lit) in enumerate(
        (("#4c3a76", 330, 560, 0.0), ("#302a60", 240, 500, 0.25), ("#171a40", 120, 420, 0.42))
    ):
        _street(c, 790 + layer * 26, colour, low, high, lit, seed=21 + layer)
    c.sky("#171a40", "#0c1029", top=838)
    for step in range(40):
        c.box(step * 41, 846 + (step % 3) * 12, 22, 3, "#f3b562", round_=1, alpha=110)
    return c


def _street(c: Canvas, foot: float, colour: str, low: int, high: int, lit: float, *, seed: int) -> None:
    rng = Random(seed)
    x = -20.0
    while x < 1620:
        w, h = rng.randint(64, 138), rng.randint(low, high)
        top = foot - h
        c.box(x, top, w, 900 - top, colour)
        if rng.random() < 0.35:
            c.shape([(x, top), (x + w / 2, top - w * 0.55), (x + w, top)], colour)
        elif rng.random() < 0.4:
            c.line([(x + w / 2, top), (x + w / 2, top - 62)], colour, 4)
        _windows(c, x, top, w, foot, lit, rng)
        x += w + rng.randint(-8, 26)


def _windows(c: Canvas, x: float, top: float, w: float, foot: float, lit: float, rng: Random) -> None:
    for row in range(int((foot - top - 20) // 24)):
        for col in range(int((w - 16) // 18)):
            if rng.random() < lit:
                colour = rng.choice(("#ffd98a", "#ffc46b", "#fbe7b6", "#8fd0e0"))
                c.box(x + 11 + col * 18, top + 16 + row * 24, 9, 12, colour, alpha=225)


def terraces() -> Canvas:
    c = Canvas()
    c.sky("#f9d8a6", "#fbe9c8", "#d9ead9", bottom=460)
    c.glow(420, 230, 380, "#fff6d8", 0.9)
    c.disc(420, 230, 58, "#fff7dc")
    c.shape([(620, 470), (1010, 120), (1070, 140), (1120, 118), (1520, 470)], "#a9c6c0")
    c.shape([(1010, 120), (1070, 140), (1120, 118), (1170, 164), (1090, 196), (1040, 172), (960, 166)], "#e6efe6")
    c.ridge(420, 70, "#8fb8a8", phase=0.2, waves=1.1)
    c.ridge(476, 54, "#6da18b", phase=2.5, waves=1.5)
    greens = ("#9cc46a", "#7db158", "#b4d276", "#67a052", "#93bf5f", "#4f8c4a", "#7fb35a", "#3f7a43")
    for step, green in enumerate(greens):
        y = 512 + step * 49
        c.ridge(y + 12, 40 + step * 5, "#33623b", phase=1.4 + step * 0.46, waves=0.9)
        c.ridge(y + 20, 40 + step * 5, "#d8ecec" if step % 2 else green, phase=1.4 + step * 0.46, waves=0.9)
        c.ridge(y + 30, 40 + step * 5, green, phase=1.4 + step * 0.46, waves=0.9)
    for x, y, s in ((1240, 600, 1.0), (1320, 622, 0.8), (250, 640, 1.1)):
        _palm(c, x, y, s)
    for x, y in ((690, 735), (780, 752), (865, 740)):
        _farmer(c, x, y)
    return c


def _palm(c: Canvas, x: float, y: float, s: float) -> None:
    c.line([(x, y), (x + 12 * s, y - 90 * s), (x + 34 * s, y - 170 * s)], "#4a3c2c", 9 * s)
    for angle in range(-200, 30, 28):
        a = math.radians(angle)
        tip = (x + 34 * s + math.cos(a) * 92 * s, y - 170 * s + math.sin(a) * 60 * s + 26 * s)
        mid = (x + 34 * s + math.cos(a) * 50 * s, y - 182 * s + math.sin(a) * 52 * s)
        c.shape([(x + 34 * s, y - 176 * s), mid, tip, (mid[0] + 4, mid[1] + 20 * s)], "#2c5a38")


def _farmer(c: Canvas, x: float, y: float) -> None:
    c.shape([(x - 17, y + 54), (x - 13, y), (x + 13, y), (x + 17, y + 54)], "#b6503f")
    c.disc(x, y - 12, 11, "#8a5a3c")
    c.shape([(x - 36, y - 12), (x, y - 38), (x + 36, y - 12)], "#e8c37a")


def sewing() -> Canvas:
    c = Canvas()
    c.sky("#f3e3d3", "#ecd3bf", bottom=620)
    _window(c, 120, 90, 420, 380)
    for row, colours in enumerate((("#c65f4f", "#e0a458", "#4f7d7a", "#8b4a6b"), ("#486c8c", "#d98c73", "#7a9a5e", "#e5c07b"))):
        c.box(1010, 236 + row * 150, 470, 14, "#8d5f43", round_=4)
        for col, colour in enumerate(colours):
            _spool(c, 1040 + col * 112, 236 + row * 150, colour)
    c.sky("#a3704e", "#7c4f36", top=620)
    c.box(0, 610, 1600, 22, "#c08a62")
    c.shape([(0, 720), (560, 646), (880, 700), (820, 900), (0, 900)], "#cf6a55")
    c.shape([(0, 790), (520, 700), (850, 770), (820, 900), (0, 900)], "#b7523f")
    for step in range(9):
        c.disc(70 + step * 92, 806 - abs(4 - step) * -6, 13, "#f3cf9b")
        c.disc(110 + step * 88, 862, 9, "#f3cf9b")
    _machine(c, 560, 640)
    return c


def _window(c: Canvas, x: float, y: float, w: float, h: float) -> None:
    c.box(x, y, w, h, "#fdf7ee", round_=8)
    c.box(x + 18, y + 18, w - 36, h - 36, "#bfdbe0", round_=4)
    c.shape([(x + 18, y + h - 18), (x + 18, y + h - 120), (x + w * 0.4, y + h - 190), (x + w - 18, y + h - 90), (x + w - 18, y + h - 18)], "#8fb98d")
    c.disc(x + w * 0.72, y + 96, 34, "#fff5d6")
    c.box(x + w / 2 - 7, y, 14, h, "#fdf7ee")
    c.box(x, y + h / 2 - 7, w, 14, "#fdf7ee")


def _spool(c: Canvas, x: float, foot: float, colour: str) -> None:
    c.box(x, foot - 92, 66, 12, "#e9d3b4", round_=4)
    c.box(x + 8, foot - 80, 50, 68, colour, round_=4)
    for step in range(4):
        c.box(x + 8, foot - 70 + step * 15, 50, 3, "#ffffff", alpha=70)
    c.box(x, foot - 12, 66, 12, "#e9d3b4", round_=4)


def _machine(c: Canvas, x: float, foot: float) -> None:
    ink, gold = "#23323f", "#e3b565"
    c.box(x, foot - 40, 640, 52, ink, round_=14)
    c.box(x + 480, foot - 330, 130, 300, ink, round_=28)
    c.box(x + 40, foot - 330, 560, 112, ink, round_=44)
    c.box(x + 40, foot - 300, 96, 180, ink, round_=22)
    c.box(x + 82, foot - 124, 10, 78, "#cfd6da", round_=4)
    c.box(x + 60, foot - 54, 60, 14, "#cfd6da", round_=5)
    c.disc(x + 634, foot - 250, 66, "#3b4c5a")
    c.disc(x + 634, foot - 250, 50, ink)
    c.disc(x + 634, foot - 250, 14, gold)
    c.box(x + 170, foot - 292, 270, 8, gold, round_=4)
    c.disc(x + 305, foot - 262, 18, gold, 220)
    c.box(x + 520, foot - 372, 10, 46, "#cfd6da")
    c.box(x + 500, foot - 396, 50, 44, "#cf6a55", round_=6)
    c.line([(x + 525, foot - 380), (x + 300, foot - 352), (x + 88, foot - 318), (x + 88, foot - 124)], "#cf6a55", 2.4)


def market() -> Canvas:
    c = Canvas()
    c.sky("#7fc0c9", "#cfe7de", "#f8e8c8", bottom=520)
    c.glow(1280, 160, 320, "#fff5d0", 0.8)
    c.ridge(470, 44, "#9dbfae", phase=0.9, waves=1.3)
    for x, w, h, colour in ((0, 210, 300, "#d8a27a"), (205, 170, 240, "#c98a72"), (1200, 190, 280, "#d3b087"), (1385, 220, 340, "#b9796b")):
        c.box(x, 540 - h, w, h + 60, colour)
        c.shape([(x - 18, 540 - h), (x + w / 2, 480 - h), (x + w + 18, 540 - h)], "#8a4a3f")
        for col in range(2):
            c.box(x + 34 + col * (w - 110), 585 - h, 42, 62, "#5f4a4a", round_=4)
    c.sky("#d9bd94", "#b28a62", top=560)
    stalls = ((60, "#cf4f45", "#fbf3e4"), (590, "#2f7f79", "#fbf3e4"), (1120, "#e0992f", "#fbf3e4"))
    for x, one, other in stalls:
        _stall(c, x, 800, one, other)
    _bunting(c)
    return c


def _stall(c: Canvas, x: float, foot: float, one: str, other: str) -> None:
    for pole in (x + 14, x + 398):
        c.box(pole, foot - 390, 14, 400, "#6c4a35")
    _seller(c, x + 210, foot - 150, one)
    for step in range(7):
        colour = one if step % 2 == 0 else other
        left, right = x - 20 + step * 66, x + 46 + step * 66
        c.shape([(left + 24, foot - 450), (right + 20 - step * 3, foot - 450), (right, foot - 340), (left, foot - 340)], colour)
        c.disc((left + right) / 2, foot - 340, 33, colour)
    c.box(x - 4, foot - 150, 436, 34, "#8d5f43", round_=6)
    c.box(x + 8, foot - 118, 412, 128, "#a87650", round_=4)
    for step in range(5):
        c.box(x + 24 + step * 80, foot - 108, 66, 104, "#92623f", round_=4)
    heap = Random(round(x))
    fruit = (("#e2543f", "#f07f4e"), ("#7aa83f", "#a3c653"), ("#f0b43c", "#f7d06a"), ("#8a4d8f", "#b06fae"), ("#e98634", "#f5a957"))
    for pile in range(5):
        for row in range(3):
            for col in range(3 - row):
                colour = fruit[(pile + round(x)) % 5][heap.randint(0, 1)]
                c.disc(x + 36 + pile * 82 + col * 25 + row * 12.5, foot - 162 - row * 20, 14, colour)


def _seller(c: Canvas, x: float, y: float, colour: str) -> None:
    c.shape([(x - 70, y + 30), (x - 54, y - 60), (x, y - 84), (x + 54, y - 60), (x + 70, y + 30)], "#37506b")
    c.oval(x - 47, y - 176, x + 47, y - 50, colour)
    c.oval(x - 28, y - 158, x + 28, y - 88, "#c98f68")


def _bunting(c: Canvas) -> None:
    paint = ("#cf4f45", "#fbf3e4", "#2f7f79", "#e0992f")
    points = [(step * 40.0, 90 + 60 * math.sin(step / 40 * math.pi * 2) ** 2) for step in range(41)]
    c.line(points, "#6c4a35", 3)
    for step, (x, y) in enumerate(points[:-1]):
        c.shape([(x + 4, y + 2), (x + 32, y + 2), (x + 18, y + 40)], paint[step % 4])


def laptop() -> Canvas:
    c = Canvas()
    c.sky("#274b5f", "#3d6d78", bottom=900)
    c.glow(820, 380, 620, "#9fd3c7", 0.35)
    for row in range(3):
        c.box(1180, 190 + row * 130, 320, 12, "#1d3a4a", round_=4)
        for col in range(5 - row):
            tint = ("#e0a458", "#d9695a", "#f1e4c8", "#6fa29a", "#c47f8b")[(row + col) % 5]
            c.box(1196 + col * 56, 190 + row * 130 - 74 + (col % 3) * 10, 40, 74 - (col % 3) * 10, tint, round_=4)
    c.sky("#b98256", "#8f5f3d", top=690)
    c.box(0, 684, 1600, 14, "#d6a273")
    c.box(430, 190, 740, 470, "#15242d", round_=24)
    c.box(452, 212, 696, 424, "#f6f3ec", round_=8)
    _shop_page(c, 452, 212)
    c.shape([(370, 690), (430, 652), (1170, 652), (1230, 690)], "#a9b4b8")
    c.box(360, 688, 880, 20, "#d3dadc", round_=10)
    _plant(c, 230, 690)
    c.box(1300, 606, 96, 92, "#efe6d6", round_=14)
    c.arc(1400, 650, 28, -90, 90, "#efe6d6", 12)
    for step in range(3):
        c.line([(1322 + step * 26, 590), (1314 + step * 26, 566), (1328 + step * 26, 540)], "#ffffff", 4, alpha=110)
    return c


def _shop_page(c: Canvas, x: float, y: float) -> None:
    c.box(x, y, 696, 52, "#c9503f", round_=8)
    c.box(x + 24, y + 18, 140, 16, "#fbead9", round_=8)
    c.box(x + 420, y + 14, 200, 24, "#fbead9", round_=12)
    c.disc(x + 654, y + 26, 12, "#fbead9")
    paint = ("#e0a458", "#6fa29a", "#d98c73", "#7d8fb3", "#9cb86b", "#c47f8b")
    for step, colour in enumerate(paint):
        left, top = x + 26 + (step % 3) * 220, y + 74 + (step // 3) * 176
        c.box(left, top, 200, 156, "#ffffff", round_=10)
        c.box(left + 10, top + 10, 180, 84, colour, round_=8)
        c.oval(left + 62, top + 26, left + 138, top + 86, "#ffffff", 120)
        c.box(left + 12, top + 106, 120, 10, "#3a3f45", round_=5)
        c.box(left + 12, top + 126, 72, 12, "#c9503f", round_=6)


def _plant(c: Canvas, x: float, foot: float) -> None:
    for angle in (-150, -120, -95, -70, -40):
        a = math.radians(angle)
        tip = (x + math.cos(a) * 150, foot - 100 + math.sin(a) * 230)
        side = (x + math.cos(a + 0.3) * 90, foot - 100 + math.sin(a + 0.3) * 120)
        c.shape([(x, foot - 90), side, tip, (x + math.cos(a - 0.3) * 90, foot - 100 + math.sin(a - 0.3) * 120)], "#5f9a6c")
        c.line([(x, foot - 90), tip], "#3f7a52", 3)
    c.shape([(x - 66, foot - 100), (x + 66, foot - 100), (x + 46, foot + 8), (x - 46, foot + 8)], "#d9695a")


def village() -> Canvas:
    c = Canvas()
    c.sky("#5b4b86", "#c77f93", "#f7bb8e", "#fde3b4", bottom=560)
    c.glow(800, 470, 520, "#fff0c4", 0.85)
    c.disc(800, 452, 62, "#fff4d2")
    c.shape([(60, 560), (430, 180), (500, 206), (560, 190), (960, 560)], "#8a6a94")
    c.shape([(820, 560), (1180, 260), (1560, 560)], "#76608c")
    c.ridge(545, 50, "#6b6a86", phase=2.9, waves=1.6)
    c.ridge(600, 46, "#4f6a70", phase=0.8, waves=1.3)
    c.ridge(668, 40, "#3c5f57", phase=1.9, waves=1.1)
    for x, y, s in ((210, 650, 1.0), (430, 690, 1.2), (980, 664, 1.05), (1220, 700, 1.3)):
        _house(c, x, y, s)
    c.ridge(800, 34, "#2f5146", phase=0.3, waves=0.9)
    c.shape([(700, 900), (900, 900), (812, 760), (770, 690), (740, 690), (766, 760)], "#e2b98a")
    for x, y, s in ((100, 800, 1.5), (1480, 800, 1.6), (690, 700, 0.9)):
        _palm(c, x, y, s)
    return c


def _house(c: Canvas, x: float, y: float, s: float) -> None:
    c.box(x, y - 74 * s, 130 * s, 90 * s, "#f0dcc0")
    c.shape([(x - 24 * s, y - 72 * s), (x + 22 * s, y - 132 * s), (x + 108 * s, y - 132 * s), (x + 154 * s, y - 72 * s)], "#b4523f")
    c.box(x + 52 * s, y - 40 * s, 28 * s, 56 * s, "#6b3f34")
    for dx in (14, 92):
        c.box(x + dx * s, y - 48 * s, 26 * s, 28 * s, "#ffd98a")


def counter() -> Canvas:
    c = Canvas()
    c.sky("#dfe9ea", "#c9dadd", bottom=680)
    for col in range(3):
        _booth(c, 110 + col * 480, col)
    c.box(0, 560, 1600, 34, "#7a4f3a")
    c.sky("#a3704e", "#8a5b3e", top=594)
    for col in range(5):
        c.box(40 + col * 320, 616, 280, 240, "#b98057", round_=6, alpha=120)
    c.sky("#66808a", "#4f6872", top=856)
    for x, shirt, scarf in ((330, "#d9695a", "#f1d7b0"), (800, "#37506b", "#2f7f79"), (1010, "#e0a458", None)):
        _visitor(c, x, 900, shirt, scarf)
    return c


def _booth(c: Canvas, x: float, number: int) -> None:
    c.box(x, 120, 400, 440, "#f7f4ec", round_=10)
    c.box(x + 24, 200, 352, 360, "#9cc1c9", round_=6)
    c.box(x + 150, 138, 100, 46, "#c9503f", round_=8)
    for dot in range(number + 1):
        c.disc(x + 200 + (dot - number / 2) * 22, 161, 7, "#fff3df")
    c.shape([(x + 120, 560), (x + 140, 440), (x + 200, 412), (x + 260, 440), (x + 280, 560)], ("#2f4b66", "#37635c", "#5d4770")[number])
    c.oval(x + 158, 306, x + 242, 424, ("#23323f", "#e8d9bf", "#d98c73")[number])
    c.oval(x + 170, 326, x + 230, 404, "#cb966f")
    c.shape([(x + 24, 200), (x + 120, 200), (x + 24, 420)], "#ffffff", 60)
    c.box(x + 292, 520, 74, 40, "#f1e4c8", round_=3)
    c.box(x + 298, 508, 62, 14, "#e0a458", round_=3)


def _visitor(c: Canvas, x: float, foot: float, shirt: str, scarf: str | None) -> None:
    c.shape([(x - 104, foot), (x - 92, foot - 150), (x - 40, foot - 192), (x + 40, foot - 192), (x + 92, foot - 150), (x + 104, foot)], shirt)
    if scarf:
        c.oval(x - 62, foot - 322, x + 62, foot - 150, scarf)
    else:
        c.box(x - 18, foot - 220, 36, 40, "#a9744f", round_=8)
        c.oval(x - 50, foot - 316, x + 50, foot - 200, "#2b211d")


def savings() -> Canvas:
    c = Canvas()
    c.sky("#f6e7c9", "#efd3a1", bottom=900)
    c.glow(820, 330, 620, "#fffaf0", 0.8)
    for step in range(8):
        c.box(120 + step * 190, 120, 3, 560, "#b98b4d", alpha=46)
    for step in range(5):
        c.box(120, 170 + step * 120, 1360, 3, "#b98b4d", alpha=46)
    c.line([(140, 620), (380, 560), (600, 585), (830, 450), (1060, 410), (1300, 250), (1470, 190)], "#2f7f79", 9)
    for x, y in ((380, 560), (600, 585), (830, 450), (1060, 410), (1300, 250)):
        c.disc(x, y, 15, "#fff8ea")
        c.disc(x, y, 9, "#2f7f79")
    c.sky("#8f5f3d", "#74492d", top=760)
    c.box(0, 752, 1600, 14, "#b98256")
    for step, count in enumerate((3, 6, 9, 13)):
        _coins(c, 220 + step * 290, 752, count)
    return c


def _coins(c: Canvas, x: float, foot: float, count: int) -> None:
    for step in range(count):
        y = foot - 14 - step * 25
        lean = (step * 7 % 5) - 2
        c.box(x + lean - 82, y - 12, 164, 26, "#c98b2b", round_=12)
        c.oval(x + lean - 82, y - 30, x + lean + 82, y + 6, "#eebd55")
        c.oval(x + lean - 62, y - 24, x + lean + 62, y, "#f6d27c")
    top = foot - 24 - count * 25
    c.line([(x, top + 14), (x, top - 60)], "#3f7a52", 8)
    c.shape([(x, top - 30), (x - 70, top - 62), (x - 76, top - 98), (x - 22, top - 84)], "#5f9a6c")
    c.shape([(x, top - 44), (x + 66, top - 84), (x + 74, top - 124), (x + 18, top - 104)], "#76b07c")


def boats() -> Canvas:
    c = Canvas()
    c.sky("#0f3a4a", "#1f6b73", "#7fb7a4", "#f3dfae", bottom=500)
    c.glow(420, 470, 420, "#fff3cb", 0.85)
    c.disc(420, 452, 54, "#fff6da")
    c.shape([(900, 500), (1180, 350), (1330, 420), (1480, 372), (1600, 430), (1600, 500)], "#3c7a7a")
    c.shape([(0, 500), (120, 440), (300, 500)], "#4b8a84")
    c.sky("#cfd9a8", "#4f9a94", "#17606b", "#0b3544", top=500)
    _sun_road(c, 420, 506, "#fff0c0")
    for x, y, s, hull in ((1040, 560, 0.62, "#d9695a"), (620, 640, 0.9, "#f1e4c8"), (1150, 760, 1.35, "#e0992f")):
        _boat(c, x, y, s, hull)
    for row in range(9):
        for col in range(7):
            x = (col * 260 + row * 97) % 1680 - 60
            c.box(x, 560 + row * 38, 90 + row * 8, 3, "#ffffff", round_=2, alpha=44)
    for x, y in ((700, 210), (760, 240), (640, 250), (1240, 180)):
        c.line([(x - 22, y - 8), (x - 8, y - 14), (x, y), (x + 8, y - 14), (x + 22, y - 8)], "#f4efdc", 4)
    return c


def _boat(c: Canvas, x: float, y: float, s: float, hull: str) -> None:
    c.oval(x - 190 * s, y + 44 * s, x + 190 * s, y + 76 * s, "#08303c", 120)
    c.shape([(x - 210 * s, y - 26 * s), (x + 220 * s, y - 40 * s), (x + 150 * s, y + 60 * s), (x - 140 * s, y + 60 * s)], hull)
    c.shape([(x - 186 * s, y + 2 * s), (x + 194 * s, y - 6 * s), (x + 150 * s, y + 60 * s), (x - 140 * s, y + 60 * s)], "#23323f")
    c.box(x - 100 * s, y - 104 * s, 120 * s, 76 * s, "#f7f4ec", round_=6 * s)
    for step in range(3):
        c.box(x + (-88 + step * 36) * s, y - 88 * s, 24 * s, 28 * s, "#2f7f79", round_=3 * s)
    c.box(x - 112 * s, y - 120 * s, 144 * s, 18 * s, "#c9503f", round_=5 * s)
    c.line([(x + 60 * s, y - 34 * s), (x + 60 * s, y - 230 * s)], "#3b2a22", 7 * s)
    c.line([(x + 60 * s, y - 230 * s), (x + 200 * s, y - 40 * s)], "#3b2a22", 2.5 * s)
    c.line([(x + 60 * s, y - 230 * s), (x - 96 * s, y - 122 * s)], "#3b2a22", 2.5 * s)
    c.shape([(x + 60 * s, y - 228 * s), (x + 118 * s, y - 212 * s), (x + 60 * s, y - 190 * s)], "#d9695a")


def phone() -> Canvas:
    c = Canvas()
    c.sky("#f0b79a", "#e58f7b", bottom=900)
    c.glow(800, 420, 700, "#ffe9d2", 0.55)
    for step in range(5):
        c.arc(800, 450, 330 + step * 110, -60, 60, "#f8d3bd", 5)
        c.arc(800, 450, 330 + step * 110, 120, 240, "#f8d3bd", 5)
    c.box(585, 60, 430, 800, "#2b2436", round_=56)
    c.box(607, 84, 386, 752, "#3f6d8c", round_=36)
    _caller(c, 607, 84, 386, 420)
    c.box(730, 96, 140, 22, "#2b2436", round_=11)
    _smaller_caller(c, 836, 470)
    for x, colour in ((690, "#f1e4c8"), (800, "#d9483b"), (910, "#f1e4c8")):
        c.disc(x, 766, 40, colour)
    c.line([(776, 770), (800, 756), (824, 770)], "#ffffff", 9)
    for x, y, s in ((300, 250, 1.0), (1290, 330, 1.3), (250, 610, 0.8), (1390, 660, 0.9)):
        _heart(c, x, y, s)
    return c


def _caller(c: Canvas, x: float, y: float, w: float, h: float) -> None:
    c.shape([(x, y + 300), (x + 120, y + 190), (x + 230, y + 280), (x + 320, y + 210), (x + w, y + 290), (x + w, y + 640), (x, y + 640)], "#5f9a8c")
    c.shape([(x, y + 400), (x + w, y + 360), (x + w, y + 640), (x, y + 640)], "#88b56b")
    middle = x + w / 2
    c.shape([(middle - 150, y + 620), (middle - 120, y + 440), (middle, y + 390), (middle + 120, y + 440), (middle + 150, y + 620)], "#c9503f")
    c.oval(middle - 96, y + 160, middle + 96, y + 450, "#f1d7b0")
    c.oval(middle - 62, y + 200, middle + 62, y + 370, "#c98f68")
    for dx in (-26, 26):
        c.arc(middle + dx, y + 282, 13, 200, 340, "#4a2f22", 5)
    c.arc(middle, y + 310, 26, 25, 155, "#7a3b2f", 6)
    c.box(x, y + 610, w, 142, "#2b2436", round_=36, alpha=235)
    c.box(x, y + 600, w, 60, "#2b2436", alpha=235)


def _smaller_caller(c: Canvas, x: float, y: float) -> None:
    c.box(x, y, 138, 186, "#fff3df", round_=20)
    c.box(x + 7, y + 7, 124, 172, "#232457", round_=15)
    for step in range(4):
        c.box(x + 14 + step * 30, y + 60 + (step % 2) * 26, 24, 90, "#4c3a76")
        c.box(x + 20 + step * 30, y + 72 + (step % 2) * 26, 6, 8, "#ffd98a")
    c.shape([(x + 24, y + 178), (x + 36, y + 126), (x + 102, y + 126), (x + 114, y + 178)], "#2f7f79")
    c.oval(x + 38, y + 48, x + 100, y + 136, "#2b211d")
    c.oval(x + 46, y + 62, x + 92, y + 126, "#cb966f")


def _heart(c: Canvas, x: float, y: float, s: float) -> None:
    c.disc(x - 26 * s, y, 30 * s, "#fbe3d0")
    c.disc(x + 26 * s, y, 30 * s, "#fbe3d0")
    c.shape([(x - 53 * s, y + 12 * s), (x + 53 * s, y + 12 * s), (x, y + 72 * s)], "#fbe3d0")


SCENES: dict[str, Callable[[], Canvas]] = {
    "pelabuhan": harbour,
    "bandara": airport,
    "kota": skyline,
    "sawah": terraces,
    "menjahit": sewing,
    "pasar": market,
    "laptop": laptop,
    "desa": village,
    "loket": counter,
    "tabungan": savings,
    "perahu": boats,
    "ponsel": phone,
}

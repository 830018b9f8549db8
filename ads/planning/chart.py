"""A simulated week as a picture: what was planned and what was delivered, for a terminal and as SVG."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from ads.decision.pacing import HOURS
from ads.planning.simulator import Course

BARS = " ▁▂▃▄▅▆▇█"
HOURS_PER_SIGN = 3
WIDTH, HEIGHT, MARGIN = 840, 240, 30


def totals(courses: Sequence[Course]) -> tuple[list[float], list[float]]:
    """Planned and delivered impressions by hour of the week, all goals together."""
    planned = [sum(course.plan[hour] for course in courses) for hour in range(HOURS)]
    done = [float(sum(course.by_hour[hour] for course in courses)) for hour in range(HOURS)]
    return planned, done


def in_a_terminal(courses: Sequence[Course]) -> str:
    planned, done = ([*_parts(each)] for each in totals(courses))
    most = max([*planned, *done]) or 1.0
    days = "".join(
        day.ljust(24 // HOURS_PER_SIGN) for day in ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
    )
    lines = [("plan", planned), ("delivered", done)]
    return "\n".join(
        [f"{'':10}{days}", *(f"{name:10}{''.join(_bar(each / most) for each in row)}" for name, row in lines)]
    )


def as_svg(courses: Sequence[Course], *, title: str) -> str:
    planned, done = totals(courses)
    most = max([*planned, *done]) or 1.0
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'font-family="sans-serif" font-size="12"><title>{escape(title)}</title>'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>'
        f"{''.join(_day(day) for day in range(HOURS // 24))}"
        f'<polyline fill="none" stroke="#888" stroke-dasharray="4 3" points="{_points(planned, most)}"/>'
        f'<polyline fill="none" stroke="#0a6" stroke-width="1.5" points="{_points(done, most)}"/>'
        f'<text x="{MARGIN}" y="16" fill="#222">{escape(title)}: planned (dashed), delivered</text></svg>\n'
    )


def _parts(row: Sequence[float]) -> list[float]:
    return [sum(row[start : start + HOURS_PER_SIGN]) for start in range(0, HOURS, HOURS_PER_SIGN)]


def _bar(part: float) -> str:
    return BARS[round(part * (len(BARS) - 1))]


def _x(hour: float) -> float:
    return MARGIN + hour * (WIDTH - 2 * MARGIN) / HOURS


def _points(row: Sequence[float], most: float) -> str:
    room = HEIGHT - 2 * MARGIN
    return " ".join(
        f"{_x(hour + 0.5):.1f},{HEIGHT - MARGIN - each / most * room:.1f}" for hour, each in enumerate(row)
    )


def _day(day: int) -> str:
    x = _x(day * 24)
    line = f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{MARGIN}" y2="{HEIGHT - MARGIN}" stroke="#ddd"/>'
    return f'{line}<text x="{x + 4:.1f}" y="{HEIGHT - 10}" fill="#666">{day + 1}</text>'

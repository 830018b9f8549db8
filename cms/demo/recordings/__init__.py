"""The files of the demo's players and links: a film from disk, a sound and a sheet by arithmetic."""

from __future__ import annotations

import math
import struct
import wave
from io import BytesIO
from pathlib import Path

RATE = 8_000
PENTATONIC = (262.0, 294.0, 330.0, 392.0, 440.0)
MELODY = (0, 2, 4, 3, 2, 0, 1, 0)
NOTE_SECONDS = 0.75


def film() -> bytes:
    """Five seconds of a pot that simmers, as WebM."""
    return (Path(__file__).parent / "dapur.webm").read_bytes()


def sound() -> bytes:
    """Eight strokes on a metallophone, as WAV."""
    step, tail = round(RATE * NOTE_SECONDS), RATE
    samples = [0.0] * (step * len(MELODY) + tail)
    for place, note in enumerate(MELODY):
        for at in range(step + tail):
            samples[place * step + at] += _stroke(PENTATONIC[note], at / RATE)
    out = BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(b"".join(struct.pack("<h", round(9_000 * sample)) for sample in samples))
    return out.getvalue()


def _stroke(frequency: float, seconds: float) -> float:
    swing = math.sin(math.tau * frequency * seconds) + 0.35 * math.sin(math.tau * frequency * 2.76 * seconds)
    return swing * math.exp(-4.2 * seconds)


def sheet(lines: list[str]) -> bytes:
    """A page of plain text as PDF."""
    shown = "".join(f"({_literal(line)}) Tj T*\n" for line in lines)
    stream = f"BT /F1 14 Tf 22 TL 72 760 Td\n{shown}ET".encode("latin-1", "replace")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%b\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    return _pdf(objects)


def _literal(text: str) -> str:
    return text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")


def _pdf(objects: list[bytes]) -> bytes:
    out, places = BytesIO(), []
    out.write(b"%PDF-1.4\n")
    for number, body in enumerate(objects, start=1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%b\nendobj\n" % (number, body))
    start = out.tell()
    rows = b"".join(b"%010d 00000 n \n" % place for place in places)
    out.write(b"xref\n0 %d\n0000000000 65535 f \n%b" % (len(objects) + 1, rows))
    out.write(b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start))
    return out.getvalue()

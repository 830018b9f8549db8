"""A small file of places, as MaxMind's are: three networks set aside for documentation."""

from __future__ import annotations

from pathlib import Path

from mmdb_writer import MMDBWriter
from netaddr import IPSet

BANDUNG, SINGAPORE, NOWHERE, BANDUNG_6 = "203.0.113.7", "198.51.100.9", "192.0.2.1", "2001:db8::7"


def written(path: Path) -> Path:
    writer = MMDBWriter(ip_version=6, ipv4_compatible=True, database_type="Test-City")
    west_java = {"country": {"iso_code": "ID"}, "subdivisions": [{"iso_code": "JB"}]}
    writer.insert_network(IPSet(["203.0.113.0/24"]), west_java)
    writer.insert_network(IPSet(["2001:db8::/32"]), west_java)
    writer.insert_network(IPSet(["198.51.100.0/24"]), {"country": {"iso_code": "SG"}})
    writer.to_db_file(str(path))
    return path

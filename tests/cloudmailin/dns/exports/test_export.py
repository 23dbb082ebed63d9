"""All formats, as files."""

from __future__ import annotations

import re

import pytest

from cloudmailin.dns.exports import Format, export
from cloudmailin.dns.hosts import NEUTRAL
from tests.cloudmailin.dns.exports.wanted import SETS, ZONE, alias


@pytest.mark.parametrize("format", Format)
def test_every_format_has_a_file_with_all_values(format: Format) -> None:
    file = export(format, NEUTRAL, ZONE, SETS)
    assert re.fullmatch(r"[a-z0-9.-]+\.[a-z]+", file.name)
    assert re.fullmatch(r"text/[a-z]+", file.media_type)
    assert file.content.endswith("\n")
    for each in SETS:
        for record in each.records:
            assert record.value.rpartition(" ")[2] in file.content


def test_no_two_formats_share_a_file_name() -> None:
    assert len({export(format, NEUTRAL, ZONE, SETS).name for format in Format}) == len(Format)


@pytest.mark.parametrize("format", [each for each in Format if each is not Format.TEXT])
def test_a_machine_is_not_given_a_record_that_the_zone_cannot_hold(format: Format) -> None:
    with pytest.raises(ValueError, match="not in the zone"):
        export(format, NEUTRAL, ZONE, [alias("a.test", "mta.other.test")])

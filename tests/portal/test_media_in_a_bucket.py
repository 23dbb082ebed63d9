"""Brands' pictures in an S3-compatible bucket, by the settings alone, over HTTP."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import boto3
import pytest
from PIL import Image

from portal.embedded.ports import Ports, listens
from portal.embedded.stack import Service, Stack
from portal.pictures import png

ROOT = Path(__file__).parents[2]
KEEP_AND_READ = """
import json, sys
from pathlib import Path
from portal.console.brand.pictures import keep
from portal.pages.brand.drawing import stored
data = Path(sys.argv[-1]).read_bytes()
first, again = keep(data), keep(data)
print(json.dumps({"name": first, "is_kept_once": first == again, "comes_back": stored(first) == data}))
"""


@pytest.fixture
def bucket(tmp_path: Path) -> Iterator[Mapping[str, str]]:
    """An empty one, and what the settings are told of it."""
    port = Ports.free().web
    server = Service(
        name="bucket",
        argv=[sys.executable, "-m", "moto.server", "--host", "127.0.0.1", "--port", str(port)],
        ready=lambda _: listens(port),
    )
    told = {
        "S3_BUCKET": "pictures",
        "S3_ENDPOINT_URL": f"http://127.0.0.1:{port}",
        "S3_REGION": "us-east-1",
        "S3_ACCESS_KEY": "an-access-key",
        "S3_SECRET_KEY": "a-secret-key",
    }
    with Stack(tmp_path) as stack:
        stack.start(server)
        _client(told).create_bucket(Bucket=told["S3_BUCKET"])
        yield told


def _client(told: Mapping[str, str]) -> boto3.client:
    return boto3.client(
        "s3",
        endpoint_url=told["S3_ENDPOINT_URL"],
        region_name=told["S3_REGION"],
        aws_access_key_id=told["S3_ACCESS_KEY"],
        aws_secret_access_key=told["S3_SECRET_KEY"],
    )


def test_a_picture_is_kept_once_comes_back_and_is_nobody_elses_to_read(
    bucket: Mapping[str, str], tmp_path: Path
) -> None:
    picture = tmp_path / "logo.png"
    picture.write_bytes(png(Image.new("RGBA", (4, 4), "#123456")))
    ran = subprocess.run(
        [sys.executable, "-c", f"import django; django.setup()\n{KEEP_AND_READ}", str(picture)],
        cwd=ROOT,
        env={**os.environ, **bucket, "DJANGO_SETTINGS_MODULE": "portal.settings"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    told = json.loads(ran.stdout)
    assert told["is_kept_once"]
    assert told["comes_back"]
    kept = _client(bucket).list_objects_v2(Bucket="pictures")["Contents"]
    assert [each["Key"] for each in kept] == [told["name"]]
    grants = _client(bucket).get_object_acl(Bucket="pictures", Key=told["name"])["Grants"]
    assert not [grant for grant in grants if "URI" in grant["Grantee"]]

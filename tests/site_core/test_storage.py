from urllib.error import HTTPError
from urllib.request import urlopen

import boto3
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from moto.server import ThreadedMotoServer

from site_core.storage import media_origins, media_storages

BUCKET = "threshold-files"


@pytest.fixture
def bucket(monkeypatch):
    """A bucket on an S3 server of our own, with the environment that names it. Yields the server's address."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    endpoint = "http://{}:{}".format(*server.get_host_and_port())
    environment = {
        "AWS_STORAGE_BUCKET_NAME": BUCKET,
        "AWS_S3_ENDPOINT_URL": endpoint,
        "AWS_ACCESS_KEY_ID": "access",
        "AWS_SECRET_ACCESS_KEY": "secret",
        "AWS_DEFAULT_REGION": "us-east-1",
    }
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    boto3.client("s3", endpoint_url=endpoint).create_bucket(Bucket=BUCKET)
    yield endpoint
    server.stop()


@pytest.fixture
def files(bucket, settings, tmp_path):
    settings.STORAGES = {**settings.STORAGES, **media_storages(tmp_path)}
    return storages


def access_list(endpoint, key):
    return boto3.client("s3", endpoint_url=endpoint).get_object_acl(Bucket=BUCKET, Key=key)


def test_a_public_file_has_a_lasting_address_that_browsers_may_keep(files):
    name = files["default"].save("original_images/door.txt", ContentFile(b"a door"))
    address = files["default"].url(name)
    assert "/media/original_images/door" in address
    assert "?" not in address
    head = boto3.client("s3", endpoint_url=address.split("/threshold")[0]).head_object(
        Bucket=BUCKET, Key=f"media/{name}"
    )
    assert head["CacheControl"].startswith("public, max-age=")
    assert files["default"].open(name).read() == b"a door"


def test_a_private_file_is_read_only_under_a_signed_address(files, bucket):
    name = files["private"].save("guide.pdf", ContentFile(b"a guide"))
    address = files["private"].url(name)
    assert "/private/guide" in address
    assert "X-Amz-Signature=" in address
    assert "X-Amz-Expires=300" in address
    assert urlopen(address).read() == b"a guide"
    with pytest.raises(HTTPError) as refusal:
        urlopen(address.partition("?")[0])
    assert refusal.value.code == 403


def test_no_file_grants_anything_to_everyone(files, bucket):
    for alias, prefix in (("default", "media"), ("private", "private")):
        name = files[alias].save("note.txt", ContentFile(b"x"))
        grants = access_list(bucket, f"{prefix}/{name}")["Grants"]
        assert not [grant for grant in grants if grant["Grantee"]["Type"] == "Group"]


def test_a_second_upload_of_the_same_name_gets_a_name_of_its_own(files):
    first = files["default"].save("door.txt", ContentFile(b"one"))
    second = files["default"].save("door.txt", ContentFile(b"two"))
    assert first != second


def test_browsers_may_load_files_from_the_bucket(bucket):
    assert media_origins() == [bucket]


def test_without_a_bucket_private_files_lie_in_a_folder_that_is_not_served(
    client, settings, tmp_path
):
    name = storages["private"].save("guide.pdf", ContentFile(b"a guide"))
    assert (tmp_path / "private" / name).read_bytes() == b"a guide"
    assert media_origins() == []


@pytest.mark.django_db
def test_only_staff_may_look_at_a_private_file(client, admin_client):
    name = storages["private"].save("guide.pdf", ContentFile(b"a guide"))
    address = storages["private"].url(name)
    assert client.get(address).headers["Location"].startswith("/admin/login/")
    answer = admin_client.get(address)
    assert b"".join(answer) == b"a guide"
    assert "no-store" in answer["Cache-Control"]
    assert admin_client.get(address.replace("guide", "absent")).status_code == 404


def test_local_public_files_are_served_as_what_they_are(client, settings, tmp_path):
    name = storages["default"].save(
        "door.svg", ContentFile(b"<svg xmlns='http://www.w3.org/2000/svg'/>")
    )
    answer = client.get(f"/media/{name}")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "image/svg+xml"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert "default-src 'none'" in answer["Content-Security-Policy"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path",
    ["../private/guide.pdf", "..%2fprivate%2fguide.pdf", "documents/x.pdf", "absent.png", "."],
)
def test_nothing_else_is_served_from_the_media_address(client, path):
    storages["private"].save("guide.pdf", ContentFile(b"a guide"))
    storages["default"].save("documents/x.pdf", ContentFile(b"x"))
    assert client.get(f"/media/{path}").status_code == 404

"""Where uploaded files live: under `var/`, or in a bucket when `AWS_STORAGE_BUCKET_NAME` is set.

Public files are read by anyone under a lasting, unsigned address. Private files (guides, purchase
orders) have no public address: views hand them out, a bucket also under short-lived signed ones.
The bucket itself must allow reading below `media/` only; no object gets an access list of its own.
"""

import os
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

STAFF_ADDRESS = "/admin/private/"  # where signed-in staff may look at a local private file
PUBLIC_PREFIX = "media"
PRIVATE_PREFIX = "private"
SIGNED_FOR = 300  # seconds
KEEP_PUBLIC = "public, max-age=31536000, immutable"  # a changed upload gets a new name

LOCAL = "django.core.files.storage.FileSystemStorage"
BUCKET = "storages.backends.s3.S3Storage"


def media_storages(private_root: Path) -> dict[str, dict]:
    """Django's STORAGES for the aliases "default" (public) and "private"."""
    bucket = os.environ.get("AWS_STORAGE_BUCKET_NAME")
    if not bucket:
        private = {"location": str(private_root), "base_url": STAFF_ADDRESS}
        return {"default": {"BACKEND": LOCAL}, "private": {"BACKEND": LOCAL, "OPTIONS": private}}
    shared: dict[str, Any] = {
        "bucket_name": bucket,
        "endpoint_url": os.environ.get("AWS_S3_ENDPOINT_URL") or None,
        "access_key": os.environ.get("AWS_ACCESS_KEY_ID"),
        "secret_key": os.environ.get("AWS_SECRET_ACCESS_KEY"),
        "region_name": os.environ.get("AWS_DEFAULT_REGION"),
        "signature_version": "s3v4",
        "default_acl": None,
        "file_overwrite": False,
    }
    public: dict[str, Any] = {
        **shared,
        "location": PUBLIC_PREFIX,
        "querystring_auth": False,
        "object_parameters": {"CacheControl": KEEP_PUBLIC},
    }
    signed: dict[str, Any] = {
        **shared,
        "location": PRIVATE_PREFIX,
        "querystring_auth": True,
        "querystring_expire": SIGNED_FOR,
        "object_parameters": {"CacheControl": "private, no-store"},
    }
    return {
        "default": {"BACKEND": BUCKET, "OPTIONS": public},
        "private": {"BACKEND": BUCKET, "OPTIONS": signed},
    }


def media_origins() -> list[str]:
    """The hosts, besides our own, that a browser loads public files from."""
    bucket = os.environ.get("AWS_STORAGE_BUCKET_NAME")
    if not bucket:
        return []
    endpoint = os.environ.get("AWS_S3_ENDPOINT_URL")
    if not endpoint:
        region = os.environ.get("AWS_DEFAULT_REGION")
        hosts = ["s3.amazonaws.com", *([f"s3.{region}.amazonaws.com"] if region else [])]
        return [f"https://{bucket}.{host}" for host in hosts]
    parts = urlsplit(endpoint)
    return [f"{parts.scheme}://{parts.netloc}"]

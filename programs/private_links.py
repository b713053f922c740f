"""Private links: an unguessable token in the address, of which only a hash is stored.

A token is derived from the row's own random nonce and the site's secret key, so a letter that is sent
later, or again, carries the same link without the token ever being at rest. Giving a row a new nonce
(and the hash of its new token) revokes every link sent before.
"""

import hashlib
import secrets
from base64 import urlsafe_b64encode

from django.utils.crypto import salted_hmac

TOKEN_LENGTH = 32


def new_nonce() -> str:
    return secrets.token_urlsafe(16)


def make_token(kind: str, nonce: str) -> str:
    """The token of 192 bits for a row of `kind` (such as "order") with this nonce."""
    digest = salted_hmac(f"private-link.{kind}", nonce, algorithm="sha256").digest()
    return urlsafe_b64encode(digest).decode()[:TOKEN_LENGTH]


def hash_token(token: str) -> str:
    """What is stored of a token, and what it is looked up by."""
    return hashlib.sha256(token.encode()).hexdigest()

"""What rows of several models can do: move between states, and be reached by a private link."""

from collections.abc import Collection

from django.conf import settings

from programs.private_links import hash_token, make_token


class MovesBetweenStates:
    """For a model with a `state`."""

    def move(self, to: str, *, from_: Collection[str], **fields) -> bool:
        """Compare-and-set: True when this call made the move, False when the row was elsewhere.

        Sets `fields` in the same UPDATE, and both on this object too.
        """
        changes = {"state": to, **fields}
        rows = type(self)._default_manager.filter(pk=self.pk, state__in=from_)
        if not rows.update(**changes):
            return False
        for name, value in changes.items():
            setattr(self, name, value)
        return True


class HasPrivateLink:
    """For a model with a `nonce` and a `token_hash`. Put it before `models.Model`."""

    link_kind: str  # what tokens of this model are derived for
    link_prefix: str  # the address before the token

    def save(self, *args, **kwargs):
        if not self.token_hash:
            self.token_hash = hash_token(self.token)
        super().save(*args, **kwargs)

    @property
    def token(self) -> str:
        """The end of the private address. Never stored, logged, or shown to anybody else."""
        return make_token(self.link_kind, self.nonce)

    @property
    def path(self) -> str:
        return f"{self.link_prefix}{self.token}/"

    @property
    def url(self) -> str:
        return f"{settings.SITE_URL}{self.path}"

"""Timed chores that belong to no one app."""

from datetime import timedelta
from io import StringIO

from django.core.management import call_command

from site_core.clockwork import chore


@chore(every=timedelta(minutes=1))
def publish_scheduled():
    """Put pages and snippets on and off the site at the times their editors chose."""
    call_command("publish_scheduled", verbosity=0)


@chore(every=timedelta(days=1))
def forget_old_task_results():
    call_command("prune_db_task_results", verbosity=0, min_age_days=14)


@chore(every=timedelta(days=1))
def forget_expired_sessions():
    call_command("clearsessions", verbosity=0)


@chore(every=timedelta(days=1))
def forget_old_search_terms():
    call_command("searchpromotions_garbage_collect", stdout=StringIO())

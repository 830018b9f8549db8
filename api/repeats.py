"""Answers to calls that carried an Idempotency-Key, so that sending one again does nothing twice."""

from __future__ import annotations

from datetime import timedelta

from django.db import models

KEPT_FOR = timedelta(hours=24)


class RepeatableCall(models.Model):
    """One call and its answer; written in the transaction of what the call did."""

    owner = models.CharField(max_length=100)
    key = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)  # of path and body
    status = models.PositiveSmallIntegerField(default=0)
    body = models.BinaryField(default=b"")
    etag = models.CharField(max_length=70, default="")
    location = models.CharField(max_length=200, default="")
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = "repeatable call"
        verbose_name_plural = "repeatable calls"
        constraints = [models.UniqueConstraint(fields=["owner", "key"], name="repeatable_call_once")]

    def __str__(self) -> str:
        return self.key

"""The two tables that all packages share: version numbers and the record of the timers."""

from django.db import models


class Version(models.Model):
    """A number that goes up whenever the thing of that name has changed."""

    name = models.CharField(max_length=40, primary_key=True)
    value = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.name} {self.value}"


class TimerRun(models.Model):
    """When a timer last ran and who holds its lock."""

    name = models.CharField(max_length=60, primary_key=True)
    last_started_at = models.DateTimeField(null=True)
    last_success_at = models.DateTimeField(null=True)
    last_error = models.TextField(blank=True, default="")
    locked_until = models.DateTimeField(null=True)
    locked_by = models.CharField(max_length=64, blank=True, default="")

    def __str__(self) -> str:
        return self.name

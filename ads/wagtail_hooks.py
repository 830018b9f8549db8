"""Registers the screens of the ad side with Wagtail, nothing else."""

from wagtail import hooks

from ads.admin.history import register_actions

hooks.register("register_log_actions", register_actions)

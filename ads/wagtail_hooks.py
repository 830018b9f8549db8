"""Registers the screens of the ad side with Wagtail, nothing else."""

from django.templatetags.static import static
from django.urls import URLPattern, path
from django.utils.html import format_html
from wagtail import hooks
from wagtail.contrib.settings.registry import register_setting
from wagtail.snippets.models import register_snippet

from ads.admin import forecast, simulator
from ads.admin.creatives import offer_publish
from ads.admin.dashboard import open_the_desk
from ads.admin.emergency import NAME, EmergencyView
from ads.admin.group import AdvertisingGroup
from ads.admin.history import register_actions
from ads.admin.simulator import SimulatorView
from ads.admin.targets import suggestions
from ads.admin.widgets import STYLES
from ads.models import AdsTxt, DeskSettings

register_snippet(AdvertisingGroup)
register_setting(AdsTxt, icon="doc-full")
register_setting(DeskSettings, icon="cog")
hooks.register("register_log_actions", register_actions)
hooks.register("construct_snippet_action_menu", offer_publish)
hooks.register("construct_homepage_panels", open_the_desk)


@hooks.register("register_admin_urls")
def add_addresses() -> list[URLPattern]:
    return [
        path("advertising/targets/", suggestions, name="ads_targets"),
        path("advertising/forecast/", forecast.ask, name="ads_forecast_new"),
        path("advertising/forecast/<int:pk>/", forecast.ask, name="ads_forecast"),
        path("advertising/simulator/", SimulatorView.as_view(), name=simulator.NAME),
        path("advertising/emergency/", EmergencyView.as_view(), name=NAME),
    ]


@hooks.register("register_icons")
def add_icons(icons: list[str]) -> list[str]:
    return [*icons, "ads/admin/icons/megaphone.svg"]


@hooks.register("insert_global_admin_css")
def add_styles() -> str:
    return format_html('<link rel="stylesheet" href="{}">', static(STYLES))

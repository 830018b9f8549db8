"""A site as its frontend needs to know it before the first page."""

from __future__ import annotations

from rest_framework import serializers

from api.serializers.image import ImageSerializer
from api.serializers.shapes import Shape


class SiteLocaleSerializer(Shape):
    code = serializers.CharField()
    name = serializers.CharField()
    path = serializers.CharField()
    default = serializers.BooleanField()


class MenuItemSerializer(Shape):
    title = serializers.CharField()
    path = serializers.CharField(allow_null=True)
    url = serializers.CharField(allow_null=True)


class MenusSerializer(Shape):
    main = MenuItemSerializer(many=True)
    footer = MenuItemSerializer(many=True)


class RoutesSerializer(Shape):
    author = serializers.CharField()
    tag = serializers.CharField()
    search = serializers.CharField()


class NamedLinkSerializer(Shape):
    name = serializers.CharField()
    url = serializers.CharField()


class ContactSerializer(Shape):
    email = serializers.CharField()
    phone = serializers.CharField()
    address = serializers.CharField()


class ConsentSerializer(Shape):
    categories = serializers.ListField(child=serializers.CharField())
    policy_path = serializers.CharField(allow_null=True)
    version = serializers.IntegerField()


class NewsletterSerializer(Shape):
    form = serializers.CharField()


class NotFoundSerializer(Shape):
    title = serializers.CharField()
    text = serializers.CharField()


class SiteSerializer(Shape):
    name = serializers.CharField()
    tagline = serializers.CharField()
    logo = ImageSerializer(allow_null=True)
    end_mark = serializers.CharField()
    locales = SiteLocaleSerializer(many=True)
    time_zone = serializers.CharField()
    menus = MenusSerializer()
    routes = RoutesSerializer()
    social = NamedLinkSerializer(many=True)
    contact = ContactSerializer()
    consent = ConsentSerializer()
    newsletter = NewsletterSerializer()
    not_found = NotFoundSerializer()

"""Private collections: their originals, their renditions and their documents are not there for the public."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse
from wagtail.documents.models import Document
from wagtail.models import Collection, CollectionViewRestriction

from articles import imagesets
from articles.models import Image
from tests import newsroom

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _media(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def private() -> Collection:
    collection: Collection = Collection.get_first_root_node().add_child(name="Rahasia")
    CollectionViewRestriction.objects.create(collection=collection, restriction_type="login")
    return collection


@pytest.fixture
def editor() -> Client:
    user = User.objects.create_user("sari", is_superuser=False)
    user.groups.add(Group.objects.get(name="Editors"))
    client = Client(HTTP_HOST="127.0.0.1")
    client.force_login(user)
    return client


def addresses(image: Image) -> list[str]:
    imagesets.make(image)
    imagesets.make_later(image)
    names = [image.file.name, *image.renditions.values_list("file", flat=True)]
    return [f"/media/{name}" for name in names]


def statuses(client: Client, paths: list[str]) -> set[int]:
    return {client.get(path).status_code for path in paths}


def test_every_file_of_a_private_picture_is_missing_for_the_public(client: Client, private: Any) -> None:
    paths = addresses(newsroom.image(width=700, height=400, collection=private))
    assert len(paths) == 1 + 3 * 9
    assert statuses(client, paths) == {404}
    assert statuses(client, addresses(newsroom.image("Terbuka", width=320, height=180))) == {200}


def test_below_a_private_collection_all_is_private(client: Client, private: Any) -> None:
    inside = private.add_child(name="Di dalam")
    assert statuses(client, addresses(newsroom.image(width=320, height=180, collection=inside))) == {404}


def test_an_editor_sees_it_and_no_cache_keeps_it(editor: Client, private: Any) -> None:
    path = addresses(newsroom.image(width=320, height=180, collection=private))[1]
    response = editor.get(path)
    assert (response.status_code, response.headers["Cache-Control"]) == (200, "private, no-store")


def test_a_file_that_nobody_knows_is_private_where_anything_is(client: Client, private: Any) -> None:
    image = newsroom.image(width=320, height=180)
    path = f"/media/{image.file.name}"
    Image.objects.filter(pk=image.pk).update(file="original_images/lain.jpg")
    assert client.get(path).status_code == 404


def test_moving_by_bulk_action_hides_at_once(client: Client, private: Any) -> None:
    image = newsroom.image(width=320, height=180)
    paths = addresses(image)
    assert statuses(client, paths) == {200}
    User.objects.create_superuser("admin")
    admin = Client(HTTP_HOST="127.0.0.1")
    admin.force_login(User.objects.get(username="admin"))
    url = reverse("wagtail_bulk_action", args=["articles", "image", "add_to_collection"])
    assert admin.post(f"{url}?id={image.pk}", {"collection": private.pk}).status_code == 302
    assert statuses(client, paths) == {404}


def test_nginx_is_told_which_pictures_are_private(client: Client, editor: Client, private: Any) -> None:
    shut = newsroom.image(width=320, height=180, collection=private).file.name
    open_ = newsroom.image("Terbuka", width=320, height=180).file.name
    told = [
        client.get("/media-gate/", headers={"x-original-uri": f"/media/{name}?a=1"}).status_code
        for name in (open_, shut, "documents/x.pdf", "../x", "")
    ]
    assert told == [204, 403, 403, 403, 403]
    assert editor.get("/media-gate/", headers={"x-original-uri": f"/media/{shut}"}).status_code == 204


def test_a_private_document_does_not_exist_for_the_public(
    client: Client, editor: Client, private: Any
) -> None:
    document = file(collection=private)
    assert client.get(document.url).status_code == 404
    assert client.get(f"/media/{document.file.name}").status_code == 404
    response = editor.get(document.url)
    assert (response.status_code, response.headers["Cache-Control"]) == (200, "private, no-store")


def file(**fields: Any) -> Document:
    content = ContentFile(bytes(range(100)), "rekaman.mp3")
    return Document.objects.create(title="R", file=content, file_size=100, **fields)


@pytest.mark.parametrize(
    ("asked", "status", "said", "first", "length"),
    [
        ("bytes=0-9", 206, "bytes 0-9/100", 0, 10),
        ("bytes=90-", 206, "bytes 90-99/100", 90, 10),
        ("bytes=90-500", 206, "bytes 90-99/100", 90, 10),
        ("bytes=-5", 206, "bytes 95-99/100", 95, 5),
        ("bytes=100-", 416, "bytes */100", None, 0),
        ("bytes=-0", 416, "bytes */100", None, 0),
        ("bytes=-", 200, None, 0, 100),
        ("bytes=1-2,4-5", 200, None, 0, 100),
        ("pages=1-2", 200, None, 0, 100),
    ],
)
def test_a_recording_is_sent_in_parts(
    client: Client, asked: str, status: int, said: str | None, first: int | None, length: int
) -> None:
    response: Any = client.get(file().url, headers={"range": asked})
    content = b"".join(response.streaming_content) if response.streaming else response.content
    assert (response.status_code, response.headers.get("Content-Range")) == (status, said)
    assert content == (bytes(range(100))[first : first + length] if first is not None else b"")
    if length:
        assert response.headers["Content-Length"] == str(length)


def test_a_part_of_a_file_that_has_changed_is_the_whole_new_file(client: Client) -> None:
    response = client.get(file().url, headers={"range": "bytes=0-9", "if-range": '"old"'})
    assert response.status_code == 200

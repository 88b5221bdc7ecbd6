"""Addresses of the pages."""

from django.urls import URLPattern, path, re_path

from bihuan.web import board_view, files, honours, supposing, views

# Slugs may hold hyphens, and a cumulative period holds dots.
BOARD = r"^boards/(?P<scheme>[a-z][a-z0-9_-]{0,62})/(?P<period>[0-9QH.-]{4,16})"

urlpatterns: list[URLPattern] = [
    path("", views.front, name="front"),
    path("public", views.front, name="public"),
    path("honours/<slug:origin>", honours.honours, name="honours"),
    path("public/verify", views.verify, name="look-up"),
    path("public/verify/<str:code>", views.verify, name="verify"),
    re_path(rf"{BOARD}$", board_view.board, name="board"),
    re_path(rf"{BOARD}/what-if$", supposing.suppose, name="suppose"),
    re_path(rf"{BOARD}/scores\.csv$", files.csv, name="csv"),
    re_path(rf"{BOARD}/scores\.xlsx$", files.workbook, name="workbook"),
    re_path(rf"{BOARD}/result\.json$", files.json, name="json"),
    re_path(rf"{BOARD}/notice\.pdf$", files.notice, name="notice"),
    re_path(rf"{BOARD}/poster\.png$", files.poster, name="poster"),
    re_path(rf"{BOARD}/(?P<name>[a-z0-9Q_H.-]+\.zip)$", files.bundle, name="bundle"),
]

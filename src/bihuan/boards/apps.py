"""The room of boards as an application of Django."""

from django.apps import AppConfig


class BoardsConfig(AppConfig):
    name = "bihuan.boards"
    label = "boards"

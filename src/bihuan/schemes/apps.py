from django.apps import AppConfig


class SchemesConfig(AppConfig):
    name = "bihuan.schemes"
    label = "schemes"

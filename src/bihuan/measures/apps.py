from django.apps import AppConfig


class MeasuresConfig(AppConfig):
    name = "bihuan.measures"
    label = "measures"

from django.apps import AppConfig


class MechanismsConfig(AppConfig):
    name = "bihuan.mechanisms"
    label = "mechanisms"

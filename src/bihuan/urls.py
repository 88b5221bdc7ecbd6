"""Where the pages stand."""

from django.urls import include, path

urlpatterns = [path("", include("bihuan.web.urls"))]
handler404 = "bihuan.web.views.absent"

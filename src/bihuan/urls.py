"""Where the pages and the interface for programs stand."""

from django.urls import include, path

urlpatterns = [path("api/", include("bihuan.api.urls")), path("", include("bihuan.web.urls"))]
handler404 = "bihuan.web.views.absent"

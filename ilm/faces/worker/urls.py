"""The worker's pages, all below /w/."""

from django.urls import path

from ilm.faces.worker import calling, reporting, thread, views
from ilm.faces.worker.assets import BUNDLES

app_name = "worker"
urlpatterns = [
    path("", views.home_page, name="home"),
    path("guides/", views.guides_page, name="guides"),
    path("report/", reporting.report_page, name="report"),
    path("sealed/", reporting.sealed, name="sealed"),
    path("receipt/", thread.receipt_page, name="receipt"),
    path("receipt/replies/", thread.replies, name="replies"),
    path("call/", calling.call_page, name="call"),
    path("call/begin/", calling.begun, name="call-begun"),
    path("call/end/", calling.ended, name="call-ended"),
    path("thread/", thread.thread_page, name="thread"),
    *(path(name, views.asset, {"name": name}, name=name) for name in BUNDLES),
]

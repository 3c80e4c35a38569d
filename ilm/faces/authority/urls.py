"""What an authority opens, all below /authority/."""

from django.urls import path

from ilm.faces.authority import views

app_name = "authority"
urlpatterns = [
    path("", views.notices_page, name="notices"),
    path("<slug:ref>/", views.notice_page, name="notice"),
    path("<slug:ref>/answer/", views.notice_answer_page, name="notice-answer"),
]

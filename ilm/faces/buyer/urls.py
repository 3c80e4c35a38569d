"""What a buyer opens, all below /buy/."""

from django.urls import path

from ilm.faces.buyer import views

app_name = "buyer"
urlpatterns = [
    path("", views.notices_page, name="notices"),
    path("sites/", views.sites_page, name="sites"),
    path("<slug:ref>/", views.notice_page, name="notice"),
    path("<slug:ref>/answer/", views.notice_answer_page, name="notice-answer"),
]

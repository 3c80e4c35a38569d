"""What an employer or recruiter opens, all below /respond/."""

from django.urls import path

from ilm.faces.respondent import views

app_name = "respondent"
urlpatterns = [
    path("", views.notices_page, name="notices"),
    path("<slug:ref>/", views.notice_page, name="notice"),
    path("<slug:ref>/answer/", views.notice_answer_page, name="notice-answer"),
    path("<slug:ref>/promise/", views.commitment_make_page, name="commitment-make"),
    path("<slug:ref>/evidence/", views.evidence_add_page, name="evidence-add"),
    path("<slug:ref>/claim/", views.completion_claim_page, name="completion-claim"),
]

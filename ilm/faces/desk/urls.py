"""The desk: what case workers and supervisors of a worker organisation open."""

from django.urls import path
from django.views.decorators.http import require_POST

from ilm.faces.desk.views import (
    bursts,
    calls,
    cases,
    conversation,
    disclosure,
    duty,
    erasing,
    figures,
    inbox,
    keeping,
    keys,
    learning,
    ledger,
    linking,
    locks,
    looks,
    machines,
    members,
    notes,
    organisation,
    partners,
    prompts,
    publication,
    referring,
    remedy,
    replies,
    rota,
    searching,
    seats,
    sharing,
    sites,
    team,
    triage,
    unlocking,
    verification,
)

app_name = "desk"

TALK = [
    path("", inbox.inbox_page, name="inbox"),
    path("inbox/row/", inbox.conversation_row, name="rows"),
    path("inbox/row/<uuid:conversation_id>", inbox.conversation_row, name="conversation-row"),
    path("unlock/", unlocking.unlock_page, name="unlock"),
    path("lock/", unlocking.lock_page, name="lock"),
    path("unlock/passkey/", locks.unlock_passkey_page, name="unlock-passkey"),
    path("unlock/new-keys/", locks.new_keys_page, name="new-keys"),
    path("locks/", locks.locks_page, name="locks"),
    path("looks/", looks.looks_page, name="looks"),
    path("looks/<uuid:look_id>/agree/", looks.agree_page, name="look-agree"),
    path("call/", conversation.call_log_page, name="call-log"),
    path("search/", searching.conversation_search_page, name="conversation-search"),
    path("search/index/", searching.index_page, name="index"),
    path("search/key/", searching.search_key_page, name="search-key"),
    path("talk/<slug:ref>/", conversation.conversation_page, name="conversation"),
    path("talk/<slug:ref>/hand/", require_POST(sharing.hand_page), name="conversation-hand"),
    path(
        "talk/<slug:ref>/snooze/",
        require_POST(sharing.snooze_page),
        name="conversation-snooze",
    ),
    path("talk/<slug:ref>/ring/", require_POST(calls.call_want_page), name="call-want"),
    path("talk/<slug:ref>/note/", require_POST(sharing.note_page), name="conversation-note"),
    path("talk/<slug:ref>/draft/", require_POST(sharing.draft_page), name="conversation-draft"),
    path(
        "talk/<slug:ref>/take-over/",
        require_POST(sharing.take_over_page),
        name="conversation-take-over",
    ),
    path("replies/", replies.replies_page, name="replies"),
    path("replies/<uuid:reply_id>/", replies.reply_page, name="reply"),
    path("inbox/views/", require_POST(inbox.view_keep_page), name="view-keep"),
    path("inbox/views/<uuid:view_id>/", require_POST(inbox.view_drop_page), name="view-drop"),
    path("talk/<slug:ref>/link/", linking.link_page, name="link"),
    path("talk/<slug:ref>/unlink/<uuid:link_id>/", linking.unlink_page, name="unlink"),
    path("talk/<slug:ref>/plan/", conversation.plan_page, name="safety-plan"),
    path("talk/<slug:ref>/person/", conversation.reveal_page, name="identity-reveal"),
    path("talk/<slug:ref>/consent/", disclosure.consent_page, name="consent"),
    path("attachments/<uuid:attachment_id>/", conversation.attachment_page, name="attachment"),
    path(
        "attachments/<uuid:attachment_id>/write-down/",
        machines.write_down_page,
        name="attachment-write-down",
    ),
    path(
        "messages/<uuid:message_id>/translate/",
        machines.translate_page,
        name="message-translate",
    ),
    path("calls/", calls.calls_page, name="calls"),
    path("calls/<uuid:call_id>/notice/", calls.call_notice_page, name="call-notice"),
    path("calls/<uuid:call_id>/join/", calls.call_join_page, name="call-join"),
    path("calls/<uuid:call_id>/record/", calls.call_record_page, name="call-record"),
    path("calls/back/<uuid:call_back_id>/", calls.call_back_page, name="call-back"),
    path("calls/seat/", seats.call_seat_page, name="call-seat"),
    path("calls/seat/sit/", seats.call_sit_page, name="call-sit"),
    path("calls/prompts/", prompts.prompts_page, name="prompts"),
    path("calls/prompts/<uuid:prompt_id>/", prompts.prompt_page, name="prompt"),
    path("calls/prompts/<uuid:prompt_id>/drop/", prompts.prompt_drop_page, name="prompt-drop"),
    path("bursts/", bursts.bursts_page, name="bursts"),
    path("reports/<uuid:report_id>/triage/", triage.triage_page, name="case-triage"),
    path("reports/<uuid:report_id>/signpost/", triage.signpost_page, name="report-signpost"),
    path("learning/", learning.learning_page, name="learning"),
    path("learning/now/", learning.learn_page, name="triage-learn"),
    path("learning/forget/", learning.unlearn_page, name="triage-unlearn"),
]

DUTY = [
    path("rota/", rota.rota_page, name="rota"),
    path("rota/plan/", rota.shift_plan_page, name="shift-plan"),
    path("rota/mine/", duty.duty_page, name="duty"),
    path("rota/mine/card/", duty.card_page, name="card"),
    path("rota/mine/end/", duty.shift_end_page, name="shift-end"),
    path("rota/mine/pause/", duty.pause_page, name="pause"),
    path("rota/<uuid:shift_id>/mark/", duty.shift_mark_page, name="shift-mark"),
    path("rota/<uuid:shift_id>/call-off/", rota.shift_call_off_page, name="shift-call-off"),
    path(
        "rota/hand-overs/<uuid:hand_over_id>/seen/", duty.hand_over_seen_page, name="hand-over-seen"
    ),
    path("team/", team.team_page, name="team"),
    path("team/<uuid:user_id>/", team.team_member_page, name="team-member"),
    path("team/case/<slug:ref>/", team.hand_on_page, {"kind": "case"}, name="case-hand-on"),
    path("team/thread/<slug:ref>/", team.hand_on_page, {"kind": "thread"}, name="thread-hand-on"),
]

CASES = [
    path("cases/", cases.cases_page, name="cases"),
    path("cases/<slug:ref>/", cases.case_page, name="case"),
    path("cases/<slug:ref>/screening/", cases.screening_page, name="screening"),
    path("cases/<slug:ref>/<uuid:issue_id>/", cases.issue_page, name="issue"),
    path("cases/<slug:ref>/<uuid:issue_id>/verify/", verification.verify_page, name="verify"),
    path("cases/<slug:ref>/<uuid:issue_id>/words/", disclosure.draft_page, name="disclosure-draft"),
    path("cases/<slug:ref>/<uuid:issue_id>/settle/", remedy.settle_page, name="settle"),
    path("cases/<slug:ref>/pass-on/", referring.pass_on_page, name="pass-on"),
    path("findings/<uuid:verdict_id>/", verification.countersign_page, name="countersign"),
    path("words/<uuid:disclosure_id>/", disclosure.disclosure_page, name="disclosure"),
    path("words/<uuid:disclosure_id>/<slug:act>/", disclosure.act_page, name="disclosure-act"),
]

REMEDY = [
    path("remedy/", remedy.engagements_page, name="engagements"),
    path("remedy/<uuid:engagement_id>/", remedy.engagement_page, name="engagement"),
    path("remedy/<uuid:engagement_id>/up/", remedy.escalate_page, name="escalate"),
    path("remedy/<uuid:engagement_id>/<slug:act>/", remedy.ask_page, name="engagement-ask"),
    path("answers/<uuid:check_in_id>/", remedy.heard_page, name="check-in-heard"),
    path("exhibits/<uuid:exhibit_id>/", remedy.exhibit_page, name="exhibit"),
    path(
        "settlements/<uuid:settlement_id>/", remedy.settlement_page, name="settlement-countersign"
    ),
]

REFERRALS = [
    path("referrals/", referring.referrals_page, name="referrals"),
    path("referrals/<uuid:referral_id>/", referring.referral_page, name="referral"),
    path(
        "referrals/<uuid:referral_id>/files/<uuid:file_id>/",
        referring.referral_file_page,
        name="referral-file",
    ),
    path(
        "referrals/<uuid:referral_id>/<slug:act>/",
        referring.referral_act_page,
        name="referral-act",
    ),
]

KEEPING = [
    path("keeping/", keeping.keeping_page, name="keeping"),
    path("keeping/shorter/", keeping.shorten_page, name="keeping-shorten"),
    path("cases/<slug:ref>/hold/", keeping.hold_page, name="hold-set"),
    path("holds/<uuid:hold_id>/confirm/", keeping.hold_confirm_page, name="hold-confirm"),
    path("holds/<uuid:hold_id>/lift/", keeping.hold_lift_page, name="hold-lift"),
    path("talk/<slug:ref>/erase/", erasing.erase_page, name="person-erase"),
    path("erasures/<uuid:erasure_id>/", erasing.erasure_page, name="erasure"),
    path("erasures/<uuid:erasure_id>/confirm/", erasing.confirm_page, name="erasure-confirm"),
    path("erasures/<uuid:erasure_id>/call-off/", erasing.call_off_page, name="erasure-call-off"),
]

HOUSE = [
    path("dashboard/", figures.dashboard_page, name="dashboard"),
    path("dashboard/risk/<slug:buyer>/", figures.report_page, name="report-risk"),
    path("members/", members.members_page, name="members"),
    path("members/<uuid:user_id>/admit/", members.admit_page, name="member-admit"),
    path("members/<uuid:member_id>/end/", members.deactivate_page, name="member-deactivate"),
    path("members/<uuid:member_id>/role/", members.role_page, name="member-role"),
    path("members/new-keys/", members.rotate_page, name="member-rotate"),
    path("members/seal-anew/", members.reseal_page, name="member-reseal"),
    path("partners/", partners.partners_page, name="partners"),
    path("partners/members/<uuid:member_id>/end/", partners.guest_end_page, name="guest-end"),
    path("partners/<slug:partner>/invite/", partners.partner_invite_page, name="partner-invite"),
    path(
        "invitations/<uuid:invitation_id>/revoke/",
        partners.invitation_revoke_page,
        name="invitation-revoke",
    ),
    path("publication/", publication.sign_page, name="publication-sign"),
    path("publication/rehearse/", publication.rehearse_page, name="publication-rehearse"),
    path("publication/preview/", publication.preview_page, name="publication-preview"),
    path("channels/", organisation.channels_page, name="channels"),
    path("channels/<slug:channel>/add/", organisation.channel_add_page, name="channel-add"),
    path(
        "channels/<uuid:account_id>/close/", organisation.channel_close_page, name="channel-close"
    ),
    path(
        "channels/<uuid:account_id>/pause/", organisation.channel_pause_page, name="channel-pause"
    ),
    path("channels/<uuid:account_id>/templates/", notes.templates_page, name="channel-templates"),
    path("templates/<uuid:template_id>/drop/", notes.template_drop_page, name="template-drop"),
    path("sites/", sites.sites_page, name="sites"),
    path("sites/<uuid:site_id>/", sites.site_page, name="site"),
]

KEYS = [
    path("keys/", keys.keys_page, name="keys"),
    path("keys/recovery/", keys.recovery_page, name="recovery"),
    path("keys/share/", keys.share_page, name="share"),
    path("keys/recovery/drill/", keys.drill_page, name="recovery-drill"),
    path("ledger/", ledger.export_page, name="ledger-export"),
    path("keys/recovery/use/", keys.recover_page, name="recovery-use"),
]

urlpatterns = TALK + DUTY + CASES + REMEDY + REFERRALS + KEEPING + HOUSE + KEYS

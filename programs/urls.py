from django.urls import path

from programs.views import (
    cancellations,
    choices,
    enrollment,
    guides,
    order_links,
    orders,
    receipts,
    seats,
    waiting,
)
from programs.views.webhooks import stripe_webhook

urlpatterns = [
    path("enroll/<str:code>/", enrollment.enroll, name="enroll"),
    path("enroll/<str:code>/wait/", waiting.join_line, name="join_line"),
    path("waiting/<str:token>/", waiting.place, name="waiting_place"),
    path("waiting/<str:token>/leave/", waiting.leave_line, name="leave_line"),
    path("orders/<str:token>/offer/", waiting.take_offer, name="take_offer"),
    path("orders/<str:token>/decline/", waiting.decline_offer, name="decline_offer"),
    path("orders/", order_links.find_orders, name="find_orders"),
    path("orders/<str:token>/send/", order_links.send_order_link, name="send_order_link"),
    path("orders/<str:token>/new-link/", order_links.renew_order_link, name="renew_order_link"),
    path("orders/<str:token>/", orders.order, name="order"),
    path("orders/<str:token>/cancel/", cancellations.cancel, name="cancel_seats"),
    path("orders/<str:token>/choice/", choices.answer_choice, name="answer_choice"),
    path("orders/<str:token>/more/", orders.more_seats, name="more_seats"),
    path("orders/<str:token>/pay/", orders.order_pay, name="order_pay"),
    path("orders/<str:token>/calendar.ics", orders.order_calendar, name="order_calendar"),
    path(
        "orders/<str:token>/receipt/",
        receipts.order_paper,
        {"paper": "receipt"},
        name="order_receipt",
    ),
    path(
        "orders/<str:token>/invoice/",
        receipts.order_paper,
        {"paper": "invoice"},
        name="order_invoice",
    ),
    path("seats/<str:token>/", seats.seat, name="seat"),
    path("seats/<str:token>/calendar.ics", seats.seat_calendar, name="seat_calendar"),
    path("guides/get/<str:token>/", guides.guide_file, name="guide_file"),
    path("guides/<slug:slug>/thanks/", guides.guide_thanks, name="guide_thanks"),
    path("webhooks/stripe/", stripe_webhook, name="stripe_webhook"),
]

from django.urls import path

from programs.views import guides
from programs.views.webhooks import stripe_webhook

urlpatterns = [
    path("guides/get/<str:token>/", guides.guide_file, name="guide_file"),
    path("guides/<slug:slug>/thanks/", guides.guide_thanks, name="guide_thanks"),
    path("webhooks/stripe/", stripe_webhook, name="stripe_webhook"),
]

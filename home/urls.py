from django.urls import path

from home import views

urlpatterns = [path("blog/feed/", views.article_feed, name="article_feed")]

from django.urls import path

from home import dev_letters, views

urlpatterns = [
    path("blog/feed/", views.article_feed, name="article_feed"),
    path("dev/letters/", dev_letters.letters, name="dev_letters"),
    path("dev/letters/<int:number>/", dev_letters.letter, name="dev_letter"),
    path("dev/letters/<int:number>/html/", dev_letters.letter_html, name="dev_letter_html"),
]

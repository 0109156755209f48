from django.urls import path

from awards import home, views

app_name = "awards"
urlpatterns = [
    path("", home.home, name="home"),
    path("editions/", views.edition_list, name="editions"),
    path("<slug:slug>/results/", views.results, name="results"),
    path("<slug:slug>/results/results.csv", views.results_file, name="results_file"),
    path("<slug:slug>/results/recount/", views.recount, name="recount"),
]

from django.urls import path

from awards import home, views
from awards.objections import views as objections
from awards.outcome.opendata import views as opendata
from awards.rule import views as rule

app_name = "awards"
urlpatterns = [
    path("", home.home, name="home"),
    path("editions/", views.edition_list, name="editions"),
    path("<slug:slug>/rule/", rule.rule_page, name="rule"),
    path("<slug:slug>/rule/rule.json", rule.rule_file, name="rule_file"),
    path("<slug:slug>/results/", views.results, name="results"),
    path("<slug:slug>/results/results.csv", views.results_file, name="results_file"),
    path("<slug:slug>/results/cases/<str:number>/", views.result_case, name="result_case"),
    path("<slug:slug>/results/versions/", views.result_versions, name="versions"),
    path("<slug:slug>/results/data/", opendata.data_index, name="data"),
    path("<slug:slug>/results/data/<str:name>", opendata.data_file, name="data_file"),
    path("<slug:slug>/objections/", objections.objections, name="objections"),
    path("<slug:slug>/objections/new/", objections.objection_new, name="objection_new"),
    path("<slug:slug>/objections/answer/", objections.objection_answer, name="objection_answer"),
    path("<slug:slug>/results/recount/", opendata.recount, name="recount"),
]

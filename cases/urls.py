from django.urls import path

from cases import views

app_name = "cases"
urlpatterns = [
    path("<slug:slug>/cases/", views.case_list, name="case_list"),
    path("<slug:slug>/cases/<str:number>/", views.case_detail, name="case_detail"),
]

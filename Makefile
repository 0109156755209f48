# Commands of the portal. They need Python 3.11 or newer, make and git; the rest is fetched into .venv.

PYTHON ?= python3
PREPARE := $(PYTHON) .ci/prepare.py
IN_VENV := .venv/bin/python

.DEFAULT_GOAL := help
.PHONY: help run test lint format bench screenshots lock messages clean

help:
	@echo "make run          누리집 시작 (http://127.0.0.1:8000/, 다른 포트: make run PORT=8001)"
	@echo "make test         모든 검사와 시험"
	@echo "make lint         문법, 모양, 들여오기 규칙 검사"
	@echo "make format       코드와 템플릿 모양 맞추기"
	@echo "make bench        시간 재기 (한 묶음만: make bench ONLY=rehearsal)"
	@echo "make screenshots  화면 그림을 var/screenshots/에 저장"
	@echo "make lock         requirements/ 잠금 파일 다시 만들기"
	@echo "make messages     영어 문장 목록 갱신 (gettext 필요)"
	@echo "make clean        만들어진 파일 지우기 (.env와 var/의 자료는 남김)"

run:
	@$(PREPARE) runtime
	@exec $(IN_VENV) .ci/start_portal.py

test:
	@$(PREPARE) test
	@.ci/test

lint:
	@$(PREPARE) test
	@.ci/lint

format:
	@$(PREPARE) test
	@.ci/lint --fix

bench:
	@$(PREPARE) test
	@$(IN_VENV) -m tests.benchmarks $(ONLY)

screenshots:
	@$(PREPARE) test
	@$(IN_VENV) .ci/get_browser.py
	@$(IN_VENV) -m tests.browser.screenshots

lock:
	@$(PREPARE) test
	@.ci/lock

messages:
	@$(PREPARE) test
	@$(IN_VENV) .ci/messages.py

clean:
	@rm -rf .venv .pytest_cache .ruff_cache .import_linter_cache .hypothesis var/static var/static.collected var/screenshots
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

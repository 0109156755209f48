# ruff: noqa: E501 (the Korean must stand as it is; the file goes with the merge)
STRINGS = {
    "한 사람만 입력한 칸이 %(n)s개 있습니다. 다른 사람도 입력한 뒤 마감해 주세요.": (
        "Only one person has typed %(n)s cells. Please close the round once the other person has typed them too."
    ),
    "사례 %(number)s번에는 셀 수 있는 채점표가 한 장도 없습니다. 채점표를 받아 입력하거나 심사위원을 더해 주세요.": (
        "Case %(number)s has no sheet that counts. Please obtain and enter one, or add a judge."
    ),
    "빈 채점표가 %(n)s장 있습니다. 첫 번째: 사례 %(number)s번, %(judge)s. 모두 채우거나, 채울 수 없는 사유를 적어 마감해 주세요.": (
        "%(n)s sheets are not complete. The first: case %(number)s, %(judge)s. "
        "Please fill them in, or give the reason why they cannot be, and close the round."
    ),
    "세고 있던 점수": "Points that counted",
    "감사가 서명한 때": "Signed by the audit office at",
    "늦은 정정": "Late corrections",
    "서명한 채점표의 스캔": "Scan of the signed sheets",
    "서명한 감사": "Signed for the audit office by",
    "마감한 심사입니다. 잘못 옮긴 점수는 심사 진행 화면의 ‘늦은 정정’에서 바로잡습니다.": (
        "This round is closed. A score that was typed wrongly is corrected under “Late corrections” on the page "
        "of the judging."
    ),
    "빈 칸을 채우거나 채우지 못한 사유를 적어 주세요.": "Please fill in the empty cells, or say why they are empty.",
    "%(judge)s: 채점표를 채우지 못한 사유": "%(judge)s: why sheets are not complete",
    "결과와 함께 공개합니다. 이름처럼 누구인지 알 수 있는 말은 적지 마세요.": (
        "This is made public with the result. Please write no name and nothing else that tells who it is."
    ),
    "종이 채점표에 빈칸입니다": "It is empty on the paper sheet",
    "이 점수가 보이는 스캔": "Scan that shows this score",
    "바뀐 점수와 함께 결과에 공개합니다. 이름처럼 누구인지 알 수 있는 말은 적지 마세요. 예: 종이의 38을 33으로 옮겼습니다.": (
        "This is made public on the result page with the corrected score. Please write no name and nothing else "
        "that tells who it is. Example: the 38 on the paper was typed as 33."
    ),
    "심사항목을 골라 주세요.": "Please choose a criterion.",
    "서명한 채점표의 스캔을 골라 주세요. 없으면 먼저 첨부해 주세요.": (
        "Please choose the scan of the signed sheets. If there is none, please attach it first."
    ),
    "무엇을 잘못 옮겼는지 사유를 적어 주세요.": "Please say what was typed wrongly.",
    "점수를 적거나, 종이 채점표에 빈칸이면 그렇다고 표시해 주세요. 둘 가운데 하나만 합니다.": (
        "Please write the points, or tick that the cell is empty on the paper sheet: one of the two, not both."
    ),
    "스캔을 첨부했습니다. 이제 정정을 요청할 수 있습니다.": (
        "The scan is attached. You can ask for the correction now."
    ),
    "정정을 요청했습니다. 두 번째 사람에게 알려 주세요.": (
        "The correction has been asked for. Please tell the second person."
    ),
    "확인했습니다. 감사에게 알려 주세요. 감사가 서명해야 점수가 바뀝니다.": (
        "Confirmed. Please tell the audit office: the score changes once it has signed."
    ),
    "서명했습니다. 점수를 바로잡고 그 사례의 평점을 다시 계산했습니다.": (
        "Signed. The score is corrected and the mark of its case has been computed anew."
    ),
    "늦은 정정을 위한 스캔 첨부": "Scan attached for a late correction",
    "늦은 정정 %(cell)s: %(change)s · %(done)s": "Late correction %(cell)s: %(change)s · %(done)s",
    "%(round)s · %(judge)s 늦은 정정": "%(round)s · late corrections of %(judge)s",
    "한 사람만 입력한 칸이 %(n)s개 있습니다.": "Only one person has typed %(n)s cells.",
    "채점표가 한 장도 채워지지 않은 사례가 %(n)s건 있습니다.": "%(n)s cases have not a single complete sheet.",
    "아직 심사를 다시 열 수 있습니다. 심사 진행 화면에서 다시 열기를 요청해 점수를 고쳐 주세요.": (
        "The round can still be opened again. Please ask for that on the page of the judging and mend the score there."
    ),
    "승인을 요청한 결과가 발표를 기다리고 있어 지금은 점수를 정정할 수 없습니다. 발표한 뒤에 공개 정정으로 고치거나, 발표하기 전에 투표를 무효로 할 수 있습니다.": (
        "A result whose approval was asked for waits for its publication, so no score can be corrected now. "
        "It can be mended by a public correction once it is published, or the vote can be declared void before."
    ),
    "마감하지 않은 심사의 점수는 세지 않으므로 정정하지 않습니다.": (
        "Scores of a round that is not closed do not count, so there is nothing to correct."
    ),
    "기다리는 정정이 아닙니다. 화면을 새로 열어 어디까지 왔는지 확인해 주세요.": (
        "This correction does not wait for anybody. Please open the page again to see how far it is."
    ),
    "이 일을 할 권한이 없는 계정입니다. 심사가 요청하고, 확인이 확인하고, 감사가 서명합니다.": (
        "This account may not do this. The judging office asks, the second person confirms, the audit office signs."
    ),
    "이 심사에서 세는 칸이 아닙니다. 사례와 심사항목을 다시 골라 주세요.": (
        "This cell does not count in this round. Please choose case and criterion again."
    ),
    "다른 채점표의 스캔입니다. 이 심사위원이 이 심사에서 서명한 채점표의 스캔을 골라 주세요.": (
        "This is a scan of other sheets. Please choose the scan of those this judge signed in this round."
    ),
    "이 칸의 정정을 이미 요청했습니다. 그 요청을 끝내거나 거둔 뒤 다시 요청해 주세요.": (
        "A correction of this cell has been asked for already. Please ask again once that is done or withdrawn."
    ),
    "지금 세고 있는 점수와 같습니다. 종이 채점표의 점수를 다시 확인해 주세요.": (
        "These are the points that count already. Please look at the paper sheet again."
    ),
    "이미 확인한 정정입니다. 감사의 서명을 기다립니다.": (
        "This correction is confirmed already. It waits for the signature of the audit office."
    ),
    "정정을 요청한 사람은 확인할 수 없습니다. 두 번째 사람이 확인해 주세요.": (
        "Who asked for the correction cannot confirm it. Please let a second person confirm."
    ),
    "두 번째 사람이 아직 확인하지 않았습니다. 확인한 뒤에 서명해 주세요.": (
        "The second person has not confirmed yet. Please sign after that."
    ),
    "정정을 요청하거나 확인한 사람은 서명할 수 없습니다. 감사가 서명해 주세요.": (
        "Who asked for the correction or confirmed it cannot sign. Please let the audit office sign."
    ),
    "요청한 뒤에 이 칸의 점수가 바뀌었습니다. 요청을 거두고 다시 요청해 주세요.": (
        "The points of this cell have changed since the request. Please withdraw it and ask again."
    ),
    "투표를 무효로 하거나, 잘못과 그 크기를 결과와 함께 공개해 주세요.": (
        "Please declare the vote void, or publish the error and its size with the result."
    ),
    "잘못과 그 크기를 결과와 함께 공개해 주세요.": "Please publish the error and its size with the result.",
    "최종 후보는 이미 정해져 바꿀 수 없으므로 정정할 수 없습니다.": (
        "The finalists stand and cannot be changed, so it cannot be corrected."
    ),
    "정정하면 ‘%(round)s’ 통과 사례가 달라집니다(%(cases)s).": (
        "With this correction other cases would pass “%(round)s” (%(cases)s)."
    ),
    "새로 통과하는 사례: %(numbers)s": "cases that would pass: %(numbers)s",
    "떨어지는 사례: %(numbers)s": "cases that would fall out: %(numbers)s",
    "채점표를 채우지 못한 사유": "Why sheets are not complete",
    "늦은 정정 요청": "Ask for a late correction",
    "늦은 정정 확인": "Confirm a late correction",
    "늦은 정정에 감사로 서명": "Sign a late correction for the audit office",
    "산정한 뒤에 점수가 정정되었습니다. 다시 산정해 주세요.": (
        "A score was corrected since the computation. Please compute the result again."
    ),
    "끝나지 않은 늦은 정정이 %(n)s건 있습니다. 승인을 요청한 뒤에는 정정할 수 없습니다.": (
        "%(n)s late corrections are not finished. Once approval is asked for, none is possible."
    ),
    "빈 채점표를 빼고 마감하기": "Close without the incomplete sheets",
    "심사위원이 채점표를 다 채울 수 없을 때만 합니다. 빈 칸이 있는 채점표는 그 사례에서 통째로 세지 않고, 사유를 결과와 함께 공개합니다.": (
        "Only where a judge cannot complete the sheets. A sheet with an empty cell is left out whole for its case, "
        "and the reason is made public with the result."
    ),
    "요청한 사람은 확인하거나 서명할 수 없습니다. 다음 사람이 로그인해 주세요.": (
        "Who asked can neither confirm nor sign. Please let the next person log in."
    ),
    "스캔에 적힌 점수를 눈으로 본 뒤 확인해 주세요.": (
        "Please look at the score on the scan with your own eyes before you confirm."
    ),
    "스캔대로라고 확인하기": "Confirm that the scan says so",
    "서명하면 바로 이 점수로 셉니다. 되돌리려면 다시 세 사람이 정정해야 합니다.": (
        "With the signature this score counts at once. Undoing it takes another correction by three people."
    ),
    "감사로 서명하기": "Sign for the audit office",
    "종이 채점표와 다르게 옮긴 점수는 스캔과 두 번째 사람의 확인, 감사의 서명이 있어야 바로잡습니다. 위의 표에서 그 심사위원의 ‘점수 정정’을 눌러 시작합니다.": (
        "A score that was typed otherwise than on the paper is corrected with the scan, a second person and the "
        "signature of the audit office. It begins at “Correct a score” beside the judge in the table above."
    ),
    "요청한 정정이 없습니다.": "No correction has been asked for.",
    "바로잡음": "Corrected",
    "감사의 서명을 기다립니다": "Waits for the signature of the audit office",
    "두 번째 사람의 확인을 기다립니다": "Waits for the second person",
    "빼고 마감한 사유": "Closed without them because",
    "점수 정정": "Correct a score",
    "시민투표가 시작된 뒤, 종이 채점표와 다르게 옮긴 점수를 바로잡습니다. 심사가 스캔을 첨부해 요청하고, 다른 사람이 확인하고, 감사가 서명하면 바로 점수가 바뀝니다. 바뀐 점수와 사유는 결과에 공개합니다.": (
        "Here a score that was typed otherwise than on the paper is corrected once the vote has opened. The judging "
        "office attaches the scan and asks, another person confirms, and with the signature of the audit office the "
        "score changes at once. The corrected score and the reason are made public on the result page."
    ),
    "지금 세는 점수 보기": "See the points that count now",
    "1. 서명한 채점표의 스캔": "1. Scan of the signed sheets",
    "첨부한 스캔이 없습니다. 스캔이 있어야 정정을 요청할 수 있습니다.": (
        "No scan is attached. A correction can be asked for only with one."
    ),
    "스캔 첨부하기": "Attach the scan",
    "2. 정정 요청": "2. Ask for the correction",
    "정정 요청하기": "Ask for the correction",
    "이 채점표에는 늦은 정정이 없습니다.": "There are no late corrections of these sheets.",
    "나중에 바로잡은 점수": "Scores corrected later",
    "심사가 끝난 뒤, 종이 채점표와 다르게 옮긴 점수를 세 사람이 스캔과 대조해 바로잡았습니다.": (
        "After the judging, scores that had been typed otherwise than on the paper were compared with the scan and "
        "corrected by three people."
    ),
    "최종 후보가 아닌 사례": "a case that is no finalist",
    "채우지 못한 사유": "Why they were not completed",
}

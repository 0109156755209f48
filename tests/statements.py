"""What a stretch of code asked of the database, in a form that two runs can be compared by."""


def kinds_of_statements(queries) -> list[str]:
    """First words of the statements in order.

    INSERTs that follow one another count once, since SQLite takes 999 values a statement; what Django looks up
    once a process (content types) does not count.
    """
    kinds = []
    for query in queries:
        kind = query["sql"].split(maxsplit=1)[0]
        is_repeat = kind == "INSERT" and kinds[-1:] == ["INSERT"]
        if not is_repeat and 'FROM "django_content_type"' not in query["sql"]:
            kinds.append(kind)
    return kinds

"""Who may vote, as the one condition that both databases read: at the admission and inside the cast.

Each list in force is looked up by its poll, and in it one key by the primary key of its rows; a poll without lists
costs one look into a small table.
"""

# `listed` is the key of `commitments.listed_key`. No row where there is no such poll.
IS_ELIGIBLE = """
SELECT NOT EXISTS (
    SELECT 1 FROM voting_voterlist l
    WHERE l.poll_id = p.id AND l.kind = 'excluded' AND l.confirmed_at IS NOT NULL AND l.replaced_at IS NULL
    AND EXISTS (SELECT 1 FROM voting_listedvoter v WHERE v.voter_list_id = l.id AND v.key = %(listed)s)
) AND (p.eligibility = 'everyone' OR EXISTS (
    SELECT 1 FROM voting_voterlist l
    WHERE l.poll_id = p.id AND l.kind = 'eligible' AND l.confirmed_at IS NOT NULL AND l.replaced_at IS NULL
    AND EXISTS (SELECT 1 FROM voting_listedvoter v WHERE v.voter_list_id = l.id AND v.key = %(listed)s)
))
FROM voting_poll p WHERE p.id = %(poll)s
"""

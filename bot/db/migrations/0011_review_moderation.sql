-- What moderators, or reviewers themselves, decided about reviews: the log. It outlives the review.
-- An id of 0 is that of somebody who was forgotten. `user_id` is the reviewer.
CREATE TABLE review_decisions (
    guild_id INTEGER NOT NULL,
    decision_id INTEGER NOT NULL,
    show_id TEXT NOT NULL,
    user_id INTEGER NOT NULL,
    user_name TEXT NOT NULL,
    deed TEXT NOT NULL CHECK (deed IN ('kept', 'removed', 'deleted')),
    reason TEXT NOT NULL,
    decided_by INTEGER NOT NULL,
    decided_at INTEGER NOT NULL,
    PRIMARY KEY (guild_id, decision_id)
) STRICT;

CREATE INDEX review_decisions_by_review ON review_decisions (guild_id, user_id, show_id);
CREATE INDEX review_decisions_by_decider ON review_decisions (guild_id, decided_by);

-- What members reported. A report is open until a decision closes it.
CREATE TABLE review_reports (
    guild_id INTEGER NOT NULL,
    report_id INTEGER NOT NULL,
    show_id TEXT NOT NULL,
    user_id INTEGER NOT NULL,
    reporter_id INTEGER NOT NULL,
    reason TEXT NOT NULL,
    reported_at INTEGER NOT NULL,
    decision_id INTEGER,
    PRIMARY KEY (guild_id, report_id),
    FOREIGN KEY (guild_id, decision_id)
        REFERENCES review_decisions (guild_id, decision_id) ON DELETE CASCADE
) STRICT;

CREATE UNIQUE INDEX review_reports_open
ON review_reports (guild_id, show_id, user_id, reporter_id)
WHERE decision_id IS NULL AND reporter_id <> 0;
CREATE INDEX review_reports_by_decision ON review_reports (guild_id, decision_id);
CREATE INDEX review_reports_by_reporter ON review_reports (guild_id, reporter_id);
CREATE INDEX review_reports_by_review ON review_reports (guild_id, user_id, show_id);

-- Cards of reviews that are gone, until Discord has deleted them too. `card` tells one review's
-- cards apart. `message_id` is NULL where a card was sent and never heard of, at `sent_since`.
CREATE TABLE review_takedowns (
    guild_id INTEGER NOT NULL,
    show_id TEXT NOT NULL,
    user_id INTEGER NOT NULL,
    card INTEGER NOT NULL,
    channel_id INTEGER NOT NULL,
    message_id INTEGER,
    sent_since INTEGER,
    PRIMARY KEY (guild_id, show_id, user_id, card)
) STRICT;

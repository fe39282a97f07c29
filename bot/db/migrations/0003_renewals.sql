-- "Will this show return for season N?" The status is what the rule makes of approved evidence,
-- written down so that the history can tell from where to where it moved.
CREATE TABLE renewal_questions (
    guild_id INTEGER NOT NULL,
    question_id INTEGER NOT NULL,
    show_id TEXT NOT NULL,
    season INTEGER NOT NULL,
    status TEXT NOT NULL,
    opened_by INTEGER,
    opened_at INTEGER NOT NULL,
    checked_at INTEGER,
    -- The newest card of it that everybody sees, which is kept up to date.
    card_channel_id INTEGER,
    card_message_id INTEGER,
    PRIMARY KEY (guild_id, question_id),
    UNIQUE (guild_id, show_id, season)
) STRICT;

-- The last number given to a piece of evidence. A number is never given twice, since buttons in
-- channels carry it for longer than an erased piece lives.
CREATE TABLE renewal_numbers (
    guild_id INTEGER PRIMARY KEY,
    last_evidence INTEGER NOT NULL
) STRICT;

CREATE TABLE renewal_evidence (
    guild_id INTEGER NOT NULL,
    evidence_id INTEGER NOT NULL,
    question_id INTEGER NOT NULL,
    status TEXT NOT NULL,
    tier TEXT NOT NULL,
    sentence TEXT NOT NULL,
    said_on TEXT NOT NULL,
    speaker TEXT,
    role TEXT,
    outlet TEXT,
    link TEXT,
    state TEXT NOT NULL CHECK (state IN ('pending', 'approved', 'rejected', 'withdrawn')),
    submitted_by INTEGER NOT NULL,
    submitted_at INTEGER NOT NULL,
    decided_by INTEGER,
    decided_at INTEGER,
    by_submitter INTEGER NOT NULL DEFAULT 0,
    withdrawn_by INTEGER,
    withdrawn_at INTEGER,
    reason TEXT,
    -- A row before it is a message: where and when sending the post was first tried. Without a
    -- message, nobody knows whether it arrived, and it is looked for there before it is sent again.
    post_tried_at INTEGER,
    post_channel_id INTEGER,
    post_message_id INTEGER,
    PRIMARY KEY (guild_id, evidence_id),
    FOREIGN KEY (guild_id, question_id) REFERENCES renewal_questions (guild_id, question_id)
) STRICT;

CREATE INDEX renewal_evidence_of_question
    ON renewal_evidence (guild_id, question_id, evidence_id);
CREATE INDEX renewal_evidence_of_member
    ON renewal_evidence (guild_id, submitted_by, evidence_id);
CREATE INDEX renewal_evidence_unposted ON renewal_evidence (guild_id, evidence_id)
    WHERE state = 'pending' AND post_message_id IS NULL;

-- What moved a status, or changed what it rests on: then both are the same, and `rests_on` is the
-- piece that decides now, where there is one. A piece may have been erased since, so
-- its number refers to no row.
CREATE TABLE renewal_history (
    guild_id INTEGER NOT NULL,
    question_id INTEGER NOT NULL,
    entry INTEGER NOT NULL,
    from_status TEXT NOT NULL,
    to_status TEXT NOT NULL,
    moved_at INTEGER NOT NULL,
    cause TEXT NOT NULL CHECK (cause IN ('approved', 'withdrawn', 'erased')),
    evidence_id INTEGER NOT NULL,
    rests_on INTEGER,
    moved_by INTEGER,
    by_submitter INTEGER NOT NULL,
    PRIMARY KEY (guild_id, question_id, entry),
    FOREIGN KEY (guild_id, question_id) REFERENCES renewal_questions (guild_id, question_id)
) STRICT;

-- What was typed into a form and refused, until it is mended.
CREATE TABLE renewal_drafts (
    guild_id INTEGER NOT NULL,
    user_id INTEGER NOT NULL,
    show_id TEXT NOT NULL,
    season INTEGER NOT NULL,
    status TEXT NOT NULL,
    tier TEXT NOT NULL,
    sentence TEXT NOT NULL,
    said_on TEXT NOT NULL,
    said_by TEXT NOT NULL,
    outlet TEXT NOT NULL,
    link TEXT NOT NULL,
    saved_at INTEGER NOT NULL,
    PRIMARY KEY (guild_id, user_id, show_id, season)
) STRICT;

CREATE INDEX renewal_drafts_by_age ON renewal_drafts (guild_id, saved_at);

-- What AniList last said of every entry of a franchise that is asked about or followed. Without
-- guild_id: public facts, the same for every server. `body` is the source's own record as JSON, cut
-- to what is compared; NULL until the first look. `root_id` is the franchise's first show.
CREATE TABLE renewal_watched (
    show_id TEXT PRIMARY KEY,
    root_id TEXT NOT NULL,
    body TEXT,
    urgency INTEGER NOT NULL,
    due_at INTEGER NOT NULL,
    looked_at INTEGER
) STRICT;

CREATE INDEX renewal_watched_of_root ON renewal_watched (root_id);
CREATE INDEX renewal_watched_due ON renewal_watched (due_at);
CREATE INDEX renewal_watched_urgent ON renewal_watched (urgency, due_at);
CREATE INDEX renewal_watched_looked ON renewal_watched (looked_at);
CREATE INDEX renewal_watched_unseen ON renewal_watched (COALESCE(looked_at, due_at));

-- What had changed in one franchise at one look. `proposed_at`: every question that was open then
-- has it as evidence.
CREATE TABLE renewal_news (
    news_id INTEGER PRIMARY KEY,
    root_id TEXT NOT NULL,
    changes TEXT NOT NULL,
    found_at INTEGER NOT NULL,
    proposed_at INTEGER
) STRICT;

CREATE INDEX renewal_news_unproposed ON renewal_news (news_id) WHERE proposed_at IS NULL;

ALTER TABLE renewal_evidence ADD COLUMN news_id INTEGER;
CREATE UNIQUE INDEX renewal_evidence_of_news
    ON renewal_evidence (guild_id, question_id, news_id) WHERE news_id IS NOT NULL;
CREATE INDEX renewal_questions_of_show ON renewal_questions (show_id, guild_id, question_id);

-- Who is told of a franchise, by its first show: a channel of a server, or, with guild_id 0, a
-- member by direct message. `asked_by` is forgotten with that member.
CREATE TABLE renewal_follows (
    guild_id INTEGER NOT NULL,
    target_id INTEGER NOT NULL,
    root_id TEXT NOT NULL,
    asked_by INTEGER,
    followed_at INTEGER NOT NULL,
    PRIMARY KEY (guild_id, target_id, root_id)
) STRICT;

CREATE INDEX renewal_follows_of_root ON renewal_follows (root_id);
CREATE INDEX renewal_follows_asked_by ON renewal_follows (guild_id, asked_by);

-- Where announcements go: how a member reads (their last known locale), and why nothing can be told
-- there since `trouble_at`.
CREATE TABLE renewal_targets (
    guild_id INTEGER NOT NULL,
    target_id INTEGER NOT NULL,
    locale TEXT,
    trouble TEXT CHECK (trouble IN ('closed', 'gone')),
    trouble_at INTEGER,
    PRIMARY KEY (guild_id, target_id)
) STRICT;

-- A row before it is a message: what is yet to be told to whom. Sent ones stay a month, so that
-- nothing is told twice.
CREATE TABLE renewal_announcements (
    guild_id INTEGER NOT NULL,
    target_id INTEGER NOT NULL,
    news_id INTEGER NOT NULL,
    due_at INTEGER NOT NULL,
    tries INTEGER NOT NULL DEFAULT 0,
    tried_at INTEGER,
    message_id INTEGER,
    ended_at INTEGER,
    PRIMARY KEY (guild_id, target_id, news_id)
) STRICT;

CREATE INDEX renewal_announcements_due ON renewal_announcements (due_at) WHERE ended_at IS NULL;
CREATE INDEX renewal_announcements_ended ON renewal_announcements (ended_at)
    WHERE ended_at IS NOT NULL;
CREATE INDEX renewal_announcements_of_news ON renewal_announcements (news_id);

-- Whether what AniList lists counts as approved by itself.
ALTER TABLE guild_settings ADD COLUMN renewal_by_itself INTEGER
CHECK (renewal_by_itself IN (0, 1));

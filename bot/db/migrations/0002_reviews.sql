-- What a member is writing. `revision` begins at the second in which the draft was begun and grows
-- with each save, so that no other state of this draft, or of a later one, has the same: posting one
-- state never posts or deletes another. Scores are in tenths of a point. `former` is the text that a
-- blank form took away, kept while the part has none.
CREATE TABLE review_drafts (
    guild_id INTEGER NOT NULL,
    show_id TEXT NOT NULL,
    user_id INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    started_at INTEGER NOT NULL,
    saved_at INTEGER NOT NULL,
    PRIMARY KEY (guild_id, show_id, user_id)
) STRICT;

CREATE INDEX review_drafts_by_age ON review_drafts (guild_id, saved_at);

CREATE TABLE review_draft_parts (
    guild_id INTEGER NOT NULL,
    show_id TEXT NOT NULL,
    user_id INTEGER NOT NULL,
    part TEXT NOT NULL,
    score INTEGER CHECK (score BETWEEN 10 AND 100),
    body TEXT NOT NULL,
    former TEXT NOT NULL DEFAULT '',
    track TEXT,
    language TEXT NOT NULL,
    PRIMARY KEY (guild_id, show_id, user_id, part),
    FOREIGN KEY (guild_id, show_id, user_id)
        REFERENCES review_drafts (guild_id, show_id, user_id) ON DELETE CASCADE
) STRICT;

-- A member's review of a show and the card that shows it. The row is there before the card:
-- `version` is NULL until a card was first known to be up, `sending_since` and `sending_to` (a
-- channel) are set while one may be on its way. `cards` begins at the second in which the first
-- card was sent and grows with each that is lost, so that each has a nonce of its own, also where
-- the review was deleted in between. `revision` is that of the draft that was posted last.
CREATE TABLE reviews (
    guild_id INTEGER NOT NULL,
    show_id TEXT NOT NULL,
    user_id INTEGER NOT NULL,
    user_name TEXT NOT NULL,
    version INTEGER,
    revision INTEGER,
    channel_id INTEGER,
    message_id INTEGER,
    thread_id INTEGER,
    thread_opened_at INTEGER,
    sending_since INTEGER,
    sending_to INTEGER,
    cards INTEGER NOT NULL,
    PRIMARY KEY (guild_id, show_id, user_id)
) STRICT;

CREATE UNIQUE INDEX reviews_by_card ON reviews (guild_id, message_id);
CREATE INDEX reviews_by_member ON reviews (guild_id, user_id);

-- Every version that was posted, the current one among them.
CREATE TABLE review_versions (
    guild_id INTEGER NOT NULL,
    show_id TEXT NOT NULL,
    user_id INTEGER NOT NULL,
    version INTEGER NOT NULL,
    posted_at INTEGER NOT NULL,
    PRIMARY KEY (guild_id, show_id, user_id, version),
    FOREIGN KEY (guild_id, show_id, user_id)
        REFERENCES reviews (guild_id, show_id, user_id) ON DELETE CASCADE
) STRICT;

CREATE TABLE review_version_parts (
    guild_id INTEGER NOT NULL,
    show_id TEXT NOT NULL,
    user_id INTEGER NOT NULL,
    version INTEGER NOT NULL,
    part TEXT NOT NULL,
    score INTEGER CHECK (score BETWEEN 10 AND 100),
    body TEXT NOT NULL,
    track TEXT,
    language TEXT NOT NULL,
    PRIMARY KEY (guild_id, show_id, user_id, version, part),
    FOREIGN KEY (guild_id, show_id, user_id, version)
        REFERENCES review_versions (guild_id, show_id, user_id, version) ON DELETE CASCADE
) STRICT;

-- Every 👍 on a review, and on which of its cards it is. A super reaction (`burst`) stands beside a
-- normal one, and either is a vote; the reviewer's own and bots' are kept too, and are none, so
-- that the number of rows is the number that Discord counts.
CREATE TABLE review_votes (
    guild_id INTEGER NOT NULL,
    show_id TEXT NOT NULL,
    user_id INTEGER NOT NULL,
    voter_id INTEGER NOT NULL,
    burst INTEGER NOT NULL CHECK (burst IN (0, 1)),
    bot INTEGER NOT NULL CHECK (bot IN (0, 1)),
    message_id INTEGER NOT NULL,
    voted_at INTEGER NOT NULL,
    PRIMARY KEY (guild_id, show_id, user_id, voter_id, burst),
    FOREIGN KEY (guild_id, show_id, user_id)
        REFERENCES reviews (guild_id, show_id, user_id) ON DELETE CASCADE
) STRICT;

CREATE INDEX review_votes_by_card ON review_votes (guild_id, message_id);
CREATE INDEX review_votes_by_voter ON review_votes (guild_id, voter_id);

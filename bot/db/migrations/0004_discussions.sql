-- A discussion of an episode (0: the whole show), its vote and its result. `place` says where its
-- post is: under a thread of its own in a channel, as a post of a forum, or in a thread that was
-- there before. `steps` is the length of its scale; `blind` votes are cast by buttons.
-- `changes` numbers what happened to its vote, and orders the reactions; `shown` is the change
-- that its post shows. A post that is behind is edited, also after a restart. While there is no
-- message, `channel_id` is where sending it was tried and `tried_at` since when.
CREATE TABLE discussions (
    guild_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    show_id TEXT NOT NULL,
    episode INTEGER NOT NULL,
    host_id INTEGER,
    channel_id INTEGER NOT NULL,
    place TEXT NOT NULL CHECK (place IN ('channel', 'forum', 'thread')),
    message_id INTEGER,
    thread_id INTEGER,
    steps INTEGER NOT NULL CHECK (steps IN (5, 10)),
    blind INTEGER NOT NULL CHECK (blind IN (0, 1)),
    closes_at INTEGER,
    reactions_ready INTEGER NOT NULL DEFAULT 0,
    summary_id INTEGER,
    opened_at INTEGER NOT NULL,
    tried_at INTEGER NOT NULL,
    closed_at INTEGER,
    lost_at INTEGER,
    changes INTEGER NOT NULL DEFAULT 0,
    shown INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (guild_id, id)
) STRICT;

CREATE UNIQUE INDEX discussions_open ON discussions (guild_id, show_id, episode)
WHERE closed_at IS NULL AND lost_at IS NULL;

-- Each ends in what its rows are ordered by, or SQLite would rather read all of a server's.
CREATE INDEX discussions_of_show ON discussions (guild_id, show_id, id);
CREATE INDEX discussions_listed ON discussions (guild_id, opened_at, id)
WHERE closed_at IS NULL AND lost_at IS NULL AND message_id IS NOT NULL;
CREATE INDEX discussions_in_channel ON discussions (guild_id, channel_id);
CREATE INDEX discussions_in_thread ON discussions (guild_id, thread_id)
WHERE thread_id IS NOT NULL;
CREATE INDEX discussions_hosted ON discussions (guild_id, host_id, id)
WHERE host_id IS NOT NULL;

-- What a start looks for in all servers: few among many.
CREATE INDEX discussions_unshown ON discussions (guild_id, id)
WHERE changes > shown AND message_id IS NOT NULL AND lost_at IS NULL;
CREATE INDEX discussions_owing_summary ON discussions (closed_at)
WHERE thread_id IS NOT NULL AND summary_id IS NULL;

CREATE INDEX discussions_due ON discussions (closes_at)
WHERE closed_at IS NULL AND lost_at IS NULL AND closes_at IS NOT NULL;

-- Which reactions each member has on an open post, `arrived` in the order of `changes`. What was
-- found in a list has the order of the session that found it. NULL: it stands on Discord, but its
-- member asked to be forgotten, so it counts no more.
CREATE TABLE discussion_reactions (
    guild_id INTEGER NOT NULL,
    discussion_id INTEGER NOT NULL,
    user_id INTEGER NOT NULL,
    score INTEGER NOT NULL,
    burst INTEGER NOT NULL,
    arrived INTEGER,
    PRIMARY KEY (guild_id, discussion_id, user_id, score, burst),
    FOREIGN KEY (guild_id, discussion_id) REFERENCES discussions (guild_id, id) ON DELETE CASCADE
) STRICT;

CREATE TABLE discussion_votes (
    guild_id INTEGER NOT NULL,
    discussion_id INTEGER NOT NULL,
    user_id INTEGER NOT NULL,
    score INTEGER NOT NULL,
    voted_at INTEGER NOT NULL,
    PRIMARY KEY (guild_id, discussion_id, user_id),
    FOREIGN KEY (guild_id, discussion_id) REFERENCES discussions (guild_id, id) ON DELETE CASCADE
) STRICT;

CREATE INDEX discussion_votes_of_member ON discussion_votes (guild_id, user_id);
CREATE INDEX discussion_reactions_of_member
ON discussion_reactions (guild_id, user_id, discussion_id, score);

-- How many votes each score has: kept in the same transaction as the votes.
CREATE TABLE discussion_tally (
    guild_id INTEGER NOT NULL,
    discussion_id INTEGER NOT NULL,
    score INTEGER NOT NULL,
    votes INTEGER NOT NULL CHECK (votes >= 0),
    PRIMARY KEY (guild_id, discussion_id, score),
    FOREIGN KEY (guild_id, discussion_id) REFERENCES discussions (guild_id, id) ON DELETE CASCADE
) STRICT;

-- How a voter watched it, as far as they said: for the first time, knowing its source, or again;
-- with subtitles or dubbed, and into which language.
CREATE TABLE discussion_voters (
    guild_id INTEGER NOT NULL,
    discussion_id INTEGER NOT NULL,
    user_id INTEGER NOT NULL,
    viewing TEXT CHECK (viewing IN ('first', 'source', 'again')),
    track TEXT CHECK (track IN ('sub', 'dub')),
    language TEXT,
    said_at INTEGER NOT NULL,
    PRIMARY KEY (guild_id, discussion_id, user_id),
    FOREIGN KEY (guild_id, discussion_id) REFERENCES discussions (guild_id, id) ON DELETE CASCADE
) STRICT;

-- What a voter gave its single aspects, on the discussion's scale.
CREATE TABLE discussion_aspects (
    guild_id INTEGER NOT NULL,
    discussion_id INTEGER NOT NULL,
    user_id INTEGER NOT NULL,
    aspect TEXT NOT NULL,
    score INTEGER NOT NULL,
    PRIMARY KEY (guild_id, discussion_id, user_id, aspect),
    FOREIGN KEY (guild_id, discussion_id) REFERENCES discussions (guild_id, id) ON DELETE CASCADE
) STRICT;

CREATE INDEX discussion_voters_of_member ON discussion_voters (guild_id, user_id);
CREATE INDEX discussion_aspects_of_member ON discussion_aspects (guild_id, user_id);

-- What opens by itself in a server: the episodes of a show as they air (`dub` ''), or of one of its
-- dubs by dates that were entered by hand. `channel_id` NULL: where the server's discussions are;
-- `delay` NULL: the server's, in minutes after the airing. `after_show_id`: the show whose follow
-- went on with this one. `next_at` is when something is to be done for it. `followed_by` is
-- forgotten with that member.
CREATE TABLE airing_follows (
    guild_id INTEGER NOT NULL,
    show_id TEXT NOT NULL,
    dub TEXT NOT NULL,
    channel_id INTEGER,
    role_id INTEGER,
    delay INTEGER CHECK (delay >= 0),
    followed_by INTEGER,
    followed_at INTEGER NOT NULL,
    after_show_id TEXT,
    next_at INTEGER,
    changes INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (guild_id, show_id, dub)
) STRICT;

CREATE INDEX airing_follows_next ON airing_follows (next_at) WHERE next_at IS NOT NULL;
CREATE INDEX airing_follows_of_show ON airing_follows (show_id, dub);
CREATE INDEX airing_follows_by ON airing_follows (guild_id, followed_by);

-- Of the shows that are followed: when their schedule was asked for last, and is to be asked for
-- next; the same of what is said of the show itself. Without guild_id: public facts. `sequels` are
-- the ids, as a JSON list, of what goes on from it and isn't over yet.
CREATE TABLE airing_shows (
    show_id TEXT PRIMARY KEY,
    looked_at INTEGER,
    due_at INTEGER NOT NULL,
    told_at INTEGER,
    status TEXT,
    sequels TEXT
) STRICT;

CREATE INDEX airing_shows_due ON airing_shows (due_at);
CREATE INDEX airing_shows_looked ON airing_shows (looked_at);

CREATE TABLE airing_schedule (
    show_id TEXT NOT NULL,
    episode INTEGER NOT NULL,
    airs_at INTEGER NOT NULL,
    PRIMARY KEY (show_id, episode)
) STRICT;

-- When a dub's episodes can be seen, by hand, and who says so. `day`, as 2027-01-31, where no hour
-- was given: `airs_at` is its noon then. `entered_by` is forgotten with that member.
CREATE TABLE airing_dates (
    guild_id INTEGER NOT NULL,
    show_id TEXT NOT NULL,
    dub TEXT NOT NULL,
    episode INTEGER NOT NULL,
    airs_at INTEGER NOT NULL,
    day TEXT,
    source TEXT NOT NULL,
    entered_by INTEGER,
    entered_at INTEGER NOT NULL,
    PRIMARY KEY (guild_id, show_id, dub, episode)
) STRICT;

CREATE INDEX airing_dates_by ON airing_dates (guild_id, entered_by);

-- A row before it is a post: each episode's, so that none is opened twice. Those of one post have
-- the same `first` and `last`. `due`: begun, and tried again from `retry_at`, with what was in the
-- way; `opened`, as that discussion; or `passed` over at `ended_at`, with why.
CREATE TABLE airing_posts (
    guild_id INTEGER NOT NULL,
    show_id TEXT NOT NULL,
    dub TEXT NOT NULL,
    episode INTEGER NOT NULL,
    first INTEGER NOT NULL,
    last INTEGER NOT NULL,
    airs_at INTEGER NOT NULL,
    opens_at INTEGER NOT NULL,
    begun_at INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('due', 'opened', 'passed')),
    tries INTEGER NOT NULL DEFAULT 0,
    retry_at INTEGER,
    trouble TEXT,
    detail TEXT,
    discussion_id INTEGER,
    ended_at INTEGER,
    PRIMARY KEY (guild_id, show_id, dub, episode)
) STRICT;

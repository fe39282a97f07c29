-- Weekly summaries: one row for a server's week. `week` is its Monday, `since_at` to before
-- `until_at` the week itself by the zone of then. A row before it is a message: `channel_id` is
-- where sending was tried, last at `tried_at`. `done_at` without a message: there was nothing.
CREATE TABLE weekly_summaries (
    guild_id INTEGER NOT NULL,
    week TEXT NOT NULL,
    since_at INTEGER NOT NULL,
    until_at INTEGER NOT NULL,
    channel_id INTEGER,
    tried_at INTEGER,
    message_id INTEGER,
    done_at INTEGER,
    PRIMARY KEY (guild_id, week)
) STRICT;

CREATE INDEX weekly_summaries_of_week ON weekly_summaries (week) WHERE done_at IS NOT NULL;

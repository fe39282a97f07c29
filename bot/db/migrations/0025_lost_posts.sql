-- Also what was sent and never heard of: it is looked for among what was sent since `sent_since`, and
-- deleted if it is there. `mark` is the SHA-256 of a custom id that it alone has: that may name a member.
-- `noted_at` is when it was erased: what is newer is another.
CREATE TABLE takedowns_with_lost (
    guild_id INTEGER NOT NULL,
    channel_id INTEGER NOT NULL,
    message_id INTEGER,
    thread_id INTEGER,
    mark TEXT,
    sent_since INTEGER,
    noted_at INTEGER,
    CHECK ((message_id IS NULL) = (mark IS NOT NULL)),
    UNIQUE (guild_id, message_id),
    UNIQUE (guild_id, mark)
) STRICT;

INSERT INTO takedowns_with_lost (guild_id, channel_id, message_id, thread_id)
SELECT guild_id, channel_id, message_id, thread_id FROM takedowns;
DROP TABLE takedowns;
ALTER TABLE takedowns_with_lost RENAME TO takedowns;

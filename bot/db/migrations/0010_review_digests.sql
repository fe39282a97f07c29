-- Digests of long reviews: whose words they are, and who made the digest. One that is a draft, or is
-- posted, is kept like a member's own review, under the negative of its number where those have a
-- member's id; so only a member's own reviews have a positive `user_id`.
-- `author_id` is the member who wrote it (0: it comes from elsewhere, from `author_name`), `source`
-- the link to where it stands, `candidates` the ids of the shows that it may be about, with spaces
-- between. `consent` is the draft's revision that the author agreed to see posted.
CREATE TABLE review_digests (
    guild_id INTEGER NOT NULL,
    digest_id INTEGER NOT NULL,
    by_id INTEGER NOT NULL,
    author_id INTEGER NOT NULL,
    author_name TEXT NOT NULL,
    source TEXT NOT NULL,
    candidates TEXT NOT NULL,
    consent INTEGER,
    made_at INTEGER NOT NULL,
    PRIMARY KEY (guild_id, digest_id)
) STRICT;

CREATE INDEX review_digests_by_maker ON review_digests (guild_id, by_id);
CREATE INDEX review_digests_by_author ON review_digests (guild_id, author_id);

ALTER TABLE review_draft_parts ADD COLUMN stance TEXT;
ALTER TABLE review_version_parts ADD COLUMN stance TEXT;

-- Discussions of several episodes, `episode` to `through` (NULL: of one), and of a dub of its own
-- ('': the original audio). `role_id` was pinged, once, by the post itself.
ALTER TABLE discussions ADD COLUMN through INTEGER CHECK (through > episode);
ALTER TABLE discussions ADD COLUMN dub TEXT NOT NULL DEFAULT '';
ALTER TABLE discussions ADD COLUMN role_id INTEGER;

DROP INDEX discussions_open;
CREATE UNIQUE INDEX discussions_open ON discussions (guild_id, show_id, episode, dub)
WHERE closed_at IS NULL AND lost_at IS NULL;

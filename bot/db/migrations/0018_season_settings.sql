-- Where summaries go; who is pinged of episodes where a follow names no role, and how many minutes
-- after airing their posts open; 1 where an admin wants weekly summaries, and Discord's own events.
ALTER TABLE guild_settings ADD COLUMN news_channel_id INTEGER;
ALTER TABLE guild_settings ADD COLUMN episode_role_id INTEGER;
ALTER TABLE guild_settings ADD COLUMN episode_delay INTEGER
    CHECK (episode_delay BETWEEN 0 AND 10080);
ALTER TABLE guild_settings ADD COLUMN weekly INTEGER CHECK (weekly IN (0, 1));
ALTER TABLE guild_settings ADD COLUMN events INTEGER CHECK (events IN (0, 1));

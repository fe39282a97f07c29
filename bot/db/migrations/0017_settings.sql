-- What an admin switched off: 1 where nothing new of it begins in the server.
ALTER TABLE guild_settings ADD COLUMN reviews_off INTEGER CHECK (reviews_off IN (0, 1));
ALTER TABLE guild_settings ADD COLUMN renewals_off INTEGER CHECK (renewals_off IN (0, 1));
ALTER TABLE guild_settings ADD COLUMN discussions_off INTEGER CHECK (discussions_off IN (0, 1));

-- The language of what everybody in the server reads, as a catalogue's name; NULL: as Discord says.
ALTER TABLE guild_settings ADD COLUMN locale TEXT;

-- How many votes or scores there must be before their mean or median is shown; NULL: the usual.
ALTER TABLE guild_settings ADD COLUMN minimum_count INTEGER
    CHECK (minimum_count BETWEEN 1 AND 10);

-- Who may post reviews, besides moderators; NULL: everybody.
ALTER TABLE guild_settings ADD COLUMN reviewer_role_id INTEGER;

-- What may be told in discussions where whoever opens one says nothing else; and in each of them.
ALTER TABLE guild_settings ADD COLUMN spoilers TEXT CHECK (spoilers IN ('bars', 'open'));
ALTER TABLE discussions ADD COLUMN spoilers_open INTEGER NOT NULL DEFAULT 0
    CHECK (spoilers_open IN (0, 1));

-- How discussions are voted on where whoever opens one says nothing else.
ALTER TABLE guild_settings ADD COLUMN ballot TEXT
CHECK (ballot IN ('five', 'ten', 'blind-five', 'blind-ten'));

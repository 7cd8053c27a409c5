INSERT INTO einv.memory (name, value) VALUES ($1, '') ON CONFLICT DO NOTHING
